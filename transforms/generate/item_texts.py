"""The text of each event's items, in one dialect or each event in one of several."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from transforms.generate.baskets import Items
from transforms.generate.catalogue import LISTS
from transforms.generate.events import Events, Shop
from transforms.generate.ids import variant_codes
from transforms.generate.random import Whole
from transforms.generate.spellings import Dialect
from transforms.generate.texts import by_group, joined, placed, words


def items_of_events(
    shop: Shop, dialects: Sequence[Dialect], events: Events, items: Items
) -> pa.Array:
    """Write the field `items` of the events that have any."""
    tongue = shop.dice.below(events.key, "dialect", len(dialects))
    texts, rows = [], []
    for number, dialect in enumerate(dialects):
        mine = (tongue == number) & (items.count > 0)
        each = _item_texts(shop, dialect, events, items, np.flatnonzero(mine[items.event]))
        all_of_one = by_group(each, items.count[mine], dialect.separator)
        texts.append(joined(',"items":' + dialect.opening, all_of_one, dialect.closing))
        rows.append(np.flatnonzero(mine))
    return placed(pa.concat_arrays(texts), np.concatenate(rows), len(events))


def _item_texts(
    shop: Shop, dialect: Dialect, events: Events, items: Items, rows: Whole
) -> pa.Array:
    product, place = items.product[rows], items.list[rows]
    seen, prices = np.unique(items.price[rows], return_inverse=True)
    lead, none = dialect.price
    priced = [lead + f"{cents // 100}.{cents % 100:02}" if cents >= 0 else none for cents in seen]
    in_list = np.where(place < 0, 0, 1 + items.place[rows] * len(LISTS) + place)
    params, kinds = _params(shop, dialect, events, items, rows)
    return joined(
        words(dialect.heads, product),
        words(priced, prices),
        words(dialect.quantities, items.quantity[rows]),
        words(dialect.lists, in_list),
        words(dialect.tails, np.minimum(product, len(dialect.tails) - 1)),
        words(params, kinds),
        dialect.end,
    )


def _params(
    shop: Shop, dialect: Dialect, events: Events, items: Items, rows: Whole
) -> tuple[list[str], Whole]:
    """Write the codes and installments that items carry, once for each kind there is."""
    campaign, parts = items.campaign[rows], items.installments[rows]
    marked = np.flatnonzero((campaign >= 0) | (parts > 0))
    columns = (campaign, items.variant(events)[rows], items.discount[rows], parts)
    share = items.cost[rows] // np.maximum(parts, 1)
    table = np.column_stack([each[marked] for each in (*columns, np.where(parts > 0, share, 0))])
    found, kinds_of_marked = np.unique(table, axis=0, return_inverse=True)
    kinds = np.zeros(len(rows), dtype=np.int64)
    kinds[marked] = kinds_of_marked.ravel() + 1
    texts = [dialect.params(_fields(shop, *kind)) for kind in found.tolist()]
    return ["", *texts], kinds


def _fields(
    shop: Shop, campaign: int, variant: int, discount: int, parts: int, share: int
) -> dict[str, str | int | float]:
    """Name the parameters of an item; amounts in cents."""
    fields: dict[str, str | int | float] = {}
    if campaign >= 0:
        codes = [shop.catalogue.campaigns[campaign].code]
        codes += [variant_codes(shop)[variant]] if variant >= 0 else []
        fields |= {"discounts": "|".join(codes), "discountt": discount / 100}
    if parts:
        fields |= {"number_of_installments": parts, "installment_price": share / 100}
    return fields
