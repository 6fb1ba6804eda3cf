"""Each line of a queue's batch knows its message, in the staged rows and in the dead letters."""

from pathlib import Path

import pytest

from tests.events import event, lines
from transforms.archive.writer import BatchWriter
from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import open_lake
from transforms.load.loader import load_group
from transforms.models.schema import prepare

CONFIG = Config.model_validate({"warehouse": {"sync_data_files": False, "threads": 1}})
SEEN = lines(event("page_view", "v"), event("page_view", "w"), event("view_item", "v", 1))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("messages", "counts", "staged", "refused"),
    [
        pytest.param(
            ["a", "b", "c"],
            [2, 2, 1],
            [(1, "a"), (2, "a"), (3, "b")],
            [(4, "b"), (5, "c")],
            id="messages of several lines",
        ),
        pytest.param(
            [], [], [(1, None), (2, None), (3, None)], [(4, None), (5, None)], id="a file"
        ),
    ],
)
def test_every_line_has_its_message(
    tmp_path: Path,
    messages: list[str],
    counts: list[int],
    staged: list[tuple[int, str | None]],
    refused: list[tuple[int, str | None]],
) -> None:
    home = Home(tmp_path)
    with BatchWriter(home) as writer:
        writer.append(SEEN + b"not json\n[]\n")
        batch = writer.finish("test", message_ids=messages, message_lines=counts)
    with open_lake(home, CONFIG) as lake:
        prepare(lake, CONFIG)
        for _ in range(2):  # the second time, every line is loaded already
            load_group(lake, home, CONFIG, [batch])
            sql = "select line_number, message_id from lake.{} order by all"
            assert lake.execute(sql.format("staging.stg_events")).fetchall() == staged
            assert lake.execute(sql.format("ops.dead_letters")).fetchall() == refused
