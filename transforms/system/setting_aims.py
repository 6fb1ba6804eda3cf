"""The settings of where growth should go: the metric that counts, goals, levers and their price.

Gold alone follows them: they are free to change, and the next run makes the views anew.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from transforms.system.setting_rules import Name, Section

#: The five levers of the growth model, in the order of a person's way.
Lever = Literal["acquisition", "activation", "retention", "conversion", "order_value"]

_Amount = Annotated[Decimal, Field(ge=0, le=1_000_000_000_000, decimal_places=4, strict=False)]
_Goal = Annotated[
    Decimal,
    Field(ge=-1_000_000_000_000, le=1_000_000_000_000, decimal_places=6, strict=False),
]


class LeverSettings(Section):
    """How far a lever is pulled, as a share of what it is, and what that costs, if it is known."""

    uplift: Decimal = Field(default=Decimal("0.1"), ge=-1, le=10, decimal_places=6, strict=False)
    cost: _Amount | None = None


class AimSettings(Section):
    """The metric that counts most, what each should reach, and what the model reckons with."""

    north_star: Name = "weekly_buyers"
    goals: dict[Name, _Goal] = Field(default={}, max_length=1000)
    months_ahead: int = Field(default=12, ge=1, le=60)
    margin: Decimal = Field(default=Decimal(1), ge=0, le=1, decimal_places=6, strict=False)
    levers: dict[Lever, LeverSettings] = Field(default={})

    def lever(self, name: Lever) -> LeverSettings:
        """Say how far a lever is pulled: as the settings say, else as by default."""
        return self.levers.get(name, LeverSettings())
