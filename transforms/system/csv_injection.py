"""Cells of CSV files: a text that a spreadsheet would take for a formula is made harmless.

The one definition of the rule, for rows that pass through Python and for those that DuckDB writes.
"""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Put an apostrophe before a text that begins like a formula; leave the rest alone."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def harmless_in_sql(column: str) -> str:
    """Write the same rule as an SQL expression over a text column."""
    starts = ", ".join(f"'{start}'" for start in FORMULA_STARTS)
    return f"case when left({column}, 1) in ({starts}) then '''' || {column} else {column} end"
