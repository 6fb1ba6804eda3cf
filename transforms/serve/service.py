"""The service: what a person may see, out of copies of views, as answers that are kept a while."""

import asyncio
from collections.abc import Callable

from transforms.config import Config
from transforms.models.metrics import Metric, read_metrics
from transforms.serve.access import Person
from transforms.serve.answers import (
    Answer,
    Page,
    chosen,
    facts_of,
    having,
    rows_answer,
    standings_answer,
    tag_of,
)
from transforms.serve.copies import Copies, Copy, Part
from transforms.serve.least_recent import LeastRecent
from transforms.serve.queries import Paging

_METRICS = "vw_metrics"


class Forbidden(Exception):
    """Caught by the API: what is asked for is another team's."""


class NotThere(Exception):
    """Caught by the API: there is nothing of that name."""


class Service:
    """Answers what people ask, each from one state of the lake."""

    def __init__(self, config: Config, copies: Copies, version: str) -> None:
        self._config = config
        self._copies = copies
        self._tag = tag_of(config, version)
        self._answers: LeastRecent[object, Answer] = LeastRecent(config.api.cache_bytes // 4)

    def page(self, query: Paging) -> Page:
        """Tell which rows are meant, of at most `api.rows`."""
        most = self._config.api.rows
        return Page(min(query.limit or most, most), query.offset)

    async def standings(self, person: Person, page: Page) -> Answer:
        """Tell where the metrics of a person's teams stand."""
        teams = tuple(
            team for team in person.teams if any(each.team == team for each in read_metrics())
        )
        if not teams:
            raise Forbidden("you are in no team that has metrics")
        return await self._answer(
            Part(teams, _METRICS),
            (page,),
            lambda copy: standings_answer(copy, teams, self._config, page, self._tag),
        )

    async def metric(self, person: Person, name: str, segment: str, page: Page) -> Answer:
        """Tell how a metric went.

        Raises:
            NotThere: none is called so.
            Forbidden: it is another team's.
        """
        metric = metric_of(person, name)
        growth = self._config.growth
        facts = facts_of(metric, growth.goals.get(name), is_north_star=name == growth.north_star)

        def made(copy: Copy) -> Answer:
            table = chosen(having(copy.table, "metric", name), segment=segment)
            return rows_answer(copy, table, page, self._tag, metric=facts)

        part = Part((metric.team,), _METRICS)
        return await self._answer(part, (name, segment, page), made)

    async def rows(self, person: Person, part: Part, page: Page, wanted: dict[str, str]) -> Answer:
        """Give rows of a view.

        Raises:
            Forbidden: it is another team's.
            UnknownValue: the view has no such value.
        """
        check_team(person, part.teams[0])
        return await self._answer(
            part,
            (*wanted.items(), page),
            lambda copy: rows_answer(copy, chosen(copy.table, **wanted), page, self._tag),
        )

    async def _answer(
        self, part: Part, asked: tuple[object, ...], made: Callable[[Copy], Answer]
    ) -> Answer:
        """Make an answer of the copy of a part, or find the one that was made of it before."""
        copy = await asyncio.shield(asyncio.wrap_future(self._copies.wish(part)))
        key = (part, asked, copy.snapshot)
        answer = self._answers.get(key)
        if answer is None:
            answer = await asyncio.to_thread(made, copy)
            self._answers.put(key, answer, len(answer.body))
        return answer


def metric_of(person: Person, name: str) -> Metric:
    """Find a metric that a person may see.

    Raises:
        NotThere: none is called so; the message names the person's own.
        Forbidden: it is another team's.
    """
    for metric in read_metrics():
        if metric.name == name:
            check_team(person, metric.team)
            return metric
    own = ", ".join(each.name for each in read_metrics() if each.team in person.teams)
    raise NotThere(f"no metric is called so; yours are {own or 'none'}")


def check_team(person: Person, team: str) -> None:
    """See to it that a person may see what is a team's.

    Raises:
        Forbidden: they are not in the team.
    """
    if team not in person.teams:
        raise Forbidden(f"this is {team}'s; you are in {', '.join(person.teams) or 'no team'}")
