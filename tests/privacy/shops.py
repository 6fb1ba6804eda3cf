"""A small shop for erasures: people, shared devices, repeated and refused lines, in batches."""

import json
import random
from typing import Any

from tests.events import Row, event, item

PEOPLE = ("zoe.person@shop.example", "anna-4711", "bert_0815", "5")


def shop(seed: int, batches: int = 2, events: int = 40) -> list[list[bytes]]:
    """Lines of batches; visitors log in now and then, some on the device of somebody else."""
    draw = random.Random(seed)
    owner = {f"visitor{number}{'x' * number}": draw.choice(PEOPLE) for number in range(8)}
    made: list[list[bytes]] = []
    for batch in range(batches):
        rows: list[Row] = []
        for place in range(events):
            visitor = draw.choice(list(owner))
            person = draw.choice(PEOPLE) if draw.random() < 0.1 else owner[visitor]
            who: dict[str, Any] = {"user_id": person} if draw.random() < 0.4 else {}
            name = draw.choice(["view_item_list", "select_item", "add_to_cart", "purchase"])
            if name == "purchase":
                who |= {"transaction_id": f"t{batch}-{place}", "value": draw.randint(1, 90)}
            items = [
                item(f"p{draw.randint(1, 5)}", "HOT", price=draw.randint(1, 9), item_list_id="l")
            ]
            rows.append(event(name, visitor, batch * 200 + place * 4, items=items, **who))
        rows.append(event("page_view", None, batch, user_id=draw.choice(PEOPLE)))
        rows += draw.sample(rows, 3)  # repeated
        lines = [json.dumps(row).encode() for row in rows]
        lines.insert(3, b'{"user_id": "%b", cut off' % draw.choice(PEOPLE).encode())
        lines.insert(9, b"not json")
        lines.insert(12, b"")
        made.append(lines)
    return made


def joined(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def without(
    batches: list[list[bytes]], ids: set[str], shared: set[str] | None = None
) -> list[list[bytes]]:
    """The batches with the lines of these ids blank, and what names nobody on shared devices."""
    return [
        [b" " * len(line) if names(line, ids, shared or set()) else line for line in lines]
        for lines in batches
    ]


def names(line: bytes, ids: set[str], shared: set[str]) -> bool:
    try:
        row = json.loads(line)
    except ValueError:
        return any(b'"%b"' % each.encode() in line for each in ids)
    user_id, visitor = row.get("user_id"), row.get("user_pseudo_id")
    return bool({user_id, visitor} & ids) or (user_id is None and visitor in shared)
