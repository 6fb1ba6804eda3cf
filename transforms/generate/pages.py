"""The pages of the web shop; apps name none."""

import numpy as np

from transforms.generate.catalogue import LISTS
from transforms.generate.events import Events, Shop
from transforms.generate.journeys import CODE
from transforms.generate.random import Whole

_HOST = "https://shop.example"
_FIXED = [("/", "Home"), ("/checkout", "Checkout"), ("/thanks", "Thank you")]
_HOME, _CHECKOUT, _THANKS = range(1, 4)
_LISTS = 1 + len(_FIXED)
_PRODUCTS = _LISTS + len(LISTS)


def pages(shop: Shop) -> list[str]:
    """Write the fields of each page; the first is none."""
    found = [*_FIXED, *((f"/l/{known}", name) for _, name, known in LISTS)]
    found += [(f"/p/{number}", f"Product {number}") for number in range(shop.catalogue.things)]
    return [
        "",
        *(f',"page_location":"{_HOST}{path}","page_title":"{name}"' for path, name in found),
    ]


def page_of(shop: Shop, events: Events) -> Whole:
    """Give the place in `pages` of each event's page."""
    journeys, of = events.journeys, (events.visit, events.round)
    product = (journeys.first_product + journeys.clicked)[of] % shop.catalogue.things
    by_name = np.full(max(CODE.values()) + 1, _HOME)
    by_name[[CODE["begin_checkout"], CODE["add_payment_info"]]] = _CHECKOUT
    by_name[CODE["purchase"]] = _THANKS
    page = by_name[events.name]
    on_list = [CODE[name] for name in ("view_item_list", "select_item", "scroll")]
    on_product = [CODE[name] for name in ("view_item", "add_to_cart", "remove_from_cart")]
    page = np.where(np.isin(events.name, on_list), _LISTS + journeys.lists[of], page)
    page = np.where(np.isin(events.name, on_product), _PRODUCTS + product, page)
    on_web = shop.people.platforms(events.visitor)[events.visit] == 0
    return np.where(on_web & (events.name != CODE["refund"]), page, 0)
