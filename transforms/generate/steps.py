"""The names of events, and the steps that a visit can take, in their order.

A column of events holds an event's name as its index in EVENT_NAMES.
"""

import numpy as np

from transforms.generate.arrays import BoolArray, IntArray

EVENT_NAMES = ["session_start", "page_view", "sign_up", "login", "view_promotion"]
EVENT_NAMES += ["view_item_list", "select_item", "view_item", "scroll"]
EVENT_NAMES += ["add_to_cart", "remove_from_cart"]
EVENT_NAMES += ["begin_checkout", "add_payment_info", "purchase", "refund"]

ROUNDS = 4
"""How often a visit looks through a list at most."""

_OPENING_STEPS = ["session_start", "page_view", "sign_up", "login", "view_promotion"]
ROUND_STEPS = ["view_item_list", "select_item", "view_item"]
ROUND_STEPS += ["scroll", "add_to_cart", "remove_from_cart"]
_CLOSING_STEPS = ["begin_checkout", "add_payment_info", "purchase", "purchase", "refund"]
"""Some purchases are reported twice."""

STEPS = [*_OPENING_STEPS, *ROUND_STEPS * ROUNDS, *_CLOSING_STEPS]
STEP_NAMES = np.array([EVENT_NAMES.index(name) for name in STEPS])
STEP_ROUNDS = np.array(
    [0] * len(_OPENING_STEPS)
    + [number for number in range(ROUNDS) for _ in ROUND_STEPS]
    + [0] * len(_CLOSING_STEPS)
)
REFUND_STEP = len(STEPS) - 1
SECOND_HALF_STEP = len(_OPENING_STEPS) + 2 * len(ROUND_STEPS)
"""A visit with a pause has it before the third round."""


def is_named(names: IntArray, *wanted: str) -> BoolArray:
    """Say which events have one of these names."""
    is_wanted = np.array([name in wanted for name in EVENT_NAMES])
    return is_wanted[names]
