"""The fields of one item: coerce one value to its column, note how, or refuse the line.

Item texts are trimmed at both ends; empty text, `null` and `(not set)` are None. In Java text
every value is a text, so a number as text is no coercion there (`is_untyped`).
"""

from decimal import Decimal
from typing import Any

from transforms.parse.decimals import (
    MONEY_LIMIT,
    Number,
    amount_of,
    canonical_number,
    number_in,
    whole_of,
    whole_or_part,
)
from transforms.parse.fields import NOT_FINITE, NOT_SET, UNSEEN
from transforms.parse.refusals import Refusal, kind_of, shown
from transforms.parse.schema import LONGEST_WORD, WHOLE_LIMIT

_INT64 = 1 << 63
_TRUTHS = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}


class ItemFields:
    """Read the fields of the item at `index`; what had to be coerced is added to `warnings`."""

    def __init__(self, warnings: set[str], id_characters: int) -> None:
        self.warnings = warnings
        self.index = 0
        self.is_untyped = False
        self._id_characters = id_characters

    def text(self, value: Any, key: str) -> str | None:
        """Read a text without white space at its ends."""
        kind = type(value)
        if kind is str:
            bare: str = value.strip()
            if bare == NOT_SET:
                self.warnings.add("W_NOT_SET")
                return None
            return None if bare in ("", "null") else bare
        if value is None:
            return None
        if kind is int or kind is Number:
            self.warnings.add("W_NUM_STR")
            return canonical_number(value) if kind is Number else str(value)
        raise self.refusal("E_ITEM_FIELD", key, "a text", kind_of(value))

    def capitals(self, value: Any, key: str) -> str | None:
        """Read a code, which is one whatever its case."""
        text = self.text(value, key)
        if text is None:
            return None
        if len(text) > LONGEST_WORD:
            raise self._too_long(text, key, LONGEST_WORD)
        return text.upper()

    def identifier(self, value: Any, key: str) -> str | None:
        """Read an id; one that looks like another is told, and stays as it is."""
        text = self.text(value, key)
        if text is None:
            return None
        if len(text) > self._id_characters:
            raise self._too_long(text, key, self._id_characters)
        if not text.isprintable() and UNSEEN.search(text):
            self.warnings.add("W_ID_CONTROL")
        return text

    def money(self, value: Any, key: str) -> float | str | None:
        """Read an amount: a number, or text such as `$1,299.50` or `1.0E7`."""
        return self._amount(value, key, "E_PRICE_RANGE", MONEY_LIMIT)

    def quantity(self, value: Any, key: str) -> int | float | None:
        """Read a number from 0 to 1,000,000,000 with up to four decimals: 0.35 is 0.35 kg."""
        number = self._amount(value, key, "E_QTY_RANGE", Decimal(WHOLE_LIMIT))
        return None if number is None else whole_or_part(float(number))

    def whole(self, value: Any, key: str) -> int | None:
        """Read a whole number from 0 to 1,000,000,000."""
        number = self._number(value, key, "E_ITEM_FIELD")
        if number is None:
            return None
        whole = whole_of(number)
        if whole is None or not 0 <= whole <= WHOLE_LIMIT:
            wish = f"whole, from 0 to {WHOLE_LIMIT}"
            raise self.refusal("E_ITEM_FIELD", key, wish, shown(number))
        return whole

    def truth(self, value: Any, key: str) -> bool | None:
        """Read true or false, also as text or as 1 or 0."""
        if value is None or isinstance(value, bool):
            return value
        text = canonical_number(value) if isinstance(value, Number) else str(value).strip().lower()
        if text in ("", "null", NOT_SET):
            return None
        if isinstance(value, dict | list) or text not in _TRUTHS:
            raise self.refusal("E_ITEM_FIELD", key, "true or false", shown(value))
        return _TRUTHS[text]

    def codes(self, value: Any, key: str) -> list[str] | None:
        """Read discount codes that stand in one text, divided by `|`."""
        members = value if isinstance(value, list) else [value]
        texts = [text for text in (self.text(member, key) for member in members) if text]
        parts = (part.strip() for text in texts for part in text.split("|"))
        return [part for part in parts if part not in ("", "null", NOT_SET)] or None

    def refusal(self, code: str, key: str, wish: str, find: str) -> Refusal:
        """Say which item and field is wrong."""
        return Refusal(code, f"items[{self.index}].{shown(key)[1:-1]} must be {wish}, got {find}")

    def _too_long(self, text: str, key: str, most: int) -> Refusal:
        wish = f"of at most {most} characters"
        return self.refusal("E_FIELD_LENGTH", key, wish, str(len(text)))

    def _amount(self, value: Any, key: str, code: str, limit: Decimal) -> float | str | None:
        number = self._number(value, key, code)
        if number is None:
            return None
        amount = amount_of(number)
        if amount is None or Decimal(amount.value) > limit:
            raise self.refusal(code, key, f"between 0 and {limit}", shown(number))
        if amount.is_rounded:
            self.warnings.add("W_ROUNDED")
        return amount.value

    def _number(self, value: Any, key: str, range_code: str) -> str | None:
        kind = type(value)
        if kind is Number:
            return str(value)
        if kind is int:
            if not -_INT64 <= value < _INT64:
                raise self.refusal("E_NUMBER_RANGE", key, "within 64 bits", shown(str(value)))
            return str(value)
        if kind is not str and value is not None:
            raise self.refusal("E_ITEM_FIELD", key, "a number", kind_of(value))
        text = self.text(value, key)
        if text is None:
            return None
        if NOT_FINITE.fullmatch(text):
            raise self.refusal(range_code, key, "finite", shown(text))
        number = number_in(text)
        if number is None:
            raise self.refusal("E_ITEM_FIELD", key, "a number", shown(text))
        if not self.is_untyped:
            self.warnings.add("W_STR_NUM")
        return number
