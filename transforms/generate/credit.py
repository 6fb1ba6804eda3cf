"""The truth of lists: what each list earned, and what it showed.

A list earns a click, a view, a cart, a checkout or a purchase if it was the last one before that in
the session, and not too long ago. An exposure is an item that a list shows, or that is clicked.
"""

import numpy as np
import pyarrow as pa

from transforms.generate.arrays import IntArray, starts_of
from transforms.generate.baskets import Baskets
from transforms.generate.catalogue import LISTS, PROMOTIONS
from transforms.generate.columns import exact_money, take, timestamps
from transforms.generate.events import Events
from transforms.generate.ids import event_ids
from transforms.generate.items import Items
from transforms.generate.orders import Orders
from transforms.generate.sessions import Sessions
from transforms.generate.shop import Shop
from transforms.generate.steps import EVENT_NAMES
from transforms.generate.timestamps import SESSION_GAP_US

_CREDITED = ["select_item", "view_item", "add_to_cart", "begin_checkout", "purchase"]
_LIST_IDS = [each.known_id for each in LISTS]
_CREDIT_COLUMNS = ["producer_event_id", "item_position", "model", "session_id"]
_CREDIT_COLUMNS += ["event_name", "item_list_id", "revenue", "exposed_at"]


def credit_table(
    shop: Shop, events: Events, baskets: Baskets, sessions: Sessions, orders: Orders
) -> pa.Table:
    """Lay out `list_credit`: a row per credited item and model."""
    items = baskets.items
    item = _credited_items(events, items, orders)
    common = _columns_of_all_models(shop, events, baskets, sessions, orders, item)
    session = sessions.row_of_event[items.event]
    products = shop.catalogue.products + len(PROMOTIONS)
    group_by_model = {
        "last_touch": session,
        "last_touch_product": session * products + items.product,
    }
    tables = []
    for model, group in group_by_model.items():
        last = _last_exposures(events, items, item, group)
        exposed_us = events.timestamp_us[items.event[last]]
        columns = {
            "model": pa.array([model] * len(item), pa.string()),
            "item_list_id": take(_LIST_IDS, np.where(last >= 0, items.item_list[last], -1)),
            "exposed_at": timestamps(exposed_us, null=last < 0),
        }
        tables.append(pa.table(common | columns).select(_CREDIT_COLUMNS))
    return pa.concat_tables(tables)


def impression_table(events: Events, baskets: Baskets, sessions: Sessions) -> pa.Table:
    """Lay out `list_impressions`: a row per session and list."""
    items = baskets.items
    item = _exposures(events, items)
    event = items.event[item]
    session_and_list = sessions.row_of_event[event] * len(LISTS) + items.item_list[item]
    pairs, first, row = np.unique(session_and_list, return_index=True, return_inverse=True)
    is_impression = events.is_named("view_item_list")[event] & (items.position[item] == 0)
    products = int(items.product.max(initial=0)) + 1
    row_of_product = np.unique(row * products + items.product[item]) // products
    last_us = np.zeros(len(pairs), dtype=np.int64)
    np.maximum.at(last_us, row, events.timestamp_us[event])
    return pa.table(
        {
            "session_id": take(sessions.id, pairs // len(LISTS)),
            "item_list_id": take(_LIST_IDS, pairs % len(LISTS)),
            "impressions": np.bincount(row[is_impression], minlength=len(pairs)),
            "products_shown": np.bincount(row_of_product, minlength=len(pairs)),
            "first_exposed_at": timestamps(events.timestamp_us[event[first]]),
            "last_exposed_at": timestamps(last_us),
        }
    )


def _credited_items(events: Events, items: Items, orders: Orders) -> IntArray:
    """Give the rows of the items that a list may have earned; a purchase told again has none."""
    is_credited = events.is_named(*_CREDITED) & events.is_accepted
    is_credited[events.is_named("purchase")] = False
    is_credited[orders.credited_event] = True
    return np.flatnonzero(is_credited[items.event])


def _columns_of_all_models(
    shop: Shop,
    events: Events,
    baskets: Baskets,
    sessions: Sessions,
    orders: Orders,
    item: IntArray,
) -> dict[str, pa.Array | IntArray]:
    items, item_counts = baskets.items, baskets.item_count
    event = items.event[item]
    allocated = np.zeros(len(items.event), dtype=np.int64)
    first = starts_of(item_counts)
    moved = (first[orders.credited_event] - first[orders.event])[orders.order]
    allocated[orders.item + moved] = orders.allocated
    return {
        "producer_event_id": event_ids(shop, events.key[event]),
        "item_position": items.position[item] + 1,
        "session_id": take(sessions.id, sessions.row_of_event[event]),
        "event_name": take(EVENT_NAMES, events.name[event]),
        "revenue": exact_money(allocated[item], null=~events.is_named("purchase")[event]),
    }


def _exposures(events: Events, items: Items) -> IntArray:
    """Give the rows of the items that are exposures."""
    exposes = events.is_named("view_item_list", "select_item") & events.is_in_session
    return np.flatnonzero(exposes[items.event])


def _last_exposures(events: Events, items: Items, item: IntArray, group: IntArray) -> IntArray:
    """Give the row of the last exposure in the same group up to each item, or -1.

    `group` has the group of every item, negative outside sessions. Events stand in order within a
    session, so an event's row is its time.
    """
    exposure = _exposures(events, items)
    if not len(exposure):
        return np.full(len(item), -1)
    sort_key = group * len(events) + items.event
    exposure = exposure[np.argsort(sort_key[exposure], kind="stable")]
    found = np.searchsorted(sort_key[exposure], sort_key[item], side="right") - 1
    last = exposure[found]
    timestamp = events.timestamp_us[items.event]
    is_recent = timestamp[item] - timestamp[last] <= SESSION_GAP_US
    return np.where((found >= 0) & (group[last] == group[item]) & is_recent, last, -1)
