"""The shape of a typed event line: what one line of an events part holds.

The same structs decode the lines of the fast path, so a field is either read and written, or read
only (it is emptied before writing), or written only (`Never`: a line that brings it takes the exact
path). UNSET fields are left out.
"""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

SAFE_MONEY = 100_000_000_000
"""Up to here a double holds four decimals exactly; larger amounts are written as text."""

WHOLE_LIMIT = 1_000_000_000
LONGEST_WORD = 256
"""Of what names a platform, a country, a kind of device, a currency or a coupon."""
LONGEST_ADDRESS = 4_096
"""Of a page's address, title and referrer."""

Text: TypeAlias = Annotated[str, Meta(min_length=1)] | UnsetType | None
Word: TypeAlias = Annotated[str, Meta(min_length=1, max_length=LONGEST_WORD)] | UnsetType | None
Address: TypeAlias = (
    Annotated[str, Meta(min_length=1, max_length=LONGEST_ADDRESS)] | UnsetType | None
)
Identifier: TypeAlias = Annotated[str, Meta(min_length=1, max_length=256)] | UnsetType | None
SessionNumber: TypeAlias = (
    Annotated[str, Meta(min_length=1, max_length=256)] | int | UnsetType | None
)
Money: TypeAlias = Annotated[float, Meta(ge=0, lt=SAFE_MONEY)] | UnsetType | None
Whole: TypeAlias = Annotated[int, Meta(ge=0, le=WHOLE_LIMIT)] | UnsetType | None
Pieces: TypeAlias = (
    Annotated[int, Meta(ge=0, le=WHOLE_LIMIT)]
    | Annotated[float, Meta(ge=0, le=WHOLE_LIMIT)]
    | UnsetType
    | None
)
Seconds: TypeAlias = Annotated[int, Meta(ge=946_684_800, lt=5_000_000_000_000_000_000)] | UnsetType
Transport: TypeAlias = str | int | UnsetType | None
if TYPE_CHECKING:
    Never: TypeAlias = Any
else:
    Never: TypeAlias = Annotated[int, Meta(gt=0, lt=0)] | UnsetType

TRANSPORT_FIELDS = frozenset(
    {
        "approximate_receive_count",
        "ingested_at",
        "ingestion_time",
        "ingestion_timestamp",
        "message_id",
        "receive_time",
        "receive_timestamp",
        "received_at",
        "replay_timestamp",
        "sent_timestamp",
    }
)
"""Top-level fields that say how an event travelled, not what happened: dropped."""


class TrafficSource(Struct, forbid_unknown_fields=True):
    """Where a visit came from."""

    source: Text = UNSET
    medium: Text = UNSET
    campaign: Text = UNSET


class Item(Struct, forbid_unknown_fields=True, gc=False):
    """One item of an event; texts are trimmed at both ends."""

    item_id: Identifier = UNSET
    item_name: Text = UNSET
    item_brand: Text = UNSET
    item_variant: Text = UNSET
    item_category: Text = UNSET
    item_category2: Text = UNSET
    item_category3: Text = UNSET
    item_category4: Text = UNSET
    item_category5: Text = UNSET
    price: Money = UNSET
    quantity: Pieces = UNSET
    item_revenue: Money = UNSET
    currency: Word = UNSET
    coupon: Word = UNSET
    affiliation: Text = UNSET
    location_id: Text = UNSET
    item_list_id: Identifier = UNSET
    item_list_name: Text = UNSET
    item_list_index: Whole = UNSET
    promotion_id: Identifier = UNSET
    promotion_name: Text = UNSET
    creative_name: Text = UNSET
    creative_slot: Text = UNSET
    discount: Money = UNSET
    installment_price: Money = UNSET
    is_list_inferred: Never = UNSET
    item_position: Never = UNSET
    discount_value: Never = UNSET
    discount_codes: Never = UNSET
    total_price: Never = UNSET
    installments: Never = UNSET
    is_in_stock: Never = UNSET
    extra: Never = UNSET


class Event(Struct, forbid_unknown_fields=True, gc=False):
    """One accepted event; what is before `line_number` is its content, and makes its id.

    The last fields of content are those that some events alone have, read as learned fields.
    """

    event_name: str
    event_timestamp: Seconds = UNSET
    user_pseudo_id: Identifier = UNSET
    user_id: Identifier = UNSET
    ga_session_id: SessionNumber = UNSET
    platform: Word = UNSET
    event_id: Identifier = UNSET
    device_category: Word = UNSET
    country: Word = UNSET
    traffic_source: TrafficSource | UnsetType | None = UNSET
    source: Text = UNSET
    medium: Text = UNSET
    campaign: Text = UNSET
    page_location: Address = UNSET
    page_title: Address = UNSET
    page_referrer: Address = UNSET
    experiment_id: Identifier = UNSET
    coupon: Word = UNSET
    currency: Word = UNSET
    payment_type: Text = UNSET
    transaction_id: Identifier = UNSET
    value: Money = UNSET
    tax: Money = UNSET
    shipping: Money = UNSET
    checkout_step: Whole = UNSET
    installments: Whole = UNSET
    item_list_id: Text = UNSET
    item_list_name: Text = UNSET
    items: str | list[Item] | UnsetType | None = UNSET
    replay_timestamp: Transport = UNSET
    ingested_at: Transport = UNSET
    message_id: Transport = UNSET
    received_at: Transport = UNSET
    event_us: Never = UNSET
    producer_event_id: Never = UNSET
    extra: Never = UNSET
    clicks: Never = UNSET
    impressions: Never = UNSET
    reported_us: Never = UNSET
    segment: Never = UNSET
    plan_id: Never = UNSET
    subscription_id: Never = UNSET
    interval: Never = UNSET
    payment_id: Never = UNSET
    invoice_id: Never = UNSET
    status: Never = UNSET
    failure_code: Never = UNSET
    line_number: Never = UNSET
    warnings: Never = UNSET


class RefusedLine(Struct):
    """One refused line, as a line of a refusals part."""

    line_number: int
    byte_offset: int
    code: str
    detail: str
    raw_base64: str
