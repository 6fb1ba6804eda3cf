"""What each visit has in its cart at the checkout."""

from dataclasses import dataclass

import numpy as np

from transforms.generate.arrays import ArrayTable, IntArray
from transforms.generate.journeys import Journeys
from transforms.generate.shop import Shop


@dataclass(frozen=True)
class Carts(ArrayTable):
    """A row per visit; only the first `size` columns of the others count."""

    product: IntArray  # [visits, ROUNDS + 1]
    quantity: IntArray  # [visits, ROUNDS + 1]
    size: IntArray  # [visits]


def carts_of(shop: Shop, journeys: Journeys) -> Carts:
    """Give each cart the products that were added and stayed, then a membership."""
    goods = shop.catalogue.goods
    clicked = (journeys.first_product + journeys.clicked_position) % goods
    membership = goods + np.maximum(journeys.membership, 0)
    is_in = np.column_stack([journeys.is_in_cart, journeys.membership >= 0])
    product = np.column_stack([clicked, membership])
    quantity = np.column_stack([journeys.quantity, np.ones(len(journeys), dtype=np.int64)])
    order = np.argsort(~is_in, axis=1, kind="stable")
    return Carts(
        product=np.take_along_axis(product, order, axis=1),
        quantity=np.take_along_axis(quantity, order, axis=1),
        size=is_in.sum(axis=1),
    )
