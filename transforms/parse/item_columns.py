"""The columns of an item's fields, under all their names, and what is kept of other fields."""

from collections.abc import Callable
from typing import Any

from transforms.parse.decimals import Number, number_in
from transforms.parse.item_fields import ItemFields

#: Fields that say the same as a parameter, by the name that wins where both are there.
SPELLINGS = {"discount_value": "discountt", "installments": "number_of_installments"}
#: Columns that may be told beside the item's own fields, in `item_params`.
PARAMETERS = frozenset(
    {
        *("discounts", "discountt", "totalPrice", "number_of_installments", "installment_price"),
        *("in_stock", "currency", *SPELLINGS),
    }
)
_TEXTS = [
    "item_name",
    "item_brand",
    "item_variant",
    "item_category",
    "item_category2",
    "item_category3",
    "item_category4",
    "item_category5",
    "affiliation",
    "location_id",
    "item_list_name",
    "promotion_name",
    "creative_name",
    "creative_slot",
]
_NUMBERS_WITHOUT_COLUMN = frozenset(
    {"price_in_usd", "item_revenue_in_usd", "item_refund_in_usd", "item_refund"}
)
COLUMNS: dict[str, tuple[str, Callable[[ItemFields, Any, str], Any]]] = {
    **{key: (key, ItemFields.text) for key in _TEXTS},
    **{key: (key, ItemFields.identifier) for key in ("item_id", "item_list_id", "promotion_id")},
    **{key: (key, ItemFields.money) for key in ("price", "item_revenue")},
    "discount": ("discount", ItemFields.money),
    "quantity": ("quantity", ItemFields.quantity),
    **{key: (key, ItemFields.capitals) for key in ("coupon", "currency")},
    "item_list_index": ("item_list_index", ItemFields.whole),
    "discounts": ("discount_codes", ItemFields.codes),
    **dict.fromkeys(("discountt", "discount_value"), ("discount_value", ItemFields.money)),
    "totalPrice": ("total_price", ItemFields.money),
    **dict.fromkeys(("number_of_installments", "installments"), ("installments", ItemFields.whole)),
    "installment_price": ("installment_price", ItemFields.money),
    "in_stock": ("is_in_stock", ItemFields.truth),
}


def keep(rest: dict[str, Any], key: str, value: Any, fields: ItemFields) -> None:
    """Keep a field that has no column, unless it says nothing."""
    if type(value) is str:
        bare = value.strip()
        if bare == "(not set)":
            fields.warnings.add("W_NOT_SET")
        if bare in ("", "null", "(not set)"):
            return
        if key in _NUMBERS_WITHOUT_COLUMN:
            number = number_in(bare)
            value = value if number is None else Number(number)
    rest[key] = value
