"""In which way a request is wrong on purpose."""

# Made by `cargo xtask generate` from the table of the test kit. Do not edit.

from __future__ import annotations

from typing import Final

from ackwell._compat import StrEnum
from ackwell._enums import Code

__all__ = ["Variant"]


class Variant(StrEnum):
    """In which way a request is wrong on purpose."""

    GENUINE = "genuine"
    """Signed with the sender's key, as the provider does."""
    TAMPERED = "tampered"
    """The amount is another one than was signed."""
    WRONG_KEY = "wrong_key"
    """Signed by somebody else, with a key or salt made on the spot."""
    UNSIGNED = "unsigned"
    """Without a signature."""
    OTHER_MERCHANT = "other_merchant"
    """Genuine, and for another merchant."""
    WRONG_SOURCE = "wrong_source"
    """Genuine, and from an address that is not the provider's."""
    DUPLICATE_MEMBER = "duplicate_member"
    """A member appears twice, with two values."""
    AMBIGUOUS = "ambiguous"
    """Signed, with the name of a member hidden in free text."""
    OTHER_READING = "other_reading"
    """What somebody makes of an ambiguous body under the same signature."""
    API_ANSWER = "api_answer"
    """What the provider's API answers to a request, signed with the same key."""
    NOT_JSON = "not_json"
    """A form in place of JSON."""

    @property
    def code(self) -> Code | None:
        """What a receiver must refuse it with; None for what it must accept."""
        return _CODES[self]


_CODES: Final[dict[Variant, Code | None]] = {
    Variant.GENUINE: None,
    Variant.TAMPERED: Code.INVALID_SIGNATURE,
    Variant.WRONG_KEY: Code.INVALID_SIGNATURE,
    Variant.UNSIGNED: Code.MISSING_SIGNATURE,
    Variant.OTHER_MERCHANT: Code.WRONG_MERCHANT,
    Variant.WRONG_SOURCE: Code.UNTRUSTED_SOURCE,
    Variant.DUPLICATE_MEMBER: Code.DUPLICATE_MEMBER,
    Variant.AMBIGUOUS: Code.AMBIGUOUS_BODY,
    Variant.OTHER_READING: Code.AMBIGUOUS_BODY,
    Variant.API_ANSWER: Code.NOT_A_NOTIFICATION,
    Variant.NOT_JSON: Code.MALFORMED_BODY,
}
