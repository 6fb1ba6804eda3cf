"""The settings of growth: who counts as activated, what the funnel's stages are, who has power.

Gold alone follows them: they are free to change, and the next run makes the views anew.
"""

from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from transforms.system.setting_aims import AimSettings
from transforms.system.setting_rules import Name, Section

#: The stage that everybody reaches: a person's first interaction ever.
VISIT = "visit"


def _each_once(names: list[str]) -> list[str]:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"must name each event once, not {', '.join(twice)} again")
    return names


Events = Annotated[list[Name], Field(min_length=1, max_length=50), AfterValidator(_each_once)]
Bracket = Annotated[list[Annotated[int, Field(ge=1, le=3650)]], Field(min_length=2, max_length=2)]


class ActivationSettings(Section):
    """What a person must do, how often, and how soon after the first interaction."""

    events: Events = Field(default=["add_to_cart"])
    times: int = Field(default=1, ge=1, le=1000)
    days: int = Field(default=7, ge=1, le=365)


class FunnelSettings(Section):
    """The stages on the way from the first interaction, and how many days there are for it."""

    days: int = Field(default=30, ge=1, le=3650)
    stages: list[Name] = Field(
        default=[
            VISIT,
            "view_item_list",
            "view_item",
            "add_to_cart",
            "begin_checkout",
            "purchase",
            "purchase",
        ],
        min_length=2,
        max_length=20,
    )

    @field_validator("stages")
    @classmethod
    def _from_the_visit(cls, stages: list[str]) -> list[str]:
        if stages[0] != VISIT or VISIT in stages[1:]:
            raise ValueError(f"must begin with {VISIT}, and name it once")
        return stages


class GrowthSettings(AimSettings):
    """How people are counted on their way: activation, funnel, features, power, brackets."""

    activation: ActivationSettings = ActivationSettings()
    funnel: FunnelSettings = FunnelSettings()
    features: dict[Name, Events] = Field(default={}, max_length=200)
    power_user_days: int = Field(default=8, ge=1, le=28)
    brackets: list[Bracket] = Field(default=[[1, 7], [8, 28]], max_length=20)

    @field_validator("brackets")
    @classmethod
    def _in_order(cls, brackets: list[list[int]]) -> list[list[int]]:
        for first, last in brackets:
            if first > last:
                raise ValueError(f"must be first and last day each, not [{first}, {last}]")
        if len({tuple(bracket) for bracket in brackets}) < len(brackets):
            raise ValueError("must name each bracket once")
        return brackets
