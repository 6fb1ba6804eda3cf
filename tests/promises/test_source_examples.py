"""Every example of a source loads, and its README says the figures that come of it."""

import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks.csv_rows import write_csv
from tests.cli.shop import Shop
from tests.sources.mappings import EXAMPLES, NAMES, files_of, settings_of
from transforms.archive.formats.format import blocks_of
from transforms.config import Config, LimitSettings
from transforms.home import Home
from transforms.ingest.files.by_source import FileSources
from transforms.ingest.files.inbox import take_files
from transforms.ingest.files.rows import cells
from transforms.lakehouse import Lakehouse
from transforms.load.process import process_staging
from transforms.parse.fast_path import FastReader
from transforms.sources.mapping import Mapper
from transforms.system.progress import Progress

COMMAND = re.compile(r"^etl\.py (run .*)$", re.MULTILINE)
FIGURE = re.compile(r"^\| ([^|]+) \| ([0-9.,]+) \|$", re.MULTILINE)
#: What a figure of a README is, of the lake; of a channel, its sessions or orders.
FIGURES = {
    "rows": "select sum(lines) from lake.ops.batches",
    "events": "select count(*) from lake.silver.fct_events",
    "duplicates": "select sum(duplicates) from lake.ops.batches",
    "superseded": "select sum(superseded) from lake.ops.batches",
    "sessions": "select count(*) from lake.silver.silver_user_sessions",
    "orders": "select count(*) from lake.silver.fct_orders",
    "customers": "select count(*) from lake.silver.dim_users",
    "pieces sold": "select sum(quantity) from lake.silver.fct_order_items",
    "revenue": "select sum(revenue) from lake.silver.fct_orders",
    "orders whose id another visitor has too": (
        "select count(*) from lake.silver.fct_orders where is_id_collision"
    ),
    "costs that count": "select sum(cost) from lake.silver.fct_marketing_costs",
    "costs of all reports": (
        "select sum(value) from lake.staging.stg_events where event_name = 'marketing_cost'"
    ),
}
CHANNELS = {
    "sessions from": "select sum(sessions) from lake.gold_growth.vw_sessions_daily",
    "orders from": "select sum(orders) from lake.gold_growth.vw_sessions_daily",
    "revenue by last click of": (
        "select sum(revenue) filter (where model = 'last_click') as revenue"
        " from lake.gold_marketing.vw_attribution_daily"
    ),
}


def figures(name: str) -> dict[str, float]:
    text = (EXAMPLES / name / "README.md").read_text()
    return {figure: float(value.replace(",", "")) for figure, value in FIGURE.findall(text)}


def query(figure: str) -> str:
    for words, sql in CHANNELS.items():
        if figure.startswith(words):
            return f"{sql} where channel = '{figure.removeprefix(words).strip()}'"
    return FIGURES[figure.partition(",")[0]]


@pytest.mark.deep
@pytest.mark.parametrize("name", NAMES)
def test_one_command_loads_an_example_with_the_figures_of_its_readme(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (command,) = COMMAND.findall((EXAMPLES / name / "README.md").read_text())
    assert f"--config examples/sources/{name}/config.json" in command
    paths = [str(EXAMPLES.parent.parent / word) for word in command.split() if name in word][2:]
    assert sorted(paths) == sorted(map(str, files_of(name)))
    shop = Shop(tmp_path / "home", capsys)
    config = str(EXAMPLES / name / "config.json")
    assert shop.call("run", "--config", config, *paths).code == 0
    found = {}
    for figure in figures(name):
        asked = shop.call("query", query(figure), "--format", "json", "--config", config)
        (value,) = asked.rows[0].values()
        found[figure] = float(value or 0)
    assert found == figures(name)
    assert len(found) > 3


@pytest.mark.deep
def test_all_examples_together_are_their_rows(tmp_path: Path) -> None:
    sources: dict[str, Any] = {}
    for name in NAMES:
        sources |= settings_of(name)["sources"]
    settings = {"warehouse": {"sync_data_files": False, "threads": 1}, "sources": sources}
    config = Config.model_validate(settings)
    lakehouse = Lakehouse(Home(tmp_path), config, Progress())
    paths = [path for name in NAMES for path in files_of(name)]
    taken = list(
        take_files(paths, lakehouse.home, config.limits, sources=FileSources(config.sources))
    )
    by_name = {each.batch.batch_id: each.batch.manifest for each in taken if each.batch}
    assert {each.source_name for each in by_name.values()} == set(NAMES)
    with lakehouse.writing() as lake:
        assert not process_staging(lake, lakehouse.home, config, lakehouse.progress).failures
        rows = lake.execute(
            "select batch_id, lines, staged, duplicates, dead_lettered from lake.ops.batches"
        ).fetchall()
    found: dict[str, list[int]] = {name: [0, 0, 0, 0] for name in NAMES}
    for batch_id, *counts in rows:
        name = by_name[batch_id].source_name
        found[name] = [a + b for a, b in zip(found[name], counts, strict=True)]
    for name, counted in found.items():
        told = figures(name)
        staged = told["events"] + told.get("superseded", 0)
        assert counted == [told["rows"], staged, told.get("duplicates", 0), 0], name


@pytest.mark.parametrize("name", ["ga4_bigquery", "rudderstack", "segment"])
def test_mapped_events_take_the_fast_path(name: str) -> None:
    mapper, reader = Mapper(Config.model_validate(settings_of(name)).sources[name]), fast_reader()
    lines = [line for path in files_of(name) for line in path.read_bytes().splitlines()]
    slow = [line for line in lines if reader.read(mapper.to_event(line), 1) is None]
    assert [line for line in slow if b"(not set)" not in line] == []


def test_rows_of_a_shops_csv_take_the_fast_path(tmp_path: Path) -> None:
    write_csv(tmp_path / "rows.csv", 2000)
    source = Config.model_validate(settings_of("shop_csv")).sources["shop_csv"]
    rows = cells(blocks_of(tmp_path / "rows.csv"), "shop_csv", source, "x")
    mapper, reader = Mapper(source), fast_reader()
    lines = b"".join(rows.blocks).splitlines()
    fast = sum(reader.read(mapper.to_event(line), 1) is not None for line in lines)
    assert len(lines) == 2000
    assert fast >= 0.98 * len(lines)


def fast_reader() -> FastReader:
    return FastReader(LimitSettings(), 1_800_000_000_000_000)
