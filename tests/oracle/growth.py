"""People by day, week and month, from Silver's rows: by sets of days, person for person."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.oracle.people import SILENT
from transforms.config import Config

Row = dict[str, Any]
PERIODS = ("day", "week", "month")
LATEST = 90  # days later that a cohort of a day is followed


class People:
    """Everybody who was ever active: their days, first interaction and segment."""

    def __init__(self, silver: dict[str, list[Row]], config: Config) -> None:
        self.config, self.silver = config, silver
        self.owners = {row["visitor_id"]: row["user_id"] for row in silver["silver_identity_map"]}
        self.days: dict[str, set[date]] = defaultdict(set)
        self.first_at: dict[str, datetime] = {}
        for row in silver["silver_session_days"]:
            if row["interaction_count"]:
                person, moment = self.person(row), row["first_interaction_at"]
                self.days[person].add(row["event_date"])
                self.first_at[person] = min(self.first_at.get(person, moment), moment)
        self.segment = {person: self._segment(person) for person in self.days}
        self.segments = ["all", *sorted(set(self.segment.values()))]
        dates = [row["date_day"] for row in silver["dim_dates"]]
        self.first_date, self.last_date = (min(dates), max(dates)) if dates else (None, None)

    def person(self, row: Row) -> str:
        return row["user_id"] or self.owners.get(row["visitor_id"])

    def _segment(self, person: str) -> str:
        versions = [
            (row["valid_from"], row["segment"])
            for row in self.silver["dim_users"]
            if row["user_id"] == person and row["segment"] is not None
        ]
        known = [each for each in sorted(versions) if each[0] <= min(self.days[person])]
        found = (known[-1:] or sorted(versions)[:1] or [(None, "(unknown)")])[0][1]
        return "(all)" if found == "all" else found

    def of(self, segment: str) -> list[str]:
        return [person for person in self.days if segment in ("all", self.segment[person])]

    def dates(self) -> Iterator[date]:
        if self.first_date is not None:
            for number in range((self.last_date - self.first_date).days + 1):
                yield self.first_date + timedelta(number)

    def periods(self, period: str) -> list[date]:
        return sorted({start_of(period, day) for day in self.dates()})

    def is_whole(self, period: str, start: date) -> bool:
        return next_of(period, start) <= self.last_date

    def deeds(self, names: Iterable[str]) -> dict[str, list[tuple[datetime, str, str]]]:
        """Give what each person did, in order: moment, id and name."""
        found: dict[str, list[tuple[datetime, str, str]]] = defaultdict(list)
        for row in self.silver["fct_events"]:
            if row["event_name"] in names and row["event_name"] != "purchase":
                deed = row["event_at"], row["event_id"], row["event_name"]
                found[self.person(row)].append(deed)
        for row in self.silver["fct_orders"]:
            if "purchase" in names:
                found[self.person(row)].append((row["ordered_at"], row["order_id"], "purchase"))
        return {person: sorted(deeds) for person, deeds in found.items()}


def start_of(period: str, day: date) -> date:
    if period == "week":
        return day - timedelta(day.weekday())
    return day if period == "day" else day.replace(day=1)


def next_of(period: str, start: date) -> date:
    days = {"day": 1, "week": 7, "month": 31}[period]
    return start_of(period, start + timedelta(days))


def rate(part: Any, whole: Any) -> Decimal | None:
    """Round a share as the lake does; none where there is nothing to divide by."""
    if not whole:
        return None
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def vw_active_users_daily(people: People) -> Iterator[Row]:
    for segment in people.segments:
        days = [people.days[person] for person in people.of(segment)]
        for number, day in enumerate(people.dates()):

            def active(window: int, day: date = day, days: list[set[date]] = days) -> list[int]:
                since = day - timedelta(window - 1)
                counts = [sum(since <= each <= day for each in person) for person in days]
                return [count for count in counts if count]

            month = active(28)
            is_complete = people.is_whole("day", day)
            yield {
                "day": day,
                "segment": segment,
                "dau": len(active(1)),
                "wau": len(active(7)) if number >= 6 else None,
                "mau": len(month) if number >= 27 else None,
                "stickiness": rate(sum(month), 28 * len(month))
                if number >= 27 and is_complete
                else None,
                "is_complete": is_complete,
                "is_first_period": number == 0,
            }


def vw_growth_accounting(people: People) -> Iterator[Row]:
    for period in PERIODS:
        starts = people.periods(period)
        for segment in people.segments:
            active = [
                {start_of(period, day) for day in people.days[person]}
                for person in people.of(segment)
            ]
            for former, start in zip([None, *starts], starts, strict=False):
                now = [periods for periods in active if start in periods]
                fresh = sum(min(periods) == start for periods in now)
                retained = sum(former in periods for periods in now)
                churned = sum(former in periods and start not in periods for periods in active)
                returned = len(now) - fresh - retained
                is_complete = people.is_whole(period, start)
                yield {
                    "period": period,
                    "period_start": start,
                    "segment": segment,
                    "active_users": len(now),
                    "new_users": fresh,
                    "retained_users": retained,
                    "resurrected_users": returned,
                    "churned_users": churned,
                    "change": fresh + returned - churned,
                    "quick_ratio": rate(fresh + returned, churned) if is_complete else None,
                    "is_complete": is_complete,
                    "is_first_period": former is None,
                }


def vw_power_users(people: People) -> Iterator[Row]:
    for week in people.periods("week"):
        since, until = week - timedelta(21), week + timedelta(6)
        if since < people.first_date:
            continue
        for segment in people.segments:
            counts = Counter(
                sum(since <= day <= until for day in people.days[person])
                for person in people.of(segment)
            )
            for number in range(1, 29):
                yield {
                    "week_start": week,
                    "segment": segment,
                    "active_days": number,
                    "users": counts[number],
                    "is_power": number >= people.config.growth.power_user_days,
                    "is_complete": people.is_whole("week", week),
                }


def vw_retention(people: People) -> Iterator[Row]:
    for period in PERIODS:
        starts = people.periods(period)
        for segment in people.segments:
            active = [people.days[person] for person in people.of(segment)]
            for number, cohort in enumerate(starts):
                members = [days for days in active if start_of(period, min(days)) == cohort]
                common = {
                    "period": period,
                    "cohort_start": cohort,
                    "segment": segment,
                    "cohort_users": len(members),
                    "is_first_period": number == 0,
                }
                laters = starts[number : number + LATEST + 1 if period == "day" else None]
                for k, start in enumerate(laters):
                    whole = {"periods_later": k, "is_complete": people.is_whole(period, start)}
                    on = sum(any(start_of(period, d) == start for d in days) for days in members)
                    after = sum(any(d >= start for d in days) for days in members)
                    yield common | whole | {"mode": "on", "users": on, "days_later": None}
                    yield (
                        common
                        | whole
                        | {
                            "mode": "on_or_after",
                            "users": after,
                            "days_later": None,
                        }
                    )
                for k, (first, last) in enumerate(people.config.growth.brackets, 1):
                    if cohort + timedelta(first) <= people.last_date:
                        yield common | {
                            "mode": "bracket",
                            "periods_later": k,
                            "days_later": f"{first}-{last}",
                            "users": sum(
                                any(first <= (day - min(days)).days <= last for day in days)
                                for days in members
                            ),
                            "is_complete": next_of(period, cohort) + timedelta(last)
                            <= people.last_date,
                        }


def vw_activation_weekly(people: People) -> Iterator[Row]:
    settings = people.config.growth.activation
    deeds = people.deeds(settings.events)
    span = timedelta(hours=24 * settings.days)
    for week in people.periods("week"):
        everybody = [p for p in people.days if start_of("week", min(people.days[p])) == week]
        is_complete = people.is_whole("week", week) and all(
            day_of(people.first_at[p] + span, people.config) < people.last_date for p in everybody
        )
        for segment in people.segments:
            fresh = [p for p in everybody if segment in ("all", people.segment[p])]
            activated = sum(
                sum(0 <= (at - people.first_at[p]) / span < 1 for at, *_ in deeds.get(p, ()))
                >= settings.times
                for p in fresh
            )
            yield {
                "week_start": week,
                "segment": segment,
                "new_users": len(fresh),
                "activated_users": activated,
                "activation_rate": rate(activated, len(fresh)) if is_complete else None,
                "is_complete": is_complete,
            }


def day_of(moment: datetime, config: Config) -> date:
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(config.calendar.timezone)
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date()


def vw_user_funnel(people: People) -> Iterator[Row]:
    stages = people.config.growth.funnel.stages
    deeds = people.deeds(stages[1:])
    reached: Counter[tuple[str, int]] = Counter()
    for person, first_at in people.first_at.items():
        until = first_at + timedelta(hours=24 * people.config.growth.funnel.days)
        moment, taken, stage = first_at, set(), 1
        while stage < len(stages):
            left = [
                deed
                for deed in deeds.get(person, ())
                if deed[2] == stages[stage] and moment <= deed[0] < until and deed not in taken
            ]
            if not left:
                break
            moment, stage = left[0][0], stage + 1
            taken.add(left[0])
        for number in range(1, stage + 1):
            reached["all", number] += 1
            reached[people.segment[person], number] += 1
    for segment in people.segments:
        for number, stage_name in enumerate(stages, 1):
            users, former = reached[segment, number], reached[segment, number - 1]
            yield {
                "segment": segment,
                "stage_number": number,
                "stage": stage_name,
                "users": users,
                "rate_from_previous": rate(users, former) if number > 1 else None,
                "drop_off": former - users if number > 1 else None,
            }


def vw_feature_adoption_monthly(people: People) -> Iterator[Row]:
    growth, silent = people.config.growth, people.config.sessions.non_interaction_events
    names = {row["event_name"] for row in people.silver["fct_events"]}
    own = {name: {name} for name in names - {*silent, *SILENT, "marketing_cost", *growth.features}}
    features = own | {name: set(events) for name, events in growth.features.items()}
    done = people.deeds({name for events in features.values() for name in events})
    months = {
        person: {start_of("month", day) for day in days} for person, days in people.days.items()
    }
    used: dict[str, dict[str, set[date]]] = defaultdict(dict)
    for feature, events in features.items():
        for person, active in months.items():
            found = {
                start_of("month", day_of(at, people.config))
                for at, _, name in done.get(person, ())
                if name in events
            }
            if found & active:
                used[feature][person] = found & active
    for feature, users in used.items():
        for month in people.periods("month"):
            for segment in people.segments:
                present = [p for p in people.of(segment) if month in months[p]]
                adopters = [users[p] for p in users.keys() & present if month in users[p]]
                is_complete = people.is_whole("month", month)
                yield {
                    "month_start": month,
                    "segment": segment,
                    "feature": feature,
                    "active_users": len(present),
                    "users": len(adopters),
                    "new_adopters": sum(min(each) == month for each in adopters),
                    "adoption_rate": rate(len(adopters), len(present)) if is_complete else None,
                }


VIEWS: tuple[Callable[[People], Iterator[Row]], ...] = (
    vw_active_users_daily,
    vw_growth_accounting,
    vw_power_users,
    vw_retention,
    vw_activation_weekly,
    vw_user_funnel,
    vw_feature_adoption_monthly,
)


def growth(silver: dict[str, list[Row]], config: Config) -> dict[str, list[Row]]:
    """Compute the views of people from Silver's rows, each with the columns that tell it apart."""
    people = People(silver, config)
    return {view.__name__: list(view(people)) for view in VIEWS}
