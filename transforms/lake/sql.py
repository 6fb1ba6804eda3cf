"""Python values as SQL literals; what can be bound is bound instead."""


def text_literal(value: str) -> str:
    """Quote a text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"
