"""Which list earned each click, view, cart, checkout and purchase, and what lists were shown."""

import numpy as np
import pyarrow as pa

from transforms.generate.baskets import Baskets
from transforms.generate.catalogue import LISTS
from transforms.generate.columns import amounts, named, rows_of, times
from transforms.generate.events import Events, Shop
from transforms.generate.ids import event_ids
from transforms.generate.journeys import CODE, NAMES
from transforms.generate.moments import GAP_US
from transforms.generate.orders import Orders
from transforms.generate.random import Whole
from transforms.generate.sessions import Sessions

_EXPOSING = [CODE["view_item_list"], CODE["select_item"]]
_CREDITED = ["select_item", "view_item", "add_to_cart", "begin_checkout", "purchase"]
_KNOWN_LISTS = [known for _, _, known in LISTS]
MODELS = ["last_touch", "last_touch_product"]


def credit_table(
    shop: Shop, events: Events, baskets: Baskets, sessions: Sessions, orders: Orders
) -> pa.Table:
    """Lay out the truth of list credit: a row per credited item and model."""
    items = baskets.items
    names = [CODE[name] for name in _CREDITED]
    item = np.flatnonzero((np.isin(events.name, names) & events.is_accepted)[items.event])
    event = items.event[item]
    allocated = np.zeros(len(items.event), dtype=np.int64)
    allocated[orders.item] = orders.allocated
    inside = events.is_in_session[event]
    session = np.where(inside, sessions.row[events.session[event]], -1)
    ids = event_ids(shop, events.key[event])
    buys = events.name[event] == CODE["purchase"]
    tables = []
    for model in MODELS:
        shown = _last_exposure(shop, events, baskets, item, by_product=model != MODELS[0])
        lists = np.where(shown >= 0, items.list[shown], -1)
        columns = {
            "producer_event_id": ids,
            "item_position": items.position[item] + 1,
            "model": named(MODELS, np.full(len(item), MODELS.index(model))),
            "session_id": rows_of(sessions.id, session),
            "event_name": named(NAMES, events.name[event]),
            "item_list_id": named(_KNOWN_LISTS, lists),
            "revenue": amounts(allocated[item], ~buys),
            "exposed_at": times(events.moment[items.event[shown]], shown < 0),
        }
        tables.append(pa.table(columns))
    return pa.concat_tables(tables)


def _last_exposure(
    shop: Shop, events: Events, baskets: Baskets, item: Whole, *, by_product: bool
) -> Whole:
    """Give the last item that was shown on a list before each item of the same session, or -1.

    Events stand in order within a session, so an event's place is its time.
    """
    items = baskets.items
    products = shop.catalogue.products + len(NAMES)
    kept = np.isin(events.name, _EXPOSING) & events.is_in_session
    shown = np.flatnonzero(kept[items.event])

    def keys(rows: Whole) -> tuple[Whole, Whole]:
        at = items.event[rows]
        group = events.session[at] * products + (items.product[rows] if by_product else 0)
        return group, group * len(events) + at

    groups, places = keys(shown)
    order = np.argsort(places, kind="stable")
    wanted_groups, wanted = keys(item)
    found = np.searchsorted(places[order], wanted, side="right") - 1
    last = shown[order][found] if len(shown) else np.zeros(len(item), dtype=np.int64)
    age = events.moment[items.event[item]] - events.moment[items.event[last]]
    fits = (found >= 0) & events.is_in_session[items.event[item]] & (age <= GAP_US)
    if len(shown):
        fits &= groups[order][found] == wanted_groups
    return np.where(fits, last, -1)


def impression_table(events: Events, baskets: Baskets, sessions: Sessions) -> pa.Table:
    """Lay out the truth of lists shown: a row per session and list."""
    items = baskets.items
    kept = np.isin(events.name, _EXPOSING) & events.is_in_session
    item = np.flatnonzero(kept[items.event])
    event = items.event[item]
    shows = (events.name[event] == CODE["view_item_list"]) & (items.position[item] == 0)
    pair = sessions.row[events.session[event]] * len(LISTS) + items.list[item]
    found, firsts, group = np.unique(pair, return_index=True, return_inverse=True)
    last = np.zeros(len(found), dtype=np.int64)
    np.maximum.at(last, group, events.moment[event])
    products = int(items.product.max(initial=0)) + 1
    distinct = np.unique(group * products + items.product[item]) // products
    return pa.table(
        {
            "session_id": rows_of(sessions.id, found // len(LISTS)),
            "item_list_id": named(_KNOWN_LISTS, found % len(LISTS)),
            "impressions": np.bincount(group, weights=shows, minlength=len(found)).astype(np.int64),
            "products_shown": np.bincount(distinct, minlength=len(found)),
            "first_exposed_at": times(events.moment[event[firsts]]),
            "last_exposed_at": times(last),
        }
    )
