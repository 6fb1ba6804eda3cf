"""Names that are taken: no column of a source is kept in an event's `extra` under one of them."""

from collections.abc import Iterable

#: The fields of every event; a column that is kept under such a name would be read as that field.
_FIELDS = """
    event_name event_timestamp event_id user_pseudo_id user_id platform ga_session_id
    page_location page_title page_referrer traffic_source source medium campaign
    device_category country experiment_id coupon currency payment_type
    transaction_id value tax shipping checkout_step installments items
"""
#: What tells how an event travelled; no event keeps it.
_TRANSPORT = """
    approximate_receive_count ingested_at ingestion_time ingestion_timestamp message_id
    receive_time receive_timestamp received_at replay_timestamp sent_timestamp
"""
OWN_NAMES = frozenset((_FIELDS + _TRANSPORT).split())


def check_extra(names: Iterable[str]) -> None:
    """See to it that no column is kept under such a name.

    Raises:
        ValueError: one would be.
    """
    if own := sorted(OWN_NAMES.intersection(names)):
        raise ValueError(
            f"must not keep {own[0]} as extra, as an event's own field has that name:"
            " give it a rule in fields, or ignore it"
        )
