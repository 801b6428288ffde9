from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import flask
import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from fastapi import FastAPI
from fastapi.testclient import TestClient

import ackwell
import ackwell.fastapi
import ackwell.flask
import django_support  # noqa: F401 (sets Django up)
import django_urls
from ackwell import Code, Kind, Ledger, Provider
from ackwell.testing import Sender, SignedRequest, Variant, judge

pytest_plugins = ["ackwell.testing.fixtures"]


def test_every_refusal_is_explained_with_its_code_and_nothing_is_wrong_with_what_is_genuine(
    ackwell_sender: Sender,
) -> None:
    for kind in Kind:
        for variant in Variant:
            request = ackwell_sender.request(kind, order="42", variant=variant)
            receiver = ackwell_sender.config.receiver(request.provider)
            diagnosis = receiver.explain(request.body, request.headers, request.peer)
            assert (diagnosis.provider, diagnosis.code) == (request.provider, variant.code)
            assert (diagnosis.findings == ()) == (variant.code is None), f"{kind} {variant}"
    forged = ackwell_sender.request(Kind.LIANLIAN_PAYMENT, variant=Variant.TAMPERED)
    receiver = ackwell_sender.config.receiver(Provider.LIANLIAN)
    findings = receiver.explain(forged.body, forged.headers, forged.peer).findings
    [changed] = [finding for finding in findings if finding.cause == "changed_text"]
    assert changed.sureness == "certain"
    assert "raw bytes" in changed.remedy
    with pytest.raises(ackwell.ArgumentError):
        receiver.explain(forged.body.decode())  # type: ignore[arg-type]


def test_every_variant_of_every_kind_is_answered_as_it_says(ackwell_sender: Sender) -> None:
    for kind in Kind:
        for variant in Variant:
            request = ackwell_sender.request(kind, order="42", variant=variant)
            assert (request.kind, request.variant, request.code) == (kind, variant, variant.code)
            receiver = ackwell_sender.config.receiver(request.provider)
            if variant.code is None:
                assert receiver.verify(request.body, request.headers, request.peer).kind == kind
                continue
            with pytest.raises(ackwell.Refusal) as refused:
                receiver.verify(request.body, request.headers, request.peer)
            assert refused.value.code == variant.code, f"{kind} {variant}"
            request.assert_refused(refused.value.acknowledgement)


def test_what_is_chosen_is_what_arrives(ackwell_sender: Sender) -> None:
    request = ackwell_sender.request(
        "pingpong.transaction",
        order="A-1",
        amount="12.00",
        currency="EUR",
        status="failed",
        members={"remark": 'a "quoted" text', "transactionTime": None},
    )
    notification = ackwell_sender.pingpong.verify(request.body, request.headers, request.peer)
    assert notification.expect("A-1", "12", "EUR") is notification
    assert notification.status is ackwell.Status.FAILED
    assert notification.fields["remark"] == 'a "quoted" text'
    assert "transactionTime" not in notification.fields


def test_the_same_choices_are_a_repeat(ackwell_sender: Sender, ackwell_ledger: Ledger) -> None:
    orders: list[str | None] = []
    for order in ["1", "1", "2"]:
        request = ackwell_sender.request("lianlian.payment", order=order)
        answer = ackwell_sender.lianlian.handle(
            request.body,
            request.headers,
            request.peer,
            ackwell_ledger,
            lambda notification: orders.append(notification.order_no),
        )
        request.assert_received(answer)
    assert orders == ["1", "2"]


def test_what_is_wrong_is_named_and_no_secret_is_shown(ackwell_sender: Sender) -> None:
    with pytest.raises(ackwell.ArgumentError, match="exchange_payment"):
        ackwell_sender.request("lianlian.refund")
    with pytest.raises(ackwell.ArgumentError, match="other_merchant"):
        ackwell_sender.request("lianlian.payment", variant="evil")
    with pytest.raises(ackwell.ArgumentError, match="CNY"):
        ackwell_sender.request("lianlian.payment", currency="EUR")
    with pytest.raises(ackwell.ArgumentError, match="`lianlian` or `pingpong`"):
        Sender(["stripe"])
    only = Sender([Provider.PINGPONG])
    assert repr(only) == "<Sender for pingpong>"
    with pytest.raises(ackwell.ArgumentError, match="no section `lianlian`"):
        only.request("lianlian.payment")


def test_an_answer_that_is_not_as_expected_fails_the_test(ackwell_sender: Sender) -> None:
    genuine = ackwell_sender.request("lianlian.payment")
    success = ackwell_sender.lianlian.acknowledge()
    genuine.assert_received(success)
    with pytest.raises(AssertionError, match="body is not"):
        genuine.assert_received(flask.Response("ok"))
    with pytest.raises(AssertionError, match="302"):
        genuine.assert_received(flask.Response("", 302))
    with pytest.raises(ValueError, match="genuine"):
        genuine.assert_refused(success)
    forged = ackwell_sender.request("lianlian.payment", variant=Variant.TAMPERED)
    with pytest.raises(AssertionError, match="invalid_signature"):
        forged.assert_refused(success)
    with pytest.raises(AssertionError, match="in_progress"):
        refusal = ackwell_sender.lianlian.refuse(Code.INVALID_SIGNATURE)
        forged.assert_refused(refusal.acknowledgement, Code.IN_PROGRESS)


def test_the_judge_says_why() -> None:
    assert judge(Provider.LIANLIAN, 200, b'{"ret_code":"0000"}').received
    assert judge("pingpong", 204).received
    judgement = judge("pingpong", 200, "FAIL")
    assert (judgement.received, judgement.why) == (False, "the body is FAIL")


def test_another_process_reads_the_configuration_file(
    ackwell_config_file: Path, ackwell_sender: Sender
) -> None:
    script = (
        "import ackwell, os; "
        "print(*ackwell.Config.from_file(os.environ['ACKWELL_CONFIG']).providers)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["lianlian", "pingpong"]
    document = json.loads(ackwell_config_file.read_text())
    assert document["ledger"] == {"url": "memory:"}
    assert "private_key" not in ackwell_config_file.read_text()
    request = ackwell_sender.request("lianlian.payment", order="7")
    receiver = ackwell.Config.from_file(ackwell_config_file).lianlian()
    assert receiver.verify(request.body, request.headers, request.peer).order_no == "7"


def test_the_package_itself_does_not_load_the_kit() -> None:
    script = "import ackwell, sys; print('ackwell.testing' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


@pytest.fixture
def two(ackwell_sender: Sender) -> tuple[SignedRequest, SignedRequest]:
    genuine = ackwell_sender.request("lianlian.payment", order="42", amount="10.00")
    forged = ackwell_sender.request("lianlian.payment", order="42", variant=Variant.TAMPERED)
    return genuine, forged


def test_with_flasks_test_client(
    ackwell_sender: Sender, ackwell_ledger: Ledger, two: tuple[SignedRequest, SignedRequest]
) -> None:
    paid: list[str | None] = []
    app = flask.Flask(__name__)
    notify = ackwell.flask.NotificationBlueprint("notify", __name__, ledger=ackwell_ledger)

    @notify.notification("/lianlian", ackwell_sender.lianlian)
    def fulfil(notification: ackwell.LianLianNotification) -> None:
        paid.append(notification.order_no)

    app.register_blueprint(notify)
    client = app.test_client()
    genuine, forged = two
    for _ in range(2):
        genuine.assert_received(
            client.post("/lianlian", data=genuine.body, headers=genuine.headers)
        )
    forged.assert_refused(client.post("/lianlian", data=forged.body, headers=forged.headers))
    assert paid == ["42"]


def test_with_fastapis_test_client(
    ackwell_sender: Sender, ackwell_ledger: Ledger, two: tuple[SignedRequest, SignedRequest]
) -> None:
    paid: list[str | None] = []
    notify = ackwell.fastapi.NotificationRouter(ackwell_ledger)

    @notify.notification("/lianlian", ackwell_sender.lianlian)
    def fulfil(notification: ackwell.LianLianNotification) -> None:
        paid.append(notification.order_no)

    app = FastAPI()
    app.include_router(notify)
    genuine, forged = two
    client = TestClient(app, client=(genuine.peer, 50000))
    for _ in range(2):
        genuine.assert_received(
            client.post("/lianlian", content=genuine.body, headers=genuine.headers)
        )
    forged.assert_refused(client.post("/lianlian", content=forged.body, headers=forged.headers))
    assert paid == ["42"]


def test_with_djangos_test_client(
    ackwell_sender: Sender, two: tuple[SignedRequest, SignedRequest]
) -> None:
    genuine, forged = two
    call_command("migrate", verbosity=0)
    before = django_urls.fulfilled.count("42")
    with override_settings(ACKWELL=ackwell_sender.document):
        client = Client()
        for request in [genuine, genuine, forged]:
            answer = client.post(
                "/notify",
                data=request.body,
                content_type=request.content_type,
                headers=request.headers,
            )
            if request.code is None:
                request.assert_received(answer)
            else:
                request.assert_refused(answer)
    assert django_urls.fulfilled.count("42") == before + 1
