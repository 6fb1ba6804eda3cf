"""Names of lists: each with the ids it came with, and whether the id was made of it."""

from tests.events import event, item
from tests.sql.stories import Case, Story


def seen(minute: float, **named: str) -> dict[str, object]:
    return event("view_item_list", "v", minute, items=[item("p", **named)])


CASES = [
    Case(
        "a name with an id and the name alone",
        "item_list_name = 'Hits'",
        [
            seen(0, item_list_id="l", item_list_name="Hits"),
            seen(1, item_list_name="Hits"),
            seen(2, item_list_name="Hits"),
            seen(3, item_list_id="m", item_list_name="Hits"),
        ],
        [
            {"item_list_id": "hits", "item_list_name": "Hits", "is_list_inferred": True},
            {"item_list_id": "l", "item_list_name": "Hits", "is_list_inferred": False},
            {"item_list_id": "m", "item_list_name": "Hits", "is_list_inferred": False},
        ],
    ),
    Case(
        "an id without a name, and a new name",
        "item_list_id = 'n'",
        [seen(0, item_list_id="n"), seen(1, item_list_id="n", item_list_name="New")],
        [
            {"item_list_name": "", "is_list_inferred": False},
            {"item_list_name": "New", "is_list_inferred": False},
        ],
    ),
    Case(
        "a name of the event's own list",
        "item_list_name = 'Own'",
        [event("view_item_list", "v", 5, items=[item("p")], item_list_name="Own")],
        [{"item_list_id": "own", "is_list_inferred": True}],
    ),
    Case(
        "what is in no list has no name",
        "item_list_name = 'never'",
        [event("view_item", "v", 6, items=[item("p")])],
        [],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()
