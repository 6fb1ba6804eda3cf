"""The pages of the web shop; apps name none."""

import numpy as np
import pyarrow as pa

from transforms.generate.arrays import IntArray
from transforms.generate.catalogue import LISTS
from transforms.generate.columns import take
from transforms.generate.events import Events
from transforms.generate.shop import Shop

_HOST = "https://shop.example"
_FIXED_PAGES = [("/", "Home"), ("/checkout", "Checkout"), ("/thanks", "Thank you")]
_HOME, _CHECKOUT, _THANKS = range(3)
_FIRST_LIST = len(_FIXED_PAGES)
_FIRST_PRODUCT = _FIRST_LIST + len(LISTS)


def page_fields(shop: Shop, events: Events) -> pa.Array:
    """Write the page that each event is on."""
    pages = [*_FIXED_PAGES, *((f"/l/{each.known_id}", each.name) for each in LISTS)]
    pages += [(f"/p/{number}", f"Product {number}") for number in range(shop.catalogue.goods)]
    fields = [f',"page_location":"{_HOST}{path}","page_title":"{title}"' for path, title in pages]
    return take(fields, _page_indexes(shop, events))


def _page_indexes(shop: Shop, events: Events) -> IntArray:
    journeys, at = events.journeys, (events.visit, events.round)
    product = (journeys.first_product + journeys.clicked_position)[at] % shop.catalogue.goods
    is_on_web = shop.users.are_on_web(events.visits.visitor)[events.visit]
    return np.select(
        [
            ~is_on_web | events.is_named("refund"),
            events.is_named("view_item_list", "select_item", "scroll"),
            events.is_named("view_item", "add_to_cart", "remove_from_cart"),
            events.is_named("begin_checkout", "add_payment_info"),
            events.is_named("purchase"),
        ],
        [-1, _FIRST_LIST + journeys.item_list[at], _FIRST_PRODUCT + product, _CHECKOUT, _THANKS],
        _HOME,
    )
