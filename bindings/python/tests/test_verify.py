"""Verifying: bytes in, a notification or one refusal out."""

from __future__ import annotations

import array
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

import ackwell
import support
from ackwell import AckwellError, Amount, Code, LianLianPayment, Status, _native


def test_a_genuine_notification_says_what_the_provider_said(lianlian: ackwell.LianLian) -> None:
    notification = lianlian.verify(support.lianlian(), None, support.PEER)
    assert type(notification) is LianLianPayment
    assert notification.kind is ackwell.Kind.LIANLIAN_PAYMENT
    assert notification.provider is ackwell.Provider.LIANLIAN
    assert notification.merchant_id == support.MERCHANT
    assert notification.order_no == notification.no_order == "2013051500001"
    assert notification.transaction_no == notification.oid_paybill == "2013051613121201"
    assert notification.status is Status.SUCCEEDED
    assert notification.status_text == notification.result_pay == "SUCCESS"
    assert notification.amount == Amount(Decimal("210.97"), "CNY")
    assert notification.amount.minor_units == 21_097
    assert str(notification.amount) == "210.97 CNY"
    china = timezone(timedelta(hours=8))
    assert notification.dt_order == datetime(2013, 5, 15, 9, 40, 13, tzinfo=china)
    assert notification.dt_order.utcoffset() == timedelta(hours=8)
    assert notification.settle_date == date(2013, 5, 16)
    assert notification.no_agree is None
    assert notification.info_order == support.SAMPLE["info_order"]
    assert dict(notification.fields)["bank_code"] == "01020000"
    assert notification.envelope == {}
    assert notification.irregularities == ()
    assert notification.source == ackwell.Source("enforced", support.PEER, trusted=True)
    assert len(notification.fingerprint) == 32
    assert notification.signed_text.startswith("bank_code=01020000&dt_order=")
    assert notification.delivery_key.startswith("lianlian.payment:201103171000000000:")


def test_every_form_of_field_has_its_own_python_type(pingpong: ackwell.PingPong) -> None:
    notification = pingpong.verify(
        support.pingpong(exchangedAmount="180.5", exchangedCurrency="EUR"),
        None,
        support.PINGPONG_PEER,
    )
    assert isinstance(notification, ackwell.PingPongTransaction)
    assert notification.amount == Amount(Decimal("200.000000"), "USD")
    assert str(notification.amount.value) == "200.000000"
    assert notification.currency == "USD"
    assert notification.transaction_time == datetime(
        2023, 9, 20, 3, 57, 56, 82_000, tzinfo=timezone.utc
    )
    assert notification.capture_delay_hours == 0
    assert notification.three_d_secure is False
    assert notification.payment_method == {"type": "VISA"}
    assert notification.card_info is None
    assert notification.exchanged_amount == Amount(Decimal("180.50"), "EUR")
    assert notification.envelope["accId"] == support.ACCOUNT
    assert "bizContent" not in notification.envelope
    assert notification.fields["captureDelayHours"] == 0


def test_nested_json_has_no_floats(
    pingpong: ackwell.PingPong,
) -> None:
    body = support.pingpong(cardInfo={"score": 0.1, "digits": 10**300, "deep": [[[]]]})
    notification = pingpong.verify(body, None, support.PINGPONG_PEER)
    assert isinstance(notification, ackwell.PingPongTransaction)
    info = notification.card_info
    assert info
    assert info["score"] == Decimal("0.1")
    assert isinstance(info["score"], Decimal)
    assert info["digits"] == 10**300


def test_the_kinds_can_be_told_apart_by_match(
    lianlian: ackwell.LianLian, pingpong: ackwell.PingPong
) -> None:
    def shown(notification: ackwell.LianLianNotification | ackwell.PingPongNotification) -> str:
        match notification:
            case ackwell.LianLianPayment(status=Status.SUCCEEDED, amount=Amount(value, currency)):
                return f"paid {value} {currency}"
            case ackwell.LianLianExchangePayment(currency_order=currency):
                return f"exchanged into {currency}"
            case ackwell.PingPongRefund(merchant_refund_id=number):
                return f"refunded {number}"
            case ackwell.PingPongOther():
                return f"other {notification.fields['notifyType']}"
        return f"something else: {notification.kind}"

    exchange = support.lianlian(**support.EXCHANGE)
    refund = support.pingpong(notifyType="REFUND", merchantRefundId="R1", refundId="2")
    other = support.pingpong(notifyType="PAYOUT")
    assert shown(lianlian.verify(support.lianlian(), None, support.PEER)) == "paid 210.97 CNY"
    assert shown(lianlian.verify(exchange, None, support.PEER)) == "exchanged into USD"
    assert shown(pingpong.verify(refund, None, support.PINGPONG_PEER)) == "refunded R1"
    assert shown(pingpong.verify(other, None, support.PINGPONG_PEER)) == "other PAYOUT"


@pytest.mark.parametrize("form", [bytes, bytearray, memoryview])
def test_every_form_of_bytes_is_taken(lianlian: ackwell.LianLian, form: type) -> None:
    assert lianlian.verify(form(support.lianlian()), None, support.PEER).order_no


def test_a_slice_of_a_memoryview_is_its_own_bytes(lianlian: ackwell.LianLian) -> None:
    body = support.lianlian()
    padded = memoryview(b"--" + body + b"--")[2:-2]
    assert lianlian.verify(padded, None, support.PEER).order_no


@pytest.mark.parametrize(
    "body", [support.lianlian().decode(), {"a": 1}, None, 7, [b"x"], array.array("b", [1])]
)
def test_what_is_no_bytes_is_refused_with_the_way_to_get_them(
    lianlian: ackwell.LianLian, body: object
) -> None:
    with pytest.raises(ackwell.ArgumentError) as caught:
        lianlian.verify(body, None, support.PEER)  # type: ignore[arg-type]
    assert caught.value.code is Code.INVALID_ARGUMENT
    assert type(body).__name__ in caught.value.message
    for way in ["request.get_data()", "request.body", "await request.body()"]:
        assert way in caught.value.message
    assert caught.value.acknowledgement is not None
    assert not caught.value.acknowledgement.is_success


def test_a_changed_body_is_refused_and_told_only_what_is_safe(
    lianlian: ackwell.LianLian,
) -> None:
    forged = support.lianlian().replace(b"210.97", b"999.97")
    with pytest.raises(ackwell.Refusal) as caught:
        lianlian.verify(forged, None, support.PEER)
    refusal = caught.value
    assert refusal.code is Code.INVALID_SIGNATURE
    assert refusal.provider is ackwell.Provider.LIANLIAN
    assert refusal.acknowledgement.status == 403
    assert refusal.acknowledgement.body == b'{"ret_code":"9999","ret_msg":"invalid_signature"}'
    assert "999.97" not in str(refusal)
    assert str(refusal).startswith("invalid_signature: ")


def test_a_request_from_elsewhere_is_refused(lianlian: ackwell.LianLian) -> None:
    with pytest.raises(ackwell.Refusal) as caught:
        lianlian.verify(support.lianlian(), None, "203.0.113.9")
    assert caught.value.code is Code.UNTRUSTED_SOURCE
    with pytest.raises(ackwell.Refusal) as caught:
        lianlian.verify(support.lianlian(), None, None)
    assert caught.value.code is Code.INVALID_PEER


@pytest.mark.parametrize("peer", [7, b"115.236.102.36", ("115.236.102.36", 80), object()])
def test_a_peer_that_is_no_text_is_an_argument_error(
    lianlian: ackwell.LianLian, peer: object
) -> None:
    with pytest.raises(ackwell.ArgumentError):
        lianlian.verify(support.lianlian(), None, peer)  # type: ignore[arg-type]


def test_texts_that_are_no_unicode_are_refused_and_not_crashed_on(
    lianlian: ackwell.LianLian,
) -> None:
    with pytest.raises(ackwell.Refusal) as caught:
        lianlian.verify(support.lianlian(), None, "\ud800")
    assert caught.value.code is Code.INVALID_PEER


class Headers:
    """A mapping of headers that is not one of Python's, as frameworks have them."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        self.pairs = pairs

    def items(self) -> list[tuple[str, str]]:
        return list(self.pairs)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": support.PEER},
        {"x-forwarded-for": [f"198.51.100.7, {support.PEER}"]},
        [("X-FORWARDED-FOR", support.PEER)],
        [(b"x-forwarded-for", support.PEER.encode())],
        [("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-For", support.PEER)],
        Headers(("X-Forwarded-For", support.PEER)),
        {"Forwarded": f"for={support.PEER}", "Other": "\ud800"},
    ],
)
def test_behind_a_proxy_the_headers_say_who_the_client_is(headers: object) -> None:
    receiver = ackwell.LianLian(
        public_keys=[support.PUBLIC_KEY],
        merchant_ids=[support.MERCHANT],
        trusted_proxies=["10.0.0.0/8"],
    )
    assert receiver.header_names == {"x-forwarded-for", "forwarded"}
    notification = receiver.verify(support.lianlian(), headers, "10.0.0.1")  # type: ignore[arg-type]
    assert notification.source.address == support.PEER


@pytest.mark.parametrize("headers", [7, [1], [("a",)], {"X-Forwarded-For": 7}, "ab", [("a", 1, 2)]])
def test_headers_that_are_none_are_an_argument_error(headers: object) -> None:
    receiver = ackwell.LianLian(
        public_keys=[support.PUBLIC_KEY], merchant_ids="any", trusted_proxies=["10.0.0.0/8"]
    )
    with pytest.raises(ackwell.ArgumentError):
        receiver.verify(support.lianlian(), headers, "10.0.0.1")  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["\ud800", "用户", "\xff", "", "115.236.102.36\x00"])
def test_a_forwarding_header_of_garbage_is_refused(value: str) -> None:
    receiver = ackwell.LianLian(
        public_keys=[support.PUBLIC_KEY], merchant_ids="any", trusted_proxies=["10.0.0.0/8"]
    )
    with pytest.raises(ackwell.Refusal):
        receiver.verify(support.lianlian(), {"X-Forwarded-For": value}, "10.0.0.1")


def test_expect_answers_whether_it_is_the_payment_waited_for(lianlian: ackwell.LianLian) -> None:
    notification = lianlian.verify(support.lianlian(money_order="0.2"), None, support.PEER)
    order = notification.order_no
    amounts: list[Decimal | str] = [Decimal("0.2"), Decimal("0.20"), "0.20"]
    for amount in amounts:
        assert notification.expect(order, amount, "CNY") is notification
    others: list[tuple[tuple[str, Decimal | int | str, str], str]] = [
        (("other", "0.2", "CNY"), "order_no"),
        ((order, "0.21", "CNY"), "amount"),
        ((order, 1, "CNY"), "amount"),
        ((order, Decimal("0.2"), "USD"), "currency"),
    ]
    for expected, member in others:
        with pytest.raises(ackwell.Refusal) as caught:
            notification.expect(*expected)
        assert caught.value.code is Code.EXPECTATION_MISMATCH
        assert caught.value.member == member


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        (0.2, "CNY"),
        (True, "CNY"),
        (Decimal("NaN"), "CNY"),
        (Decimal(-1), "CNY"),
        (Decimal("1e999999"), "CNY"),
        pytest.param(1 << 20_000, "CNY", id="huge"),
        ("1e3", "CNY"),
        ("1", "cny"),
        ("1", None),
        ("\ud800", "CNY"),
    ],
)
def test_an_expectation_that_is_none_is_an_argument_error(
    lianlian: ackwell.LianLian, amount: object, currency: object
) -> None:
    notification = lianlian.verify(support.lianlian(), None, support.PEER)
    with pytest.raises(ackwell.ArgumentError):
        notification.expect(notification.order_no, amount, currency)  # type: ignore[arg-type]


def test_a_receiver_acknowledges_and_refuses_in_its_providers_form(
    lianlian: ackwell.LianLian, pingpong: ackwell.PingPong
) -> None:
    assert lianlian.acknowledge().body == b'{"ret_code":"0000","ret_msg":"ok"}'
    assert pingpong.acknowledge().body == b""
    assert pingpong.refuse(Code.CONFLICT).acknowledgement.body == b"FAIL"
    assert lianlian.refuse(Code.IN_PROGRESS).acknowledgement.status == 503
    with pytest.raises(ackwell.ArgumentError):
        lianlian.refuse(Code.UNKNOWN)


def test_a_receiver_tells_what_it_was_built_with(
    lianlian: ackwell.LianLian, pingpong: ackwell.PingPong
) -> None:
    assert len(lianlian.key_fingerprints) == 1
    assert len(lianlian.key_fingerprints[0]) == 64
    assert pingpong.key_fingerprints == ()
    assert lianlian.max_body_bytes == 65_536
    assert lianlian.schedule.sends == 30
    assert lianlian.schedule.horizon == timedelta(hours=1)
    assert pingpong.schedule.pauses[0] == timedelta(seconds=5)
    with pytest.raises(AttributeError):
        lianlian.provider = ackwell.Provider.PINGPONG  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del lianlian.provider
    with pytest.raises(TypeError):
        ackwell.Receiver()


def test_a_batch_comes_out_as_one_after_the_other(lianlian: ackwell.LianLian) -> None:
    paid = support.lianlian()
    requests: list[tuple[bytes, None, str]] = [
        (paid, None, support.PEER),
        (b"{}", None, support.PEER),
        (support.lianlian(no_order="2"), None, support.PEER),
        (paid, None, "203.0.113.9"),
    ] * 5
    results = lianlian.verify_batch(iter(requests))
    assert len(results) == len(requests)
    for result, request in zip(results, requests, strict=True):
        if isinstance(result, ackwell.Notification):
            assert result == lianlian.verify(*request)
        else:
            with pytest.raises(ackwell.Refusal) as caught:
                lianlian.verify(*request)
            assert isinstance(result, ackwell.Refusal)
            assert (result.code, str(result)) == (caught.value.code, str(caught.value))
    assert lianlian.verify_batch([]) == []
    with pytest.raises(ackwell.ArgumentError):
        lianlian.verify_batch([("a text", None, None)])  # type: ignore[list-item]


def test_a_panic_inside_arrives_as_an_ordinary_exception() -> None:
    with pytest.raises(ackwell.InternalError) as caught:
        _native.panic_inside()
    assert caught.value.code is Code.INTERNAL
    assert isinstance(caught.value, AckwellError)
