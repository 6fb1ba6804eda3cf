"""Python values as SQL literals; what can be bound is bound instead."""


def text_literal(value: str) -> str:
    """Quote a text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def spark_literal(value: str) -> str:
    """Quote a text for Spark, which reads a doubled quote as none and a backslash as an escape."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
