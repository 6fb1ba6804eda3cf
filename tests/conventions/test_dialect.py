"""Silver and Gold run unchanged on other engines; what engines spell differently is a macro.

`sql/macros/duckdb.jinja` has DuckDB's spelling, `spark.jinja` Spark's, `postgres.jinja`
PostgreSQL's of its views;
the models and the other macros stay portable.
"""

import re
from pathlib import Path

import pytest

from tests.conventions.trees import ALL_ON, nodes, rendered, windows
from transforms.config import Config
from transforms.dialects.postgres import postgres_views, silver_of
from transforms.models.model import SQL, Model, read_models
from transforms.models.renderer import AllTime, Renderer

MODELS = read_models("silver", "ops", "gold")
PORTABLE = sorted(
    [
        *(SQL / "silver").rglob("*.sql"),
        *(SQL / "ops").rglob("*.sql"),
        *(SQL / "gold").rglob("*.sql"),
        SQL / "macros/common.jinja",
    ]
)
ENGINE_SPECIFIC = {
    "QUALIFY": r"\bqualify\b",
    "ASOF": r"\basof\b",
    "::": r"::",
    "//": r"//",
    "GROUP BY ALL": r"\b(group|order)\s+by\s+all\b",
    "positional GROUP BY": r"\b(group|order)\s+by\s+\d",
    "COLUMNS": r"\bcolumns\s*\(",
    "EXCLUDE and REPLACE": r"\*\s*(exclude|replace)\b",
    "PIVOT": r"\b(un)?pivot\b",
    "USING": r"\busing\s*\(",
    "DISTINCT ON": r"\bdistinct\s+on\b",
    "date arithmetic": r"\bdate_?(diff|trunc|part|add|sub)\s*\(",
    "epoch": r"\bepoch\w*|\bmake_timestamp\w*|\bto_timestamp\b",
    "text of times": r"\bstr[fp]time\b",
    "wall clock": r"\b(current_(date|time\w*)|now\s*\(|today\s*\(|get_current_\w+)",
    "time zones": r"\btimestamptz\b|\btime\s+zone\b",
    "hash()": r"\bhash\s*\(",
    "list functions": r"\b(list|array)_\w+\s*\(|\bunnest\b|\blambda\b|\blen\s*\(|->",
    "struct functions": r"\b(struct|map)_\w+\s*\(|\brow\s*\(",
    "raw JSON": r"\bjson\w*\s*\(|\bto_json\b",
    "regular expressions": r"\bregexp_\w+",
    "series": r"\bgenerate_series\b|\brange\s*\(",
    "TRY": r"\btry(_cast)?\s*\(",
    "text without a length": r"\bvarchar\b",
    "case of letters": r"\b(lower|upper|initcap)\s*\(|\bilike\b",
    "floating money": r"\b(double|float\d?|real)\b",
    "a quote in a text": r"\w''\w",
    "a backslash in a text": r"\\",
    "unsized integers": r"\b(hugeint|u\w*int)\b",
}
SPARED = {"vw_experiment_performance": {"floating money"}}  # a test statistic is no money
#: What PostgreSQL 15 has of functions, and what else stands before a bracket.
POSTGRES = {
    *("abs", "array_agg", "avg", "cast", "coalesce", "concat", "count", "div", "exp", "extract"),
    *("first_value", "floor", "generate_series", "greatest", "lag", "last_value", "lead", "least"),
    *("length", "ln", "max", "min", "mod", "nullif", "power", "rank", "replace", "right", "round"),
    *("row_number", "sqrt", "string_agg", "substring", "sum", "timezone", "translate", "trunc"),
    *("and", "as", "by", "decimal", "distinct", "else", "exists", "filter", "from", "in", "join"),
    *("not", "on", "or", "over", "select", "then", "when", "where", "with"),
}
#: What Spark is known to have of functions, and what else stands before a bracket: a new one is run
#: by `verify --engines spark` before it stands here.
SPARK = {
    *("abs", "aggregate", "array", "array_distinct", "array_join", "array_max", "array_min"),
    *(
        "array_sort",
        "cast",
        "char",
        "coalesce",
        "collect_list",
        "collect_set",
        "concat",
        "contains",
    ),
    *("convert_timezone", "count", "date_add", "datediff", "decode", "encode", "exp", "explode"),
    *("extract", "filter", "first_value", "floor", "get", "greatest", "hex", "lag", "last_value"),
    *("lead", "least", "length", "ln", "max", "max_by", "md5", "min", "min_by", "mod"),
    *("named_struct", "nullif", "power", "regexp_extract", "regexp_extract_all", "repeat"),
    *("replace", "right", "round", "row_number", "sequence", "size", "slice", "sqrt", "substring"),
    *("sum", "timestamp_micros", "transform", "translate", "unhex", "unix_micros", "weekday"),
    *("weekofyear", "and", "as", "by", "decimal", "distinct", "else", "exists", "from", "in"),
    *("join", "not", "on", "or", "over", "select", "then", "when", "where", "with"),
}
NOT_SPARK = {
    "other types": r"\bas\s+(varchar|u?hugeint|u?tinyint|timestamp|text)\b",
    "division of whole numbers": r"//",
    "parts of a list": r"\w\[",
}
NOT_POSTGRES = {
    "IGNORE NULLS": r"\bignore\s+nulls\b",
    "other types": r"\bas\s+(string|u?hugeint|u?tinyint|double(?!\s+precision)|struct)\b",
    "lists": r"\[(?!1\])|\w\[\d*:",
    "division of whole numbers": r"//",
    "GROUP BY ALL": r"\bby\s+all\b",
    "FROM first": r"(?:^|\()\s*from\b",
    "star with conditions": r"\*\s*(exclude|replace|rename)\b",
    "QUALIFY, ASOF, PIVOT": r"\b(qualify|asof|pivot|unpivot|positional)\b",
}
POSTGRES_VIEWS = [
    *(model for model in silver_of(postgres_views()) if not model.is_table),
    *postgres_views(),
]
RANKS = {"row_number", "rank", "rank_dense", "lag", "lead", "ntile"}


@pytest.mark.parametrize("path", PORTABLE, ids=lambda path: path.stem)
def test_only_portable_words_are_used(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|--[^\n]*", "", path.read_text(), flags=re.DOTALL)
    found = {
        name: hit[0]
        for name, pattern in ENGINE_SPECIFIC.items()
        if (hit := re.search(pattern, text, re.IGNORECASE))
        and name not in SPARED.get(path.stem, ())
    }
    assert not found


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_order_says_its_direction_and_where_nulls_go(model: Model) -> None:
    sql, _ = rendered(model)
    orders = [
        (order["type"], order["null_order"])
        for node in nodes(sql)
        for order in [*node.get("orders", []), *(node.get("order_bys") or {}).get("orders", [])]
    ]
    assert not [order for order in orders if "ORDER_DEFAULT" in order]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_running_window_says_its_frame(model: Model) -> None:
    sql, _ = rendered(model)
    running = [
        window["function_name"]
        for window in windows(nodes(sql))
        if window["orders"]
        and window["function_name"] not in RANKS
        and window["end"] == "CURRENT_ROW_RANGE"
    ]
    said = sql.lower().count("range between unbounded preceding and current row")
    assert len(running) == said


def test_spark_spells_all_that_duckdb_spells() -> None:
    names = {
        engine: set(re.findall(r"macro (\w+)\(", (SQL / f"macros/{engine}.jinja").read_text()))
        for engine in ("duckdb", "spark")
    }
    assert not names["duckdb"] - names["spark"]


def test_no_model_names_an_engine() -> None:
    named = re.compile(r"duckdb|\bspark|postgres", re.IGNORECASE)
    said = re.compile(r"\{#.*?#\}|--[^\n]*", re.DOTALL)
    assert not [path for path in PORTABLE if named.search(said.sub("", path.read_text()))]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.title)
def test_models_for_spark_use_what_it_has(model: Model) -> None:
    sql = Renderer(ALL_ON, AllTime(), "spark").render(model.body)  # a macro may be missing
    text = re.sub(r"--[^\n]*|'(?:[^'\\]|\\.)*'", "''", sql)
    found = {
        name: hit[0]
        for name, pattern in NOT_SPARK.items()
        if (hit := re.search(pattern, text, re.IGNORECASE))
    }
    called = set(re.findall(r"\b([a-z_]\w*)\s*\(", text, re.IGNORECASE))
    assert not found
    assert called <= SPARK, called - SPARK


def test_postgres_spells_what_duckdb_spells() -> None:
    names = {
        engine: re.findall(r"macro (\w+)\(", (SQL / f"macros/{engine}.jinja").read_text())
        for engine in ("duckdb", "postgres")
    }
    assert set(names["postgres"]) < set(names["duckdb"])


@pytest.mark.parametrize("view", POSTGRES_VIEWS, ids=lambda view: view.title)
def test_views_for_postgres_use_what_it_has(view: Model) -> None:
    sql = Renderer(Config(), AllTime(), "postgres").render(view.body)  # a macro may be missing
    text = re.sub(r"--[^\n]*|'[^']*'", "''", sql)
    found = {
        name: hit[0]
        for name, pattern in NOT_POSTGRES.items()
        if (hit := re.search(pattern, text, re.IGNORECASE))
    }
    called = set(re.findall(r"\b([a-z_]\w*)\s*\(", text, re.IGNORECASE))
    assert not found
    assert called <= POSTGRES, called - POSTGRES
