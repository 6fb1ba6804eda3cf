"""Google Analytics 4's default channel grouping: 30 triples and the channel of each.

Costs have all of them. A visit has a channel by the event that names its source, so that two
triples without one are left to the costs.
"""

import csv
from pathlib import Path

from tests.events import event, lines
from tests.lakes import build_lake
from tests.paths import DATA

CASES = DATA / "channel_rules" / "default_channel_grouping_cases.csv"


def test_every_triple_has_its_channel_as_a_cost_and_as_a_visit(tmp_path: Path) -> None:
    names = ("source", "medium", "campaign")
    with CASES.open(encoding="utf-8") as file:
        cases = list(csv.DictReader(file))
    wanted = {f"c{number}": case["expected_channel"] for number, case in enumerate(cases)}
    events = []
    for number, case in enumerate(cases):
        told = {name: case[name] for name in names if case[name]}
        events.append(event("page_view", f"c{number}", traffic_source=told))
        cost = event("marketing_cost", None, 24 * 60 * number, event_id=f"c{number}", value=1)
        events.append(cost | {"traffic_source": told})
    lake = build_lake(tmp_path, [lines(*events)], engine="duckdb")
    visits = lake.query(
        "select visitor_id as number, channel from silver_session_features"
        " join silver_user_sessions using (session_id)"
    )
    costs = lake.query(
        "select producer_event_id as number, channel from fct_marketing_costs"
        " join fct_events using (event_id)"
    )
    lake.close()
    assert len(wanted) == 30
    assert {row["number"]: row["channel"] for row in costs} == wanted
    for number, case in enumerate(cases):
        if not case["source"]:
            wanted[f"c{number}"] = "Direct"
    assert {row["number"]: row["channel"] for row in visits} == wanted
