"""A lake of generated events, with all dirt on, is exactly what was made."""

from collections.abc import Iterator

import pytest

from tests.generate.sets import ALL_DIRT, SIDES, differing, loaded, make, truth
from tests.lakes import Lake
from transforms.generate.corruptions import MALFORMED
from transforms.generate.options import Generated


@pytest.fixture(
    scope="module",
    params=[5_000, pytest.param(100_000, marks=pytest.mark.deep)],
    ids=lambda events: f"{events} events",
)
def dirty(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Lake, Generated]]:
    folder = tmp_path_factory.mktemp("dirty")
    # Of this seed even the small set has all codes, gaps of 30:00 and 30:01, and all movements.
    options = ALL_DIRT | {"seed": 2, "growth": True, "incidents": True}
    made = make(folder / "set", request.param, **options)
    lake = loaded(folder / "home", made)
    yield lake, made
    lake.close()


@pytest.mark.parametrize("name", SIDES)
def test_the_lake_equals_the_truth(dirty: tuple[Lake, Generated], name: str) -> None:
    lake, made = dirty
    assert not differing(lake, made, name)
    assert lake.query(f"select count(*) as rows from {truth(made, name)}") != [{"rows": 0}]


def test_every_line_is_accounted_for(dirty: tuple[Lake, Generated]) -> None:
    lake, made = dirty
    (counts,) = lake.query(
        "select sum(lines) as lines, sum(new_events) as events, sum(duplicates) as duplicates,"
        " sum(dead_lettered) as refused, sum(blank) as blank from batches"
    )
    assert counts == {name: getattr(made, name) for name in counts}
    assert min(counts.values()) > 0


def test_a_visitor_is_who_logged_in(dirty: tuple[Lake, Generated]) -> None:
    lake, made = dirty
    wanted = lake.query(
        "select visitor_id, coalesce(max(user_id), visitor_id) as user_id"
        f" from {truth(made, 'sessions')} group by visitor_id order by all"
    )
    found = lake.query("select visitor_id, user_id from silver_identity_map order by all")
    assert found == wanted
    assert any(row["user_id"].startswith("u2-") for row in found)


def test_people_are_as_they_said(dirty: tuple[Lake, Generated]) -> None:
    lake, made = dirty
    (found,) = lake.query(
        "select count(*) > 0 and min(known.segment = told.segment and known.plan_id = told.plan)"
        " and count(signed_up_on) > 0 and min(coalesce(signed_up_on = joined_on, true)) as is_so"
        f" from dim_users as known join {truth(made, 'users')} as told using (user_id)"
        " where known.is_current and known.segment is not null"
    )
    assert found["is_so"]


def test_every_code_is_among_the_refused(dirty: tuple[Lake, Generated]) -> None:
    lake, made = dirty
    found = lake.query(f"select distinct code from {truth(made, 'refused')}")
    assert {row["code"] for row in found} == {corruption.error_code for corruption in MALFORMED}


def test_renamed_fields_are_kept_and_counted(dirty: tuple[Lake, Generated]) -> None:
    lake, made = dirty
    found = lake.query(
        "select field, count(*) as lines from (select unnest(json_keys(extra)) as field"
        " from stg_events where not is_duplicate) group by field order by field"
    )
    assert found == lake.query(f"from {truth(made, 'strange_fields')} order by field")
    assert len(found) == 2


def test_gaps_of_30_00_stay_inside_and_of_30_01_do_not(dirty: tuple[Lake, Generated]) -> None:
    lake, _ = dirty
    (found,) = lake.query(
        """
        select
            count(*) filter (where gap = 1800000000 and session_id = previous_session) as inside,
            count(*) filter (where gap = 1801000000 and session_id <> previous_session) as outside,
            count(*) filter (where gap > 1800000000 and session_id = previous_session) as wrong
        from (
            select
                session_id,
                lag(session_id) over visits as previous_session,
                epoch_us(event_at) - epoch_us(lag(event_at) over visits) as gap
            from fct_events
            join silver_user_sessions as sessions
                on fct_events.visitor_id = sessions.visitor_id
                and fct_events.platform_id = sessions.platform_id
                and event_at between session_start_at and session_end_at
            window visits as (
                partition by fct_events.visitor_id, fct_events.platform_id order by event_at
            )
        )
        """
    )
    assert found["inside"] > 0
    assert found["outside"] > 0
    assert found["wrong"] == 0
