"""Words of the dictionary: settings with their values, types and kinds in plain English."""

import re
from decimal import Decimal

from markupsafe import Markup, escape

from transforms.config import Config

_KINDS = {
    "append": "table; rows are added, never changed",
    "replace": "table; what a batch touches is computed anew",
    "ledger": "table; written by the loader",
    "view": "view; computed when it is read",
}
_TYPES = {
    "VARCHAR": "text",
    "BIGINT": "whole number",
    "INTEGER": "whole number",
    "DOUBLE": "number",
    "DECIMAL(18,6)": "number",
    "DECIMAL(24,6)": "number",
    "BOOLEAN": "yes-no",
    "DATE": "day",
    "TIMESTAMP": "time",
    "BLOB": "bytes",
    "VARCHAR[]": "list of texts",
}


def sentence(text: str) -> str:
    """Begin with a capital letter."""
    return text[:1].upper() + text[1:]


def with_values(text: str, config: Config) -> str:
    """Write behind the name of a setting what it is set to: `sessions.gap_minutes` (30)."""

    def named(found: re.Match[str]) -> str:
        value = getattr(getattr(config, found[1], None), found[2], None)
        return f"{found[0]} ({value})" if isinstance(value, int | Decimal) else found[0]

    return re.sub(r"`([a-z]+)\.([a-z_]+)`", named, text)


def prose(text: str, config: Config) -> Markup:
    """Turn a sentence of a header into HTML: escaped, with its `code` marked."""
    escaped = str(escape(with_values(text, config)))
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", escaped))  # noqa: S704 - escaped


def kind_of(kind: str) -> str:
    """Say what becomes of a model's rows."""
    return _KINDS[kind]


def type_of(sql_type: str, meaning: str) -> str:
    """Name a type as docs/tables.md does; a decimal that is in a currency is money."""
    if sql_type == "DECIMAL(18,4)":
        return "money" if "currency" in meaning else "number"
    return "list of items" if sql_type.startswith("STRUCT") else _TYPES[sql_type]
