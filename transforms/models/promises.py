"""What a header promises of every row of its table, as checks."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from transforms.models.model import Model

#: What a column's name alone promises, where it has a value.
_BY_NAME = {
    "_rate": ("{} lies in 0 to 1", "{} not between 0 and 1"),
    "_count": ("{} is 0 or more", "{} < 0"),
}
#: One template for all tables each, so that it is compiled once.
_KEY = """
select {{ key | join(', ') }}, count(*) as rows
from {{ table }}
where {{ touched(table) }}
group by {{ key | join(', ') }}
having count(*) > 1 {%- for column in required %} or {{ column }} is null {%- endfor %}
"""
_ROWS = """
select {{ key | join(', ') }},
    case {%- for promise, broken in breaks.items() %}
        when {{ broken }} then {{ text(promise) }} {%- endfor %}
    end as broken
from {{ table }}
where {{ touched(table) }} and ({{ breaks.values() | join(' or ') }})
"""
_REFERENCES = """
{%- for column, (known_by, known_as) in refers_to.items() %}
select {{ key | join(', ') }}, {{ text(column ~ ' refers to ' ~ known_by) }} as broken
from {{ table }}
where {{ column }} is not null and {{ column }} not in (
    select {{ known_as }} from {{ known_by }} where {{ known_as }} is not null
)
{%- if not loop.last %}
union all by name
{%- endif %}
{%- endfor %}
"""


@dataclass(frozen=True, eq=False)
class Check:
    """A promise as a query: no rows are good news.

    `when` is `batch` (inside every transaction, over the touched scope) or `verify` (over
    everything); a broken `fail` rolls the batch back, a broken `warn` is recorded. What is promised
    `of_rows` of a table holds of all where it holds of the new ones.
    """

    name: str
    summary: str
    when: str
    severity: str
    body: str
    values: dict[str, Any] = field(default_factory=dict)
    of_rows: str = ""


@cache
def promises_of(model: Model) -> tuple[Check, ...]:
    """List the checks that follow from a header.

    The key is unique, and its columns are there unless the header says otherwise; each row is as
    its columns promise; other tables know what it refers to. The last looks at whole tables, so
    that only `verify` asks it; of a view, which lies in no batch, all do.

    A batch that replaces rows brings every row with their keys. One that appends adds to what is
    there, so that the lake is looked at too, unless the rows refer to their event, which is unique.
    """
    required = [key for key in model.key if key not in model.nullable]
    key = f"one row in {model.name} per ({', '.join(model.key)})"
    of_rows = model.name if model.kind != "append" or "event_id" in model.refers_to else ""
    checks = [_check(model, "key", key, _KEY, of_rows=of_rows, required=required)]
    if breaks := _breaks(model):
        of_rows = model.name
        checks.append(
            _check(model, "rows", "; ".join(breaks), _ROWS, of_rows=of_rows, breaks=breaks)
        )
    if model.refers_to:
        known = [f"{column} is in {table}" for column, (table, _) in model.refers_to.items()]
        summary, refers_to = "; ".join(known), model.refers_to
        checks.append(
            _check(model, "references", summary, _REFERENCES, "verify", refers_to=refers_to)
        )
    return tuple(checks)


def _breaks(model: Model) -> dict[str, str]:
    """Give each promise of a row, with the condition that breaks it."""
    breaks = {f"{name} is there": f"{name} is null" for name in model.not_null}
    for name, values in model.one_of.items():
        listed = ", ".join(f"'{value}'" for value in values)
        breaks[f"{name} is one of {', '.join(values)}"] = f"{name} not in ({listed})"
    for ending, (promise, broken) in _BY_NAME.items():
        for name in model.columns:
            if name.endswith(ending):
                breaks[promise.format(name)] = broken.format(name)
    return breaks


def _check(
    model: Model,
    name: str,
    summary: str,
    body: str,
    when: str = "batch",
    of_rows: str = "",
    **values: Any,
) -> Check:
    when = "verify" if model.kind == "view" else when
    values = {"table": model.title, "key": model.key, **values}
    told = f"{model.title.replace('.', '_')}_{name}"
    return Check(told, summary, when, "fail", body, values, of_rows)
