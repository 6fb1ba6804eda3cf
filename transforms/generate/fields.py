"""Fields of JSON lines as columns of text; each begins with a comma."""

from collections.abc import Sequence

import pyarrow as pa

from transforms.generate.arrays import IntArray
from transforms.generate.columns import joined, money_texts, number_texts, take
from transforms.generate.shop import Shop
from transforms.generate.users import PLANS, SEGMENTS, SOURCES, Source


def choice_field(name: str, choices: Sequence[str], index: IntArray) -> pa.Array:
    """Write a field that has one of a few texts, by index; -1 has none."""
    return take([f',"{name}":"{choice}"' for choice in choices], index)


def text_field(name: str, texts: pa.Array) -> pa.Array:
    """Write a field of text that needs no escape."""
    return joined(f',"{name}":"', texts, '"')


def number_field(name: str, numbers: IntArray) -> pa.Array:
    """Write a field of whole numbers."""
    return joined(f',"{name}":', number_texts(numbers))


def money_field(name: str, cents: IntArray) -> pa.Array:
    """Write a field of amounts with two decimals."""
    return joined(f',"{name}":', money_texts(cents))


def person_fields(shop: Shop, users: IntArray) -> pa.Array:
    """Write the segment and the first plan of people."""
    return joined(
        choice_field("segment", SEGMENTS, shop.users.segments(users)),
        choice_field("plan_id", PLANS, shop.users.plans(users)),
    )


def source_field(source: IntArray) -> pa.Array:
    """Write sources, by their index in SOURCES; -1 and a direct one have none."""
    return take([_source_text(each) for each in SOURCES], source)


def _source_text(source: Source) -> str:
    if source.source is None:
        return ""
    campaign = "" if source.campaign is None else f',"campaign":"{source.campaign}"'
    names = f'"source":"{source.source}","medium":"{source.medium}"{campaign}'
    return f',"traffic_source":{{{names}}}'
