"""A mapping guessed: the format of a file, and which of its columns may be which field.

It is a draft to be checked: a column whose name says nothing that is known is kept as extra.
"""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from transforms.errors import InputMissing, InputRefused
from transforms.sources.paths import column_of

_BEGINNING = 1 << 20
_ROWS = 500
_NAMES: dict[str, tuple[str, ...]] = {
    "event_name": ("eventname", "event", "eventtype", "action", "type", "name"),
    "event_timestamp": (
        *(
            "eventtimestamp",
            "originaltimestamp",
            "timestamp",
            "eventtime",
            "time",
            "ts",
            "createdat",
            "occurredat",
        ),
        *("datetime", "date", "orderdate", "day"),
    ),
    "event_id": ("eventid", "messageid", "insertid"),
    "user_pseudo_id": (
        *("userpseudoid", "clientid", "anonymousid", "visitorid", "deviceid", "cookieid"),
    ),
    "user_id": ("userid", "customerid", "customeremail", "useremail", "email", "memberid"),
    "platform": ("platform",),
    "ga_session_id": ("gasessionid", "sessionid"),
    "page_location": ("pagelocation", "pageurl", "url", "location", "landingpage"),
    "page_title": ("pagetitle", "title"),
    "page_referrer": ("pagereferrer", "referrer", "referer", "referringsite"),
    "source": ("source", "utmsource", "trafficsource"),
    "medium": ("medium", "utmmedium"),
    "campaign": ("campaign", "utmcampaign", "campaignname"),
    "country": ("country", "geocountry", "countrycode"),
    "device_category": ("devicecategory", "devicetype", "device"),
    "transaction_id": ("transactionid", "orderid", "ordernumber"),
    "value": (
        *("value", "revenue", "total", "ordertotal", "amount", "purchaserevenue"),
        *("cost", "spend"),
    ),
    "tax": ("tax", "totaltax"),
    "shipping": ("shipping", "shippingcost"),
    "currency": ("currency", "currencycode"),
    "coupon": ("coupon", "couponcode", "discountcode"),
    "clicks": ("clicks",),
    "impressions": ("impressions",),
}
_ITEMS: dict[str, tuple[str, ...]] = {
    "item_id": ("itemid", "productid", "sku", "id"),
    "item_name": ("itemname", "productname", "name", "title"),
    "item_brand": ("itembrand", "brand", "vendor"),
    "item_variant": ("itemvariant", "variant", "varianttitle"),
    "item_category": ("itemcategory", "category"),
    "quantity": ("quantity", "qty"),
    "price": ("price", "itemprice", "unitprice"),
}
_AGENTS = ("useragent", "ua")
_COMMA = re.compile(r"-?[0-9]{1,3}(?:\.?[0-9]{3})*,[0-9]{1,4}")
_POINT = re.compile(r"-?[0-9]+\.[0-9]+")


def guess_mapping(path: Path, name: str) -> dict[str, Any]:
    """Guess the mapping of a file of cells, of Parquet or of JSON lines.

    Raises:
        InputMissing: there is no such file.
        InputRefused: it has no columns that can be told.
    """
    if not path.is_file():
        raise InputMissing(f"--from must name a file, got {path}")
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    columns: list[str]
    rows: list[dict[str, Any]]
    if beginning.startswith(b"PAR1"):
        mapping: dict[str, Any] = {"format": "parquet"}
        columns, rows = _of_parquet(path)
    elif beginning.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        mapping = {"format": "jsonl"}
        columns, rows = _of_json(beginning)
    else:
        mapping, columns, rows = _of_cells(beginning)
    if not columns:
        raise InputRefused(f"--from must name a file with columns, got none in {path}")
    files = [f"{name}*.{path.name.partition('.')[2] or 'csv'}"]
    mapping = {"files": files, **mapping}
    if opened := [column for column in columns if _is_json(column, rows)]:
        mapping["json"] = opened
    named, items = _within(columns, rows, opened)
    mapping["fields"] = _fields(columns, named)
    if items:
        mapping["fields"]["items"] = items
    used = {*opened, *map(column_of, _rules(mapping["fields"]))}
    mapping["ignore"] = [column for column in columns if column not in used]
    return mapping


def _fields(columns: list[str], paths: dict[str, str]) -> dict[str, Any]:
    """Guess fields; `paths` are what can be read, by their names without case and marks."""
    fields: dict[str, Any] = {}
    for field, names in _NAMES.items():
        found = next((paths[each] for each in names if each in paths), None)
        if found is not None and found not in fields.values():
            fields[field] = found
    agent = next((paths[each] for each in _AGENTS if each in paths), None)
    if agent is not None and "device_category" not in fields:
        fields["device_category"] = {"device_of": agent}
    fields.setdefault("event_name", {"value": "purchase"})
    fields.setdefault("event_timestamp", _path(columns[0]))
    fields.setdefault("platform", {"value": "WEB"})
    first = ("event_name", "event_timestamp")
    return {**{name: fields[name] for name in first}, **fields}


def _within(
    columns: list[str], rows: list[dict[str, Any]], opened: list[str]
) -> tuple[dict[str, str], dict[str, Any]]:
    """Name what can be read: columns, and what lies in those that hold objects; and the items."""
    paths = {_plain(column): _path(column) for column in reversed(columns)}
    items: dict[str, Any] = {}
    for column in columns:
        for row in rows:
            value = row.get(column)
            if column in opened and isinstance(value, str):
                with suppress(msgspec.DecodeError):
                    value = msgspec.json.decode(value)
            inner = value if isinstance(value, dict) else {"": value}
            for name, each in inner.items():
                path = f"{_path(column)}.{_path(name)}" if name else _path(column)
                if isinstance(each, list) and each and isinstance(each[0], dict):
                    items = items or _items(path, each[0])
                elif name and not isinstance(each, dict | list):
                    paths.setdefault(_plain(name), path)
    return paths, items


def _items(path: str, entry: dict[str, Any]) -> dict[str, Any]:
    plain = {_plain(name): _path(name) for name in reversed(entry)}
    fields = {
        field: plain[found]
        for field, names in _ITEMS.items()
        for found in [next((each for each in names if each in plain), "")]
        if found
    }
    return {"each": path, "fields": fields} if fields.keys() & {"item_id", "item_name"} else {}


def _rules(fields: dict[str, Any]) -> Iterator[str]:
    for rule in fields.values():
        if isinstance(rule, str):
            yield rule
        else:
            yield from (rule[key] for key in ("device_of", "each") if key in rule)


def _of_cells(beginning: bytes) -> tuple[dict[str, Any], list[str], list[dict[str, Any]]]:
    encoding, text = _decoded(beginning)
    head = text.partition("\n")[0]
    delimiter = max(",;\t|", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header, *rest = islice(reader, _ROWS)
    except (csv.Error, ValueError) as error:
        raise InputRefused("--from must name a file with columns, got none to be read") from error
    columns = [cell.strip() or f"column_{place}" for place, cell in enumerate(header, 1)]
    rows = [dict(zip(columns, row, strict=False)) for row in rest]
    settings: dict[str, Any] = {}
    if delimiter not in ",\t":
        settings["delimiter"] = delimiter
    if encoding != "utf-8":
        settings["encoding"] = encoding
    cells = [cell.strip() for row in rows for cell in row.values()]
    if sum(map(bool, map(_COMMA.fullmatch, cells))) > sum(map(bool, map(_POINT.fullmatch, cells))):
        settings["decimal"] = ","
    mapping: dict[str, Any] = {"format": "tsv" if delimiter == "\t" and '"' not in text else "csv"}
    if mapping["format"] == "csv" and delimiter == "\t":
        settings["delimiter"] = "\t"
    return ({**mapping, "csv": settings} if settings else mapping), columns, rows


def _of_parquet(path: Path) -> tuple[list[str], list[dict[str, Any]]]:
    import duckdb

    with duckdb.connect() as connection:
        try:
            found = connection.read_parquet(str(path))
            return found.columns, [
                dict(zip(found.columns, row, strict=True)) for row in found.fetchmany(_ROWS)
            ]
        except duckdb.Error as error:
            raise InputRefused(f"--from must name intact Parquet, got {path}") from error


def _of_json(beginning: bytes) -> tuple[list[str], list[dict[str, Any]]]:
    rows = []
    for line in islice(beginning.splitlines(), _ROWS):
        try:
            row = msgspec.json.decode(line.strip().strip(b"[],"))
        except msgspec.DecodeError:
            continue
        if isinstance(row, dict):
            rows.append(row)
    return list(dict.fromkeys(name for row in rows for name in row)), rows


def _decoded(beginning: bytes) -> tuple[str, str]:
    if beginning[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16", beginning.decode("utf-16", "ignore").replace("\r\n", "\n")
    try:
        return "utf-8", beginning[: -4 or None].decode("utf-8-sig")
    except UnicodeDecodeError:
        return "windows-1252", beginning.decode("windows-1252", "replace")


def _is_json(column: str, rows: list[dict[str, Any]]) -> bool:
    texts = [row.get(column) for row in rows]
    filled = [text.lstrip() for text in texts if isinstance(text, str) and text.strip()]
    return bool(filled) and all(text[:1] in ("{", "[") for text in filled)


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()


def _path(column: str) -> str:
    return f"`{column}`" if re.search(r"[.\[\]]", column) else column
