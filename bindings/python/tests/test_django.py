"""The Django app: claims in the shop's own transaction."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import django_support  # noqa: F401 (sets the project up)

from django.contrib.auth.models import User  # isort: skip
from django.core.management import CommandError, call_command  # isort: skip
from django.core.wsgi import get_wsgi_application  # isort: skip
from django.db import OperationalError, connection, connections  # isort: skip
from django.test import Client, RequestFactory, override_settings  # isort: skip
from django.test.utils import setup_test_environment  # isort: skip
from django.utils import timezone  # isort: skip

import ackwell
import django_urls
import support
from ackwell.django import (
    checks,
    conf,
    earlier_payment,
    expect_order,
    notification_view,
    overdue_orders,
    resolve_order,
)
from ackwell.django.ledger import fulfil_once
from ackwell.django.models import Conflict, Delivery, ExpectedOrder, in_state

setup_test_environment()
OK = b'{"ret_code":"0000","ret_msg":"ok"}'


@pytest.fixture(autouse=True)
def _database() -> Any:
    call_command("migrate", verbosity=0)
    yield
    call_command("flush", verbosity=0, interactive=False)
    for model in (Conflict, Delivery, ExpectedOrder):
        model.objects.all().delete()
    django_urls.fulfilled.clear()


@contextmanager
def connection_to(settings: dict[str, Any]) -> Iterator[str]:
    """One more database of the project, for one test."""
    connections.settings["other"] = settings
    try:
        yield "other"
    finally:
        connections["other"].close()
        del connections["other"], connections.settings["other"]


def post(body: bytes, path: str = "/notify", **meta: Any) -> Any:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return client.post(path, body, content_type="text/json;charset=utf-8", **meta)


def test_the_first_delivery_is_fulfilled_and_every_later_one_acknowledged() -> None:
    for _ in range(3):
        answer = post(support.lianlian())
        assert (answer.status_code, answer.content) == (200, OK)
        assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert django_urls.fulfilled == ["2013051500001"]
    row = Delivery.objects.get()
    assert (row.order_no, row.amount, row.currency) == ("2013051500001", "210.97", "CNY")
    assert str(row) == row.delivery_key
    assert "用户" not in repr(vars(row))


def test_what_is_not_genuine_is_refused_and_not_kept() -> None:
    assert post(support.lianlian().replace(b"210.97", b"999.97")).status_code == 403
    assert post(support.lianlian(), REMOTE_ADDR="203.0.113.9").status_code == 403
    assert post(b"x" * 70_000).status_code == 413
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100):
        assert post(support.lianlian()).status_code == 413
    assert post(support.lianlian(), CONTENT_LENGTH="9" * 30).status_code == 413
    assert Client().get("/notify").status_code == 405
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options", "patch"])
def test_only_a_post_is_a_notification(method: str, caplog: pytest.LogCaptureFixture) -> None:
    answer = getattr(Client(), method)("/notify")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert caplog.records == []


def wsgi(body: bytes, **environ: Any) -> tuple[str, bytes]:
    """What the project answers under a WSGI server, without what a test client adds."""
    started: list[Any] = []
    parts = get_wsgi_application()(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/notify",
            "SERVER_NAME": "shop",
            "SERVER_PORT": "80",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            **environ,
        },
        lambda status, _headers: started.append(status),
    )
    return started[0][:3], b"".join(parts)


def test_a_chunked_request_is_read_to_its_end(caplog: pytest.LogCaptureFixture) -> None:
    chunked: dict[str, Any] = {"HTTP_TRANSFER_ENCODING": "chunked"}
    ends = {"wsgi.input_terminated": True}
    assert wsgi(support.lianlian(), **chunked, **ends) == ("200", OK)
    assert django_urls.fulfilled == ["2013051500001"]
    assert wsgi(b"x" * 70_000, **chunked, **ends)[0] == "413"
    assert wsgi(b"", **chunked, **ends)[0] == "400"
    assert wsgi(support.lianlian(), **chunked) == (
        "411",
        b'{"ret_code":"9999","ret_msg":"malformed_body"}',
    )
    assert "wsgi.input_terminated" in caplog.text
    length = {"CONTENT_LENGTH": str(len(support.lianlian()) + 1)}
    assert wsgi(support.lianlian(), **length)[0] == "400"


def test_a_failure_is_logged_once_and_mailed_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    for body in [b"{}", support.lianlian(no_order="broken-1")]:
        caplog.clear()
        post(body)
        (record,) = caplog.records
        assert record.name == "ackwell"


def test_what_the_url_captures_is_handed_on() -> None:
    shops: list[tuple[str, str | None]] = []

    def paid(notification: ackwell.Notification, shop: str) -> None:
        shops.append((shop, notification.order_no))

    view = notification_view("lianlian")(paid)
    request = RequestFactory().post("/", support.lianlian(), content_type="text/json")
    assert view(request, shop="north").status_code == 200
    assert shops == [("north", "2013051500001")]


def test_a_fulfilment_that_fails_leaves_nothing_behind(caplog: pytest.LogCaptureFixture) -> None:
    body = support.lianlian(no_order="broken-1")
    assert post(body).status_code == 500
    assert "Broken" in caplog.text
    assert not Delivery.objects.exists()


def test_work_and_claim_are_one_transaction() -> None:
    notification = conf.receiver("lianlian").verify(support.lianlian(), None, "127.0.0.1")

    def place(_notification: object) -> None:
        User.objects.create(username="written by the shop")

    def fail(_notification: object) -> None:
        place(notification)
        raise django_urls.Broken

    with pytest.raises(django_urls.Broken):
        fulfil_once(notification, fail)
    assert not User.objects.exists()
    assert fulfil_once(notification, place).is_success
    assert fulfil_once(notification, fail).is_success
    assert User.objects.count() == Delivery.objects.count() == 1


def test_the_same_delivery_with_another_amount_is_a_conflict() -> None:
    assert post(support.lianlian(money_order="1.5")).status_code == 200
    assert post(support.lianlian(money_order="1.50", bank_code="2")).status_code == 200
    for _ in range(2):
        answer = post(support.lianlian(money_order="999.97"))
        assert answer.content == b'{"ret_code":"9999","ret_msg":"conflict"}'
    assert django_urls.fulfilled == ["2013051500001"]
    conflict = Conflict.objects.get()
    assert (conflict.amount, conflict.times) == ("999.97", 2)
    assert "999.97" in str(conflict)


def test_a_database_that_fails_is_answered_with_failure() -> None:
    def locked(_notification: object) -> None:
        raise OperationalError("database is locked")

    view = notification_view("lianlian")(locked)
    request = RequestFactory().post("/", support.lianlian(), content_type="text/json")
    answer = view(request)
    assert answer.status_code == 503
    assert answer.content == b'{"ret_code":"9999","ret_msg":"ledger_unavailable"}'


def test_another_ledger_can_be_used() -> None:
    done: list[str] = []
    ledger = ackwell.Ledger("memory:")
    view = notification_view(conf.receiver("lianlian"), ledger=ledger)(
        lambda n: done.append(n.order_no)
    )
    for _ in range(2):
        request = RequestFactory().post("/", support.lianlian(), content_type="text/json")
        assert view(request).status_code == 200
    assert done == ["2013051500001"]
    assert not Delivery.objects.exists()


def test_a_body_that_was_read_before_says_so(caplog: pytest.LogCaptureFixture) -> None:
    answer = post(support.lianlian(), path="/eaten")
    assert answer.status_code == 500
    assert "request.POST" in caplog.text


def test_the_system_check_reports_a_wrong_setting() -> None:
    assert list(checks.check_configuration(None)) == []
    wrong: list[tuple[Any, str]] = [
        (None, "ACKWELL"),
        ({"lianlian": {"public_keys": []}}, "ACKWELL.lianlian.public_keys"),
        ({"lianlain": {}}, "ACKWELL.lianlain"),
        ({"pingpong": {"salt": " x"}}, "ACKWELL.pingpong.salt"),
    ]
    for setting, where in wrong:
        with override_settings(ACKWELL=setting):
            (found,) = checks.check_configuration(None)
            assert found.id == "ackwell.E001"
            assert found.obj == where
    with override_settings(ACKWELL={}, USE_TZ=False):
        ids = [found.id for found in checks.check_configuration(None)]
        assert ids == ["ackwell.W001", "ackwell.W002"]
    call_command("check", verbosity=0)


def test_the_setting_may_be_the_path_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "ackwell.json"
    (tmp_path / "platform.pem").write_text(support.PUBLIC_KEY)
    # A relative path starts in the file's folder.
    lianlian = {"public_keys": [{"file": "platform.pem"}], "merchant_ids": [support.MERCHANT]}
    file.write_text(json.dumps({"lianlian": lianlian}))
    for setting in (file, str(file)):
        with override_settings(ACKWELL=setting):
            assert list(checks.check_configuration(None)) == []
            assert conf.configuration().providers == (ackwell.Provider.LIANLIAN,)
            assert conf.receiver("lianlian").key_fingerprints
    with override_settings(ACKWELL=tmp_path / "missing.json"):
        (found,) = checks.check_configuration(None)
        assert found.obj == "ACKWELL"
        assert "missing.json" in found.msg


def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "ackwell", check=True, dry_run=True, verbosity=0)


def overdue(*options: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("ackwell_overdue", *options, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_the_command_lists_the_orders_that_wait_too_long() -> None:
    assert overdue() == (0, "no order waits longer than its provider sends\n")
    placed = timezone.now() - timedelta(hours=2)
    amount = ackwell.Amount(Decimal("210.97"), "CNY")
    expect_order("lianlian", support.MERCHANT, "2013051500001", amount=amount, placed_at=placed)
    expect_order("pingpong", support.ACCOUNT, "2", placed_at=placed)
    code, text = overdue()
    assert code == 1
    assert "2013051500001 210.97 CNY due" in text
    assert support.ACCOUNT not in text
    (row,) = [json.loads(line) for line in overdue("--json")[1].splitlines()]
    assert row["order_no"] == "2013051500001"
    assert row["amount"] == {"value": "210.97", "currency": "CNY"}
    assert post(support.lianlian()).status_code == 200
    assert overdue("--json") == (0, "")
    assert ExpectedOrder.objects.filter(resolved_at=None).count() == 1
    assert str(ExpectedOrder.objects.first())
    placed = timezone.now() + timedelta(minutes=1)
    expect_order("lianlian", support.MERCHANT, "2013051500001", placed_at=placed)
    assert overdue()[0] == 0
    (late,) = overdue_orders(placed + timedelta(hours=1))
    assert (late.order_no, late.placed_at.date()) == ("2013051500001", placed.date())
    assert resolve_order("lianlian", support.MERCHANT, "2013051500001")
    assert not resolve_order("lianlian", support.MERCHANT, "2013051500001")
    assert overdue_orders(placed + timedelta(hours=1)) == []


def test_an_order_that_two_transactions_pay_names_the_earlier_payment() -> None:
    found: list[ackwell.EarlierPayment | None] = []

    def paid(notification: ackwell.Notification) -> None:
        found.append(earlier_payment(notification))

    view = notification_view("lianlian")(paid)
    for changes in [{"oid_paybill": "1"}, {"oid_paybill": "2"}, {"no_order": "other"}]:
        body = support.lianlian(**changes)
        request = RequestFactory().post("/", body, content_type="text/json")
        assert view(request).status_code == 200
    none, earlier, other = found
    assert none is None
    assert earlier
    assert earlier.transaction_no == "1"
    assert earlier.amount == ackwell.Amount(Decimal("210.97"), "CNY")
    assert abs(earlier.fulfilled_at - timezone.now()) < timedelta(minutes=5)
    assert other is None


def test_the_command_removes_what_is_old() -> None:
    def prune(*options: str) -> str:
        out = io.StringIO()
        call_command("ackwell_prune", *options, stdout=out)
        return out.getvalue()

    for number in range(3):
        assert post(support.lianlian(oid_paybill=str(number))).status_code == 200
    post(support.lianlian(oid_paybill="0", money_order="999.97"))
    old = timezone.now() - timedelta(days=91)
    keys = [row.pk for row in Delivery.objects.order_by("pk")]
    Delivery.objects.filter(pk__in=keys[:2]).update(changed_at=old)
    Conflict.objects.update(last_seen=old)
    for order, placed in [("old", old), ("waiting", timezone.now() - timedelta(days=1))]:
        expect_order("lianlian", support.MERCHANT, order, placed_at=placed)
    nothing = "removed 0 notifications, 0 conflicts and 0 orders\n"
    assert prune("--days", "100") == nothing
    assert prune() == "removed 2 notifications, 1 conflicts and 1 orders\n"
    assert prune() == nothing
    assert [row.pk for row in Delivery.objects.all()] == keys[2:]
    assert not Conflict.objects.exists()
    assert [row.order_no for row in ExpectedOrder.objects.all()] == ["waiting"]
    for days in ["0", "-1", "999999999999"]:
        with pytest.raises(CommandError, match="days"):
            prune("--days", days)


def test_the_admin_lists_notifications_conflicts_and_orders_read_only() -> None:
    post(support.lianlian())
    post(support.lianlian(money_order="999.97"))
    post(support.lianlian(oid_paybill="2", no_order="quiet-one"))
    expect_order("lianlian", support.MERCHANT, "waiting-one")
    User.objects.create_superuser("admin", password="admin")
    client = Client()
    client.login(username="admin", password="admin")
    listed = client.get("/admin/ackwell/delivery/").content.decode()
    assert "2013051500001" in listed
    assert "quiet-one" in listed
    contradicted = client.get("/admin/ackwell/delivery/?conflicts=yes").content.decode()
    assert "2013051500001" in contradicted
    assert "quiet-one" not in contradicted
    one = Delivery.objects.get(order_no="2013051500001")
    shown = client.get(f"/admin/ackwell/delivery/{one.pk}/change/")
    assert "999.97" in shown.content.decode()
    assert client.get("/admin/ackwell/delivery/add/").status_code == 403
    assert client.post(f"/admin/ackwell/delivery/{one.pk}/delete/").status_code == 403
    orders = client.get("/admin/ackwell/expectedorder/").content.decode()
    assert "waiting-one" in orders
    assert "/change/" not in orders
    query = "/admin/ackwell/delivery/?"
    for asked, expected in [
        ("state=committed", True),
        ("state=released", False),
        ("state=in_progress", False),
        ("state=nothing", False),
        ("changed_at__gte=2013-01-01", True),
        ("changed_at__gte=2100-01-01+00%3A00%3A00%2B00%3A00", False),
        ("q=quiet-one", False),
    ]:
        answer = client.get(query + asked)
        assert answer.status_code == 200, asked
        assert ("2013051500001" in answer.content.decode()) is expected, asked


def test_the_states_are_those_of_the_ledger() -> None:
    post(support.lianlian())
    row = Delivery.objects.get()
    later = timezone.now() + timedelta(minutes=1)
    for number, lease_until, state in [
        (0, later, ackwell.DeliveryState.IN_PROGRESS),
        (0, timezone.now(), ackwell.DeliveryState.EXPIRED),
        (1, later, ackwell.DeliveryState.COMMITTED),
        (2, timezone.now(), ackwell.DeliveryState.RELEASED),
        (3, later, ackwell.DeliveryState.RELEASED),
    ]:
        Delivery.objects.update(state=number, lease_until=lease_until)
        row.refresh_from_db()
        assert row.current_state is state
        for other in ackwell.DeliveryState:
            assert Delivery.objects.filter(in_state(other)).exists() is (other is state)
    Delivery.objects.update(state=9)
    row.refresh_from_db()
    assert row.current_state is None


def test_the_tables_are_the_ledgers_own() -> None:
    tables = {name for name in connection.introspection.table_names() if "ackwell" in name}
    assert tables == {"ackwell_schema", "ackwell_ledger", "ackwell_conflict", "ackwell_expected"}


def test_the_migration_goes_backwards_and_leaves_the_rows() -> None:
    post(support.lianlian())
    call_command("migrate", "ackwell", "zero", verbosity=0)
    call_command("migrate", "ackwell", verbosity=0)
    assert Delivery.objects.count() == 1


SEEN_BY_THE_LEDGER = """
import sys
from datetime import datetime, timedelta, timezone
import ackwell, support
url, second = sys.argv[1:]
receiver = ackwell.LianLian(public_keys=[support.PUBLIC_KEY], merchant_ids=[support.MERCHANT])
ledger = ackwell.Ledger(url)
def claim(**changes):
    notification = receiver.verify(support.lianlian(**changes), None, support.PEER)
    return ledger.claim(notification)
assert claim().delivery == "repeat", "what Django fulfilled"
assert claim(money_order="1").delivery == "conflict"
(record,) = ledger.list()
assert (record.state, record.token, len(record.conflicts)) == ("committed", 1, 2), record
assert str(record.amount) == "210.97 CNY"
later = datetime.now(timezone.utc) + timedelta(hours=3)
assert [order.order_no for order in ledger.overdue_orders(later)] == ["waiting"]
claimed = claim(oid_paybill=second)
assert claimed.is_first
print(ledger.status().schema)
"""


def test_the_ledger_and_django_see_the_same_rows(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    settings = {**connections.settings["default"], "NAME": str(file)}
    with connection_to(settings) as alias:
        call_command("migrate", database=alias, verbosity=0)
        receiver = conf.receiver("lianlian")

        def verified(**changes: str) -> ackwell.Notification:
            made: ackwell.Notification = receiver.verify(
                support.lianlian(**changes), None, "127.0.0.1"
            )
            return made

        done: list[ackwell.Notification] = []
        expect_order("lianlian", support.MERCHANT, "waiting", using=alias)
        expect_order("lianlian", support.MERCHANT, "2013051500001", using=alias)
        assert fulfil_once(verified(), done.append, alias).is_success
        assert not fulfil_once(verified(money_order="2"), done.append, alias).is_success
        # Another SQLite in this process must not open the file: the ledger has its own.
        ran = subprocess.run(
            [sys.executable, "-c", SEEN_BY_THE_LEDGER, f"sqlite://{file}", "second"],
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "1\n", "")
        # A worker with a lease holds the second one.
        assert fulfil_once(verified(oid_paybill="second"), done.append, alias).status == 503
        assert len(done) == 1
        held = Delivery.objects.using(alias).get(transaction_no="second")
        assert held.current_state is ackwell.DeliveryState.IN_PROGRESS
        assert Conflict.objects.using(alias).count() == 2
