"""What answers look like, for OpenAPI."""

from typing import Any

from pydantic import BaseModel


class Problem(BaseModel):
    """What is wrong, and what would be right."""

    detail: str
    known: list[str] = []


class Rows(BaseModel):
    """Rows of a view, in the order of its key, of one state of the lake.

    Decimals are text, so that no digit is lost; times are UTC. `next_offset` is where the rows go
    on, empty after the last of `row_count`.
    """

    snapshot_id: int
    last_event_at: str | None
    rows: list[dict[str, Any]]
    row_count: int
    next_offset: int | None


class MetricRows(Rows):
    """Rows of a metric, and what it is: summary, team, unit, period, goal."""

    metric: dict[str, Any]


class Started(BaseModel):
    """A report that was asked for: `state` is `running`, `done` or `failed`; times are UTC.

    `exit_code` is that of `lakehouse report`, empty while it runs or where nobody knows.
    """

    id: str
    teams: list[str]
    state: str
    exit_code: int | None
    started_at: str
    ended_at: str | None


Responses = dict[int | str, dict[str, Any]]


def _problems(meanings: dict[int, str]) -> Responses:
    return {
        status: {"description": meaning, "model": Problem} for status, meaning in meanings.items()
    }


PROBLEMS = _problems(
    {
        401: "No token, or nobody's.",
        403: "It is another team's.",
        404: "There is nothing of that name.",
        413: "There is a body of more than 4,096 bytes.",
        422: "A parameter or a value is not known; `known` names those that are.",
        503: "Too much is asked at once, or the lake cannot be read at the moment: ask again.",
        504: "It took longer than `api.seconds`.",
    }
)
ONE_RUNS = _problems({409: "A report is being written."})
NOT_MODIFIED: Responses = {304: {"description": "Nothing new since `If-None-Match`."}}
