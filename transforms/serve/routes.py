"""The routes: what may be asked below `/api/v1`, and which view answers it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer

from transforms.serve.access import Person
from transforms.serve.answers import Answer
from transforms.serve.copies import Part
from transforms.serve.queries import (
    PERIODS,
    Paging,
    PagingQuery,
    PeriodQuery,
    RetentionQuery,
    SegmentQuery,
    check_once,
)
from transforms.serve.reports import Report, Reports
from transforms.serve.schemas import NOT_MODIFIED, ONE_RUNS, PROBLEMS, MetricRows, Rows, Started
from transforms.serve.service import NotThere, Service

PREFIX = "/api/v1"

_GROWTH = ("growth",)


async def person_of(request: Request) -> Person:
    """Give the person whom the gate has let through."""
    person: Person = request.state.person
    return person


Asker = Annotated[Person, Depends(person_of)]


def routes(service: Service, reports: Reports, north_star: str) -> APIRouter:
    """List what may be asked."""
    router = APIRouter(
        prefix=PREFIX,
        responses=PROBLEMS,
        dependencies=[
            Depends(check_once),
            Depends(HTTPBearer(auto_error=False, description="LAKEHOUSE_TOKEN_<NAME>")),
        ],
    )

    @router.get("/metrics", response_model=Rows, responses=NOT_MODIFIED)
    async def metrics(request: Request, person: Asker, query: PagingQuery) -> Response:
        """Where each metric of your teams stands in its last whole period."""
        return sent(request, query, await service.standings(person, service.page(query)))

    @router.get("/metrics/north-star", response_model=MetricRows, responses=NOT_MODIFIED)
    async def the_north_star(request: Request, person: Asker, query: SegmentQuery) -> Response:
        """How the metric of `growth.north_star` went."""
        return await metric(request, person, query, north_star)

    @router.get("/metrics/engagement", response_model=Rows, responses=NOT_MODIFIED)
    async def engagement(request: Request, person: Asker, query: PeriodQuery) -> Response:
        """How many people came and bought: rows of `vw_active_users_by_period`."""
        part = Part(_GROWTH, "vw_active_users_by_period", "period", PERIODS[query.period])
        return sent(request, query, await service.rows(person, part, service.page(query), {}))

    @router.get("/metrics/{name}", response_model=MetricRows, responses=NOT_MODIFIED)
    async def metric(request: Request, person: Asker, query: SegmentQuery, name: str) -> Response:
        """How a metric went, period by period: rows of `vw_metrics` of its team."""
        page = service.page(query)
        return sent(request, query, await service.metric(person, name, query.segment, page))

    @router.get("/funnel", response_model=Rows, responses=NOT_MODIFIED)
    async def funnel(request: Request, person: Asker, query: SegmentQuery) -> Response:
        """How far people come from their first interaction: rows of `vw_user_funnel`."""
        wanted = {"segment": query.segment}
        part = Part(_GROWTH, "vw_user_funnel")
        return sent(request, query, await service.rows(person, part, service.page(query), wanted))

    @router.get("/cohorts/retention", response_model=Rows, responses=NOT_MODIFIED)
    async def retention(request: Request, person: Asker, query: RetentionQuery) -> Response:
        """How many of a cohort are active later: rows of `vw_retention`."""
        wanted = {"mode": query.mode, "segment": query.segment}
        part = Part(_GROWTH, "vw_retention", "period", PERIODS[query.period])
        return sent(request, query, await service.rows(person, part, service.page(query), wanted))

    @router.get("/growth/levers", response_model=Rows, responses=NOT_MODIFIED)
    async def levers(request: Request, person: Asker, query: PagingQuery) -> Response:
        """How much each lever of growth is worth: rows of `vw_growth_levers`."""
        part = Part(_GROWTH, "vw_growth_levers")
        return sent(request, query, await service.rows(person, part, service.page(query), {}))

    @router.post("/analysis/run", status_code=202, response_model=Started, responses=ONE_RUNS)
    def run(person: Asker) -> Response:
        """Begin a report of your teams, as `lakehouse report` writes it."""
        report = reports.start(person)
        place = {"Location": f"{PREFIX}/analysis/{report.id}"}
        return JSONResponse(told(report), 202, place)

    @router.get("/analysis/{name}", response_model=Started)
    def analysis(person: Asker, name: str) -> Response:
        """How a report of yours stands: `running`, `done` or `failed`."""
        report = reports.find(name)
        if report is None or report.who != person.name:
            raise NotThere("you have begun no report of this id")
        return JSONResponse(told(report))

    return router


def sent(request: Request, query: Paging, answer: Answer) -> Response:
    """Send an answer, unless whoever asks has it; the access log hears what was understood."""
    named = query.model_dump(exclude_unset=True)
    request.state.query = "&".join(f"{name}={value}" for name, value in named.items())
    headers = {"ETag": answer.etag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    known = request.headers.get("if-none-match", "").split(",")
    if answer.etag in {each.strip().removeprefix("W/") for each in known}:
        return Response(status_code=304, headers=headers)
    request.state.rows = answer.rows
    return Response(answer.body, headers=headers, media_type="application/json")


def told(report: Report) -> dict[str, Any]:
    """Tell what may be known of a report; where on the server it lies is its readers' to know."""
    return Started(**{name: getattr(report, name) for name in Started.model_fields}).model_dump()
