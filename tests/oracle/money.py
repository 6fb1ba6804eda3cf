"""Amounts of money: DECIMAL(18, 4), rounded half up (away from zero), held at their limit."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from transforms.config import Config

ZERO = Decimal("0.0000")
LIMIT = 10**18 - 1  # the greatest amount, in ten-thousandths


def money(amount: Fraction | Decimal | int) -> Decimal:
    """Round an exact amount to four places."""
    exact = Fraction(amount)
    tenthousandths = (abs(exact) * 10_000 + Fraction(1, 2)).__floor__()
    held = min(tenthousandths, LIMIT)
    return Decimal(-held if exact < 0 else held).scaleb(-4)


def total(amounts: Iterable[Decimal | None]) -> Decimal:
    """Add amounts up; a missing amount adds nothing."""
    return money(sum((Fraction(amount) for amount in amounts if amount is not None), Fraction(0)))


def rate_of(currency: str | None, config: Config) -> Decimal:
    """Tell what one unit of a currency is worth in the reporting currency."""
    code = currency_or_default(currency, config)
    if code == config.currency.reporting:
        return Decimal(1)
    return config.currency.rates.get(code, Decimal(1))


def currency_or_default(currency: str | None, config: Config) -> str:
    """Give the currency that an amount names, else the shop's own, else the reporting one."""
    return currency or config.currency.default or config.currency.reporting


def converted(amount: Decimal | None, rate: Decimal) -> Decimal | None:
    """Turn an amount into the reporting currency."""
    return None if amount is None else money(Fraction(amount) * Fraction(rate))


def allocated(revenue: Decimal, values: list[Decimal]) -> list[Decimal]:
    """Share an order's revenue out to its items in proportion to their values, in their order.

    The rest that rounding leaves goes to the greatest value, the first of several.
    """
    weights = [Fraction(value) for value in values] if any(values) else [Fraction(1)] * len(values)
    whole = sum(weights, Fraction(0))
    shares = [money(Fraction(revenue) * weight / whole) for weight in weights]
    greatest = weights.index(max(weights))
    shares[greatest] += revenue - sum(shares)
    return shares
