"""Python values as SQL literals; what can be bound is bound instead."""


def text_literal(value: str) -> str:
    """Quote a text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def escaped_literal(value: str) -> str:
    """Quote a text for who reads a doubled quote as none, and a backslash as an escape: Spark."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
