"""The ids of events, people, orders, variants, subscriptions and payments, as they are written."""

import pyarrow as pa

from transforms.generate.arrays import IntArray
from transforms.generate.columns import joined, number_texts
from transforms.generate.shop import Shop


def event_ids(shop: Shop, event_keys: IntArray) -> pa.Array:
    """Write the producer's ids of events."""
    return joined(f"e{shop.options.seed}-", number_texts(event_keys))


def visitor_ids(shop: Shop, visitors: IntArray) -> pa.Array:
    """Write the `user_pseudo_id` of visitors."""
    return number_texts(shop.users.pseudo_ids(visitors))


def user_ids(shop: Shop, users: IntArray) -> pa.Array:
    """Write the `user_id` of users."""
    return joined(f"u{shop.options.seed}-", number_texts(users))


def transaction_ids(shop: Shop, visit_keys: IntArray) -> pa.Array:
    """Write the shop's ids of the orders of visits."""
    return joined(f"T{shop.options.seed}-", number_texts(visit_keys))


def variant_ids(shop: Shop) -> list[str]:
    """List the ids of the experiment's variants, the control first."""
    return [f"NELO_XP_{number:02}" for number in range(len(shop.options.effects) + 1)]


def booking_ids(shop: Shop, numbers: IntArray) -> pa.Array:
    """Write the back office's ids of events."""
    return joined(f"b{shop.options.seed}-", number_texts(numbers))


def subscription_ids(shop: Shop, subscriptions: IntArray) -> pa.Array:
    """Write the ids of subscriptions."""
    return joined(f"S{shop.options.seed}-", number_texts(subscriptions))


def invoice_ids(shop: Shop, invoices: IntArray) -> pa.Array:
    """Write the ids of invoices."""
    return joined(f"I{shop.options.seed}-", number_texts(invoices))


def payment_ids(shop: Shop, payments: IntArray) -> pa.Array:
    """Write the ids of payments."""
    return joined(f"P{shop.options.seed}-", number_texts(payments))
