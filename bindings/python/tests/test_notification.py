"""A notification behaves as a frozen dataclass does, and can be had from a receiver alone."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import json
import pickle
from decimal import Decimal

import pytest

import ackwell
import support
from ackwell import _native
from ackwell._kinds import CLASSES


@pytest.fixture
def paid(lianlian: ackwell.LianLian) -> ackwell.LianLianNotification:
    return lianlian.verify(support.lianlian(), None, support.PEER)


def test_nobody_makes_a_notification_but_a_receiver() -> None:
    kinds: list[type] = [ackwell.Notification, *CLASSES]
    for kind in kinds:
        with pytest.raises(TypeError):
            kind()
    with pytest.raises(TypeError):
        _native.CommonMembers()


def test_it_is_frozen(paid: ackwell.LianLianNotification) -> None:
    for name in ["amount", "order_no", "_native", "anything"]:
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(paid, name, None)
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(paid, name)
    with pytest.raises(TypeError):
        paid.fields["money_order"] = "0"  # type: ignore[index]


def test_equal_notifications_are_equal_and_hash_alike(lianlian: ackwell.LianLian) -> None:
    def verify(**changes: str) -> ackwell.LianLianNotification:
        return lianlian.verify(support.lianlian(**changes), None, support.PEER)

    assert verify() == verify()
    assert hash(verify()) == hash(verify())
    assert verify() != verify(money_order="210.98")
    assert verify() != "a notification"
    assert len({verify(), verify(), verify(no_order="2")}) == 2
    assert copy.copy(one := verify()) is one
    assert copy.deepcopy(one) is one


def test_its_repr_names_it_without_what_it_says_of_people(
    paid: ackwell.LianLianNotification,
) -> None:
    text = repr(paid)
    assert text.startswith("LianLianPayment(delivery_key='lianlian.payment:")
    assert "amount=210.97 CNY" in text
    assert "用户" not in text
    assert paid.signed_text not in text


def test_it_cannot_be_pickled_because_it_could_come_back_unverified(
    paid: ackwell.LianLianNotification,
) -> None:
    with pytest.raises(TypeError, match="order_no"):
        pickle.dumps(paid)


def test_its_json_is_the_contract_of_every_language(paid: ackwell.LianLianNotification) -> None:
    document = json.loads(paid.to_json())
    assert document["kind"] == paid.kind
    assert document["order_no"] == paid.order_no
    assert document["amount"] == {"value": "210.97", "currency": "CNY"}
    assert document["fingerprint"] == paid.fingerprint.hex()


def test_every_field_of_every_table_has_a_documented_property() -> None:
    for kind in CLASSES[:-1]:
        assert kind.__doc__
        assert kind.__match_args__
        assert not hasattr(kind, "__dict__") or "__dict__" not in kind.__dict__
        for name in kind.__match_args__:
            assert inspect.isdatadescriptor(getattr(kind, name)), name
            assert getattr(kind, name).__doc__, name


def test_it_refuses_with_the_answer_of_its_provider(paid: ackwell.LianLianNotification) -> None:
    refusal = paid.refuse(ackwell.Code.CONFLICT)
    assert isinstance(refusal, ackwell.Refusal)
    assert refusal.acknowledgement.status == 409
    assert paid.acknowledge() == ackwell.Acknowledgement(
        200, "application/json; charset=utf-8", b'{"ret_code":"0000","ret_msg":"ok"}'
    )


def test_news_of_the_making_answers_no_order(lianlian: ackwell.LianLian) -> None:
    making = support.lianlian(**{**support.EXCHANGE, "result_pay": "PROCESSING"})
    assert not lianlian.verify(making, None, support.PEER).resolves_order
    assert lianlian.verify(support.lianlian(), None, support.PEER).resolves_order


def test_unknown_words_of_status_are_other(pingpong: ackwell.PingPong) -> None:
    body = support.pingpong(status="ON_HOLD")
    notification = pingpong.verify(body, None, support.PINGPONG_PEER)
    assert notification.status is ackwell.Status.OTHER
    assert notification.status_text == "ON_HOLD"
    assert ackwell.Status("whatever") is ackwell.Status.OTHER


def test_native_values_are_data_classes_to_the_standard_library() -> None:
    amount = ackwell.Amount(Decimal("0.20"), "CNY")
    assert repr(amount) == "Amount(value=Decimal('0.20'), currency='CNY')"
    assert str(amount) == "0.20 CNY"
    assert amount == ackwell.Amount(Decimal("0.2"), "CNY")
    assert len({amount, ackwell.Amount(value=Decimal("0.2"), currency="CNY")}) == 1
    assert amount != ackwell.Amount(Decimal("0.2"), "USD")
    assert amount != (Decimal("0.2"), "CNY")
    assert amount.minor_units == 20
    assert ackwell.Amount(Decimal("0.205"), "CNY").minor_units is None
    assert dataclasses.replace(amount, currency="USD").currency == "USD"
    assert dataclasses.asdict(amount) == {"value": Decimal("0.20"), "currency": "CNY"}
    assert pickle.loads(pickle.dumps(amount)) == copy.copy(amount) == copy.deepcopy(amount)
    match amount:
        case ackwell.Amount(value, "CNY"):
            assert value == Decimal("0.2")
        case _:
            pytest.fail("it does not match")
    answer = ackwell.Acknowledgement(411, "text/plain", b"no")
    assert [field.name for field in dataclasses.fields(answer)] == [*answer.__match_args__]
    assert not answer.is_success
    assert answer.headers == {"Content-Type": "text/plain", "Content-Length": "2"}
    with pytest.raises(AttributeError):
        answer.status = 200  # type: ignore[misc]
