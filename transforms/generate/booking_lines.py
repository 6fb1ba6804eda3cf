"""The lines of the back office: fields put together, as those of visits are."""

import pyarrow as pa

from transforms.generate.arrays import IntArray
from transforms.generate.bookings import BOOKING_NAMES, FAILURES, STATUSES, Bookings
from transforms.generate.columns import joined, only_where, take
from transforms.generate.dirt import Dirt
from transforms.generate.fields import (
    choice_field,
    money_field,
    number_field,
    person_fields,
    source_field,
    text_field,
)
from transforms.generate.ids import (
    booking_ids,
    invoice_ids,
    payment_ids,
    subscription_ids,
    user_ids,
)
from transforms.generate.shop import Shop
from transforms.generate.subscriptions import INTERVALS
from transforms.generate.users import PLANS


def booking_fields(shop: Shop, booked: Bookings, dirt: Dirt) -> list[pa.Array]:
    """Write the fields of each event; all but the first begin with a comma, `value` is the last."""
    has_user = (booked.user >= 0) & ~dirt.lacks_ids
    is_profile = booked.is_named("profile")
    is_cost = booked.is_named("marketing_cost")
    has_value = booked.value_cents >= 0
    return [
        take([f'"event_name":"{name}"' for name in BOOKING_NAMES], booked.name),
        number_field("event_timestamp", booked.timestamp_us),
        text_field("event_id", booking_ids(shop, booked.number)),
        only_where(has_user, text_field("user_id", user_ids(shop, booked.user))),
        only_where(is_profile, person_fields(shop, booked.user)),
        _ids_field(
            "subscription_id", booked.subscription, subscription_ids(shop, booked.subscription)
        ),
        only_where(~is_profile, choice_field("plan_id", PLANS, booked.plan)),
        choice_field("interval", INTERVALS, booked.interval),
        _payment_fields(shop, booked),
        only_where(is_cost, _cost_fields(booked)),
        only_where(
            has_value, joined(',"currency":"USD"', money_field("value", booked.value_cents))
        ),
    ]


def _ids_field(name: str, numbers: IntArray, texts: pa.Array) -> pa.Array:
    return only_where(numbers >= 0, text_field(name, texts))


def _payment_fields(shop: Shop, booked: Bookings) -> pa.Array:
    return joined(
        "",
        _ids_field("payment_id", booked.payment, payment_ids(shop, booked.payment)),
        _ids_field("invoice_id", booked.invoice, invoice_ids(shop, booked.invoice)),
        choice_field("status", STATUSES, booked.status),
        choice_field("failure_code", FAILURES, booked.failure),
    )


def _cost_fields(booked: Bookings) -> pa.Array:
    return joined(
        source_field(booked.source),
        number_field("clicks", booked.clicks),
        number_field("impressions", booked.impressions),
        number_field("reported_at", booked.sent_us),
    )
