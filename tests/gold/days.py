"""Days for tests: views count by day, so each case has days of its own."""

from datetime import date, timedelta

FIRST = date(2024, 3, 1)
LIMIT = "99999999999999.9999"


def day(number: int) -> date:
    """The day that lies so many days after the first."""
    return FIRST + timedelta(days=number)


def on(column: str, *numbers: int) -> str:
    """The condition that a column lies on one of the days."""
    days = ", ".join(f"date '{day(number)}'" for number in numbers)
    return f"{column} in ({days})"
