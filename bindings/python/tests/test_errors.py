"""Codes and exceptions."""

from __future__ import annotations

import json
import pickle

import pytest

import ackwell
import support
from ackwell import Code


def test_the_codes_are_those_of_the_pack_both_ways() -> None:
    rows = json.loads((support.VECTORS / "errors.json").read_text())["codes"]
    names = ("number", "http_status", "severity", "sentence", "remedy")
    packed = {row["code"]: tuple(row[name] for name in names) for row in rows}
    ours = {str(code): tuple(getattr(code, name) for name in names) for code in Code}
    unknown = ours.pop("unknown")
    assert ours == packed
    assert unknown[0] == 0


def test_a_code_is_its_text_and_an_unknown_one_has_an_arm() -> None:
    text: str = Code.CONFLICT
    assert text == "conflict"
    assert f"{Code.CONFLICT}" == "conflict"
    assert str(Code.CONFLICT) == "conflict"
    assert Code("conflict") is Code.CONFLICT
    assert Code("of_tomorrow") is Code.UNKNOWN
    assert json.dumps({"code": Code.CONFLICT}) == '{"code": "conflict"}'


def test_every_exception_has_one_base_and_survives_pickling(
    lianlian: ackwell.LianLian,
) -> None:
    with pytest.raises(ackwell.AckwellError) as caught:
        lianlian.verify(b"{}", None, support.PEER)
    problem = pickle.loads(pickle.dumps(caught.value))
    assert type(problem) is ackwell.Refusal
    assert vars(problem) == vars(caught.value)
    for kind in [
        ackwell.ArgumentError,
        ackwell.ConfigError,
        ackwell.InternalError,
        ackwell.LeaseLostError,
        ackwell.LedgerError,
        ackwell.Refusal,
    ]:
        assert issubclass(kind, ackwell.AckwellError)
        assert issubclass(kind, Exception)
