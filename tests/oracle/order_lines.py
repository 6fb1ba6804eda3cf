"""Order lines: the items of each order, with the revenue shared out to them."""

from typing import Any

from tests.oracle.columns import LINE_COLUMNS
from tests.oracle.money import ZERO, allocated, converted

Row = dict[str, Any]


def order_lines(orders: list[Row]) -> list[Row]:
    """List the order items, each with its `order`; an order without items has line 0."""
    return [line for order in orders for line in _lines(order)]


def fct_order_items(lines: list[Row]) -> list[Row]:
    """List the order items."""
    return [{column: line.get(column) for column in LINE_COLUMNS} for line in lines]


def _lines(order: Row) -> list[Row]:
    items, rate = order["with_items"]["items"], order["items_rate"]
    if not items:
        line = {
            "item_position": 0,
            "item_value": ZERO,
            "allocated_revenue": order["revenue"],
            "campaign_ids": [],
            "installments": order["installments"],
        }
        return [line | {"order_id": order["order_id"], "order": order}]
    values = [converted(item["item_value"], rate) or ZERO for item in items]
    shares = allocated(order["revenue"], values)
    return [
        item
        | {
            "order_id": order["order_id"],
            "order": order,
            "price": converted(item.get("price"), rate),
            "discount_value": converted(item.get("discount_value"), rate),
            "item_value": value,
            "allocated_revenue": share,
        }
        for item, value, share in zip(items, values, shares, strict=True)
    ]
