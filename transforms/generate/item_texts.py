"""The field `items` of each event, in one spelling or each event in one of several."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from transforms.generate.arrays import IntArray
from transforms.generate.baskets import Baskets
from transforms.generate.catalogue import LISTS
from transforms.generate.columns import joined, joined_by_group, scattered, take
from transforms.generate.events import Events
from transforms.generate.ids import variant_ids
from transforms.generate.items import Items
from transforms.generate.shop import Shop
from transforms.generate.spellings import Fields, ItemTemplate


def item_fields(
    shop: Shop, templates: Sequence[ItemTemplate], events: Events, baskets: Baskets
) -> pa.Array:
    """Write the items of the events that have any."""
    template_of = shop.rng.below(events.key, "dialect", len(templates))
    texts, rows = [], []
    for number, template in enumerate(templates):
        is_written = (template_of == number) & (baskets.item_count > 0)
        item_rows = np.flatnonzero(is_written[baskets.items.event])
        each = _item_texts(shop, template, baskets.items, item_rows)
        lists = joined_by_group(each, baskets.item_count[is_written], template.separator)
        texts.append(joined(',"items":' + template.opening, lists, template.closing))
        rows.append(np.flatnonzero(is_written))
    return scattered(pa.concat_arrays(texts), np.concatenate(rows), len(events))


def _item_texts(shop: Shop, template: ItemTemplate, items: Items, rows: IntArray) -> pa.Array:
    """Write some items, a text each."""
    product, in_list = items.product[rows], items.item_list[rows]
    list_piece = 1 + items.list_position[rows] * len(LISTS) + in_list
    return joined(
        take(template.heads, product),
        _prices(template, items.price_cents[rows]),
        take(template.quantities, items.quantity[rows]),
        take(template.lists, np.where(in_list < 0, 0, list_piece)),
        take(template.tails, product),
        _params(shop, template, items, rows),
        template.end,
    )


def _prices(template: ItemTemplate, price_cents: IntArray) -> pa.Array:
    """Write prices, each distinct one once."""
    distinct, index = np.unique(price_cents, return_inverse=True)
    texts = [
        f"{template.price}{cents // 100}.{cents % 100:02}" if cents >= 0 else template.no_price
        for cents in distinct.tolist()
    ]
    return take(texts, index)


def _params(shop: Shop, template: ItemTemplate, items: Items, rows: IntArray) -> pa.Array:
    """Write the parameters of items that have any, each distinct set once."""
    rows_with = np.flatnonzero((items.campaign[rows] >= 0) | (items.installments[rows] > 0))
    items_with = rows[rows_with]
    columns = (items.campaign, items.variant, items.discount_cents)
    parts = items.installments[items_with]
    part_cents = np.where(parts > 0, items.cost_cents[items_with] // np.maximum(parts, 1), 0)
    table = np.column_stack([*(column[items_with] for column in columns), parts, part_cents])
    distinct, index = np.unique(table, axis=0, return_inverse=True)
    texts = [template.params(_param_fields(shop, *values)) for values in distinct.tolist()]
    return scattered(take(texts, index.ravel()), rows_with, len(rows))


def _param_fields(
    shop: Shop, campaign: int, variant: int, discount_cents: int, parts: int, part_cents: int
) -> Fields:
    """Name the parameters of an item: the variant's code stands beside the campaign's."""
    fields: Fields = {}
    if campaign >= 0:
        codes = [shop.catalogue.campaigns[campaign].code]
        codes += [variant_ids(shop)[variant]] if variant >= 0 else []
        fields |= {"discounts": "|".join(codes), "discountt": discount_cents / 100}
    if parts:
        fields |= {"number_of_installments": parts, "installment_price": part_cents / 100}
    return fields
