"""A home whose archive has batches of every kind: chunks of each are read by tasks."""

import json
from pathlib import Path

from tests.cli.shop import BAD, EVENTS, SETTINGS, Unheard, called
from tests.events import event, lines
from tests.parse.test_evil_inputs import CASES, PLAIN, bytes_of
from tests.sources.mappings import files_of, settings_of
from transforms.archive.compression import pack_batches
from transforms.archive.reader import archived
from transforms.archive.writer import BatchWriter
from transforms.home import Home
from transforms.lakehouse import Lakehouse, open_lakehouse

MAPPED = "shop_csv"
MANY = lines(*(event("page_view", f"v{number}", number) for number in range(40)))
#: Producer ids that stand for two events, and lines that repeat an event.
ODD = lines(
    event("page_view", "a", 1, event_id="taken"),
    event("page_view", "b", 2, event_id="taken"),
    event("page_view", "a", 1, event_id="taken"),
    event("page_view", "ü'\\", 3, page_title="x\ny", checkout_step="3", weird={"a": [1]}),
)
#: Every hostile line and every hostile items of the corpus, in one file.
HOSTILE = b"\n".join(
    bytes_of(case)
    if case["surface"] == "event_line"
    else PLAIN[:-1] + b',"items":%s}' % bytes_of(case)
    for case in CASES
    if case["surface"] in ("event_line", "items")
)


def home_of_all_kinds(root: Path) -> Lakehouse:
    """Load lines, hostile ones, objects, rows of a source and messages; pack one batch."""
    inbox, home = root / "inbox", Home(root)
    inbox.mkdir(parents=True)
    settings = {**SETTINGS, **settings_of(MAPPED), "spark": {"memory": "1g"}}
    (root / "config.json").write_text(json.dumps(settings))
    values = [json.loads(line) for line in EVENTS.replace(b'"v"', b'"w"').splitlines()]
    (inbox / "a.jsonl").write_bytes(EVENTS + BAD + MANY)
    (inbox / "b.jsonl").write_bytes(b"\xef\xbb\xbf" + EVENTS + b"\n \r\n" + ODD.rstrip(b"\n"))
    (inbox / "hostile.jsonl").write_bytes(HOSTILE)
    (inbox / "giant.jsonl").write_bytes(b'{"a": "%s"}\r\n' % (b"x" * 1_100_000) + ODD)
    (inbox / "values.json").write_text(json.dumps(values, indent=2))
    for path in files_of(MAPPED):
        (inbox / path.name).write_bytes(path.read_bytes())
    with BatchWriter(home) as writer:
        writer.append(MANY.replace(b'"v', b'"m') + BAD)
        writer.finish("sqs:events", message_ids=["m1", "m2"], message_lines=[30, 11])
    called(Unheard(), "run", "--home", str(root))
    packed = next(batch for batch in archived(home) if batch.manifest.source.endswith("b.jsonl"))
    pack_batches(home, [packed.batch_id])
    assert any(batch.is_packed for batch in archived(home))
    return open_lakehouse(root, None, quiet=True, log_format="text")
