"""What may stand behind `?`: typed, and each thing that is not known refused with what is."""

from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, model_validator

PERIODS = {"daily": "day", "weekly": "week", "monthly": "month"}
_LONGEST = 100  # characters of a wrong value that are shown

Period = Literal["daily", "weekly", "monthly"]
Segment = Annotated[str, Field(max_length=256, description="`all`, or a part of it.")]


class Paging(BaseModel):
    """Which rows of an answer are wanted."""

    model_config = ConfigDict(extra="forbid")

    limit: int | None = Field(
        default=None, ge=1, description="Most rows; `api.rows` where it is more, or missing."
    )
    offset: int = Field(
        default=0, ge=0, le=1_000_000_000, description="Rows before these, as `next_offset` says."
    )

    @model_validator(mode="before")
    @classmethod
    def _known(cls, values: Any) -> Any:
        if unknown := sorted(set(values) - set(cls.model_fields)):
            raise ValueError(
                f"parameters must be among {', '.join(cls.model_fields)},"
                f" got {unknown[0][:_LONGEST]!r}"
            )
        return values


class OfSegment(Paging):
    """Rows of a segment."""

    segment: Segment = "all"


class OfPeriod(Paging):
    """Rows of days, weeks or months."""

    period: Period = "weekly"


class OfRetention(OfSegment):
    """Rows of cohorts of days, weeks or months."""

    period: Period = "monthly"
    mode: Literal["on", "on_or_after", "bracket"] = "on"


PagingQuery = Annotated[Paging, Query()]
SegmentQuery = Annotated[OfSegment, Query()]
PeriodQuery = Annotated[OfPeriod, Query()]
RetentionQuery = Annotated[OfRetention, Query()]


async def check_once(request: Request) -> None:
    """See to it that no parameter stands twice: which of them counts would be a guess.

    Raises:
        RequestValidationError: one does.
    """
    names = [name for name, _ in request.query_params.multi_items()]
    for name in names:
        if names.count(name) > 1:
            message = "Value error, must stand once"
            raise RequestValidationError(
                [{"type": "value_error", "loc": ("query", name), "msg": message, "input": "more"}]
            )


def said_of(error: RequestValidationError) -> tuple[str, list[str]]:
    """Name parameter, wish and find of the first mistake, and the values that there are."""
    problem = error.errors()[0]
    place = [str(part) for part in problem["loc"][1:]]
    wish = problem["msg"].removeprefix("Value error, ").removeprefix("Input ")
    known = [each.strip(" '") for each in _expected(problem)]
    if not place or wish.startswith("parameters"):
        return wish, known
    if known:
        wish = f"must be one of {', '.join(known)}"
    return f"{place[0][:_LONGEST]} {wish}, got {str(problem['input'])[:_LONGEST]!r}", known


def _expected(problem: dict[str, Any]) -> list[str]:
    expected = str(problem.get("ctx", {}).get("expected", ""))
    return expected.replace(" or ", ", ").split(",") if expected else []
