"""query, status and summary: questions that change nothing."""

import csv
import io
import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.shop import BAD, EVENTS, Shop
from transforms.query.questions import question_of


def test_answers_come_as_json_csv_or_a_table(loaded: Shop) -> None:
    sql = "select order_id, revenue, ordered_at, is_refunded, tax from fct_orders"
    assert loaded.ask(sql) == [
        {
            "order_id": "=T+1",
            "revenue": "10.5000",
            "ordered_at": "2024-03-01 12:01:00",
            "is_refunded": False,
            "tax": None,
        }
    ]
    ended = loaded.call("query", sql, "--format", "csv")
    assert list(csv.reader(io.StringIO(ended.out))) == [
        ["order_id", "revenue", "ordered_at", "is_refunded", "tax"],
        ["'=T+1", "10.5000", "2024-03-01 12:01:00", "False", ""],
    ]
    table = loaded.call("query", sql).out
    assert "=T+1" in table
    assert "10.5000" in table


def test_odd_values_can_be_shown(loaded: Shop) -> None:
    rows = loaded.ask(
        "select 1 as a, 2 as a, timestamptz '2024-03-01 12:00:00+00' as zoned, 'nan'::double as n,"
        " [1.5, null] as listed, {'x': date '2024-03-01'} as packed, '\\xff'::blob as bytes,"
        " 170141183460469231731687303715884105727 as huge, interval 1 day as day"
    )
    assert rows == [
        {
            "a": 1,
            "a_1": 2,
            "zoned": "2024-03-01 12:00:00+00",
            "n": "nan",
            "listed": ["1.5", None],
            "packed": {"x": "2024-03-01"},
            "bytes": "\\xff",
            "huge": 170141183460469231731687303715884105727,
            "day": "1 day, 0:00:00",
        }
    ]
    assert loaded.ask("select 1 as x where false") == []
    titles = loaded.call("query", "select page_title from fct_events where page_title is not null")
    assert "\x1b" not in titles.out
    assert "\x07" not in titles.out


@pytest.mark.parametrize(
    "sql",
    [
        "delete from fct_events",
        "insert into fct_events select * from fct_events",
        "drop table fct_events",
        "create table silver.mine as select 1",
        "copy (select 1) to '{folder}/out.csv'",
        "explain analyze copy (select 1) to '{folder}/out.csv'",
        "export database '{folder}/out'",
        "attach '{folder}/out.db' as mine",
        "select 1; delete from fct_events",
        "set memory_limit = '9GB'",
        "select * from ducklake_expire_snapshots('lake', older_than => now())",
        "install spatial",
        "load spatial",
        "pragma table_info('fct_events')",
        "call duckdb_tables()",
        "",
        "select",
        "select * from nowhere",
        "select 1 / 'x'",
    ],
)
def test_what_is_not_one_question_is_2_and_changes_nothing(
    loaded: Shop, tmp_path: Path, sql: str
) -> None:
    ended = loaded.call("query", sql.replace("{folder}", str(tmp_path)))
    assert ended.code == 2
    assert "Traceback" not in ended.err
    assert sorted(os.listdir(tmp_path)) == ["shop"]  # noqa: PTH208 - names are enough


def test_a_pivot_must_name_its_values(loaded: Shop) -> None:
    pivot = "pivot fct_orders on platform_id {} using count(*) group by order_date"
    ended = loaded.call("query", pivot.format(""))
    assert (ended.code, "got a PIVOT that looks its values up first" in ended.err) == (2, True)
    assert loaded.call("query", pivot.format("in ('WEB')")).code == 0


@pytest.mark.parametrize(
    "sql",
    [
        "from read_text('{folder}/secret.txt')",
        "select file from glob('{folder}/*')",
        "from '{folder}/secret.csv'",
        "from sqlite_scan('{folder}/shop/warehouse/catalog.sqlite', 'ducklake_table')",
        "select a.visitor_id from fct_events a join read_parquet('{folder}/*.parquet') b on true",
        "explain analyze select * from read_text('{folder}/secret.txt')",
    ],
)
def test_what_is_not_the_lake_is_2_and_not_read(loaded: Shop, tmp_path: Path, sql: str) -> None:
    (tmp_path / "secret.txt").write_text("hush")
    (tmp_path / "secret.csv").write_text("hush\nhush\n")
    ended = loaded.call("query", sql.replace("{folder}", str(tmp_path)))
    assert ended.code == 2
    assert "the query must read the lake and nothing else, got " in ended.err
    assert "rebuild" not in ended.err
    assert "hush" not in ended.out + ended.err


def test_explain_shows_the_plan_and_as_json_its_parts(loaded: Shop) -> None:
    plan = loaded.call("query", "explain select visitor_id from fct_events")
    assert plan.code == 0
    assert "fct_events" in plan.out
    assert "explain_key" not in plan.out
    analyzed = loaded.ask("/* how long? */ explain analyze select count(event_id) from fct_events")
    assert [row["explain_key"] for row in analyzed] == ["analyzed_plan"]


def test_a_question_and_the_summary_read_the_lake_alone_too(
    loaded: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret.txt").write_text("hush")
    sql = f"from read_text('{tmp_path}/secret.txt')"
    question = replace(question_of(1), sql=sql)
    monkeypatch.setattr("transforms.cli.questions.question_of", lambda _: question)
    monkeypatch.setattr("transforms.query.summary._answer", lambda lake, _: lake.execute(sql))
    for ended in (loaded.call("questions", "1"), loaded.call("summary")):
        assert ended.code != 0
        assert "hush" not in ended.out + ended.err


def test_a_question_before_the_first_run_is_69(new_shop: Shop) -> None:
    for arguments in (("query", "select 1"), ("summary",), ("verify",)):
        ended = new_shop.call(*arguments)
        assert ended.code == 69
        assert "etl.py run" in ended.err


@pytest.mark.slow
def test_status_before_and_after_a_run(new_shop: Shop) -> None:
    shop = new_shop
    before = shop.call("status", "--json").rows
    assert (before["lake"], before["writer"], before["archived_batches"]) == (None, None, 0)
    assert "none yet" in shop.call("status").out
    shop.put("a.jsonl", EVENTS + BAD)
    shop.call("ingest")
    assert shop.call("status", "--json").rows["waiting_batches"] == 1
    shop.call("process")
    after = shop.call("status", "--json").rows
    assert after["waiting_batches"] == 0
    assert after["lake"]["rows"]["silver.fct_events"] == 3
    assert after["lake"]["refused_by_code"] == {"E_JSON_SYNTAX": 1}
    assert after["lake"]["last_event_at"] == "2024-03-01T12:02:00Z"
    assert "E_JSON_SYNTAX: 1" in shop.call("status").out


@pytest.mark.deep
def test_status_shows_a_failed_batch_and_the_next_run_mends_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.put("a.jsonl", EVENTS)
    shop.put("b.jsonl", EVENTS.replace(b'"v"', b'"w"'))

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("transforms.load.loader.materialize_silver", fail)
        ended = shop.call("run")
    assert ended.code == 74
    status = shop.call("status", "--json").rows
    assert len(status["lake"]["failed_batches"]) == 2
    assert "No space left" in next(iter(status["lake"]["failed_batches"].values()))
    assert status["waiting_batches"] == 2
    assert shop.ask("select * from staging.stg_events") == []
    assert "2 batches loaded" in shop.call("run").out
    assert shop.call("status", "--json").rows["lake"]["failed_batches"] == {}


def test_the_summary_begins_with_the_shop_and_ends_with_the_tables(loaded: Shop) -> None:
    ended = loaded.call("summary")
    assert ended.code == 0
    paragraphs = ended.out.split("\n\n")
    assert [each.partition(":")[0].partition("\n")[0] for each in paragraphs] == [
        "The shop so far",
        "Revenue by month",
        "Funnel",
        "How do the platforms compare in users, engagement and revenue?",
        "Which lists engage people most, and which ones sell?",
        "Price changes",
        "What came in",
        "What was refused, and why",
        "Rows per table",
    ]
    figures = paragraphs[0].splitlines()[-1].split()
    assert figures == ["10.50", "1", "10.50", "1", "1", "100.00%", "0.00%", "1"]
    assert "2024-03       1    10.50  " + "█" * 30 in paragraphs[1]
    assert "list             1                      " + "█" * 30 in paragraphs[2]
    assert paragraphs[4].splitlines()[-1] == ("3 columns left out; `etl.py questions 5` has all")


def test_the_summary_of_a_lake_without_rows_says_so(shop: Shop) -> None:
    ended = shop.call("summary")
    assert ended.code == 0
    assert "Revenue by month: the last thirteen, in the reporting currency: none" in ended.out
