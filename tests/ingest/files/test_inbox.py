"""Files become batches: what is taken, what is refused, and what is left where it lies."""

import gzip
import os
import resource
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard

from transforms.archive.writer import archived, archived_ids, read_batch, remove_leftovers, staged
from transforms.config import LimitSettings
from transforms.errors import InputMissing, StorageError
from transforms.home import Home
from transforms.ingest.files.inbox import (
    Intake,
    left_alone,
    take_files,
    take_inbox,
    take_strays,
)

G = b'{"event_name":"view","event_timestamp":1700000000000000,"user_pseudo_id":"u1"}'
LIMITS = LimitSettings()


def taken(path: Path, home: Home, limits: LimitSettings = LIMITS) -> Intake:
    (intake,) = take_files([path], home, limits)
    return intake


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


CONTENTS: dict[str, tuple[str, bytes, str | None, list[str]]] = {
    "an empty file is an empty batch": ("a.jsonl", b"", None, ["F_EMPTY"]),
    "gzip of nothing is an empty batch": ("a.jsonl.gz", gzip.compress(b""), None, ["F_EMPTY"]),
    "no byte at all is no gzip": ("a.jsonl.gz", b"", "F_GZIP", []),
    "no byte at all is no zstd": ("a.jsonl.zst", b"", "F_GZIP", []),
    "CRLF is noted": ("a.jsonl", G + b"\r\n" + G, None, ["W_CRLF"]),
    "BOM and CRLF are noted": (
        "a.jsonl",
        b"\xef\xbb\xbf" + G + b"\r\n",
        None,
        ["W_BOM", "W_CRLF"],
    ),
    "a lone CR is no CRLF": ("a.jsonl", G + b"\r" + G, None, []),
    "CRLF across two blocks is noted": (
        "a.jsonl",
        b" " * ((1 << 20) - 1) + b"\r\n",
        None,
        ["W_CRLF"],
    ),
    "the other endings are taken": ("a.ndjson", G, None, []),
    "capitals are taken": ("A.JSON.GZ", gzip.compress(G), None, []),
    "spaces and accents are taken": ("año (1) [2].jsonl", G, None, []),
    "200 bytes of name are taken": ("x" * 194 + ".jsonl", G, None, []),
    "201 bytes of name are not": ("x" * 195 + ".jsonl", G, "F_NAME", []),
    "another ending is told": ("a.csv", G, "F_ENDING", []),
    "another ending below a packing is told": ("a.csv.gz", gzip.compress(G), "F_ENDING", []),
    "without an ending the content says: lines": ("part-0", b" \n" + G, None, []),
    "without an ending the content says: an array": ("part-0", b"[" + G + b"]", None, []),
    "without an ending the content says: gzip": ("part-0", gzip.compress(G), None, []),
    "without an ending the content says: zstd": ("part-0", zstandard.compress(G), None, []),
    "a packing alone is no ending": ("part-0.gz", gzip.compress(G), None, []),
    "a packing that was taken off": ("part-0.gz", G, None, []),
    "without an ending, what is no JSON": ("README", b"read me", "F_ENDING", []),
    "without an ending, packed": ("README.gz", gzip.compress(b"read me"), "F_ENDING", []),
    "without an ending, nothing": ("empty", b"", "F_ENDING", []),
    "without an ending, damaged gzip": ("part-0", gzip.compress(G)[:-9], "F_GZIP", []),
    "a hidden file is unfinished": (".tmp.jsonl", G, "F_NAME", []),
    "a backslash": ("a\\b.jsonl", G, "F_NAME", []),
    "a double quote": ('a".jsonl', G, "F_NAME", []),
    "an ANSI escape": ("a\x1b[31m.jsonl", G, "F_NAME", []),
    "a text direction override": ("a\u202eb.jsonl", G, "F_NAME", []),
    "an equals sign says nothing": ("user_id=1.jsonl", G, None, []),
    "bytes that are not UTF-8": (os.fsdecode(b"a\xff.jsonl"), G, "F_NAME", []),
    "UTF-16 with a mark": ("a.jsonl", G.decode().encode("utf-16"), "F_ENCODING", []),
    "UTF-16 big endian": ("a.jsonl", G.decode().encode("utf-16-be"), "F_ENCODING", []),
    "UTF-16 little endian": ("a.jsonl", G.decode().encode("utf-16-le"), "F_ENCODING", []),
    "UTF-32 with a mark": ("a.jsonl", G.decode().encode("utf-32"), "F_ENCODING", []),
    "UTF-32 without": ("a.jsonl", G.decode().encode("utf-32-be"), "F_ENCODING", []),
    "UTF-16 in gzip": ("a.json.gz", gzip.compress(G.decode().encode("utf-16")), "F_ENCODING", []),
    "Latin-1 is for the parser": ("a.jsonl", '{"city":"Málaga"}'.encode("latin-1"), None, []),
    "Cyrillic in UTF-8": ("a.jsonl", ('{"city":"Москва"}\n' * 9).encode(), None, []),
    "text that is no JSON": ("a.jsonl", b"hello\n" * 9, None, []),
    "Parquet": ("a.jsonl", b"PAR1" + G, "F_NOT_TEXT", []),
    "zip": ("a.json", b"PK\x03\x04" + G, "F_NOT_TEXT", []),
    "SQLite": ("a.jsonl", b"SQLite format 3\0" + G, "F_NOT_TEXT", []),
    "PNG": ("a.jsonl", b"\x89PNG\r\n\x1a\n" + G, "F_NOT_TEXT", []),
    "PDF": ("a.jsonl", b"%PDF-1.7\n" + G, "F_NOT_TEXT", []),
    "ELF": ("a.jsonl", b"\x7fELF" + G, "F_NOT_TEXT", []),
    "gzip without its ending": ("a.jsonl", gzip.compress(G), "F_NOT_TEXT", []),
    "zstd without its ending": ("a.jsonl", zstandard.compress(G), "F_NOT_TEXT", []),
    "gzip in gzip": ("a.jsonl.gz", gzip.compress(gzip.compress(G)), "F_NOT_TEXT", []),
    "nothing but NUL": ("a.jsonl", bytes(9000), "F_NOT_TEXT", []),
    "random bytes": ("a.jsonl", bytes(range(256)) * 4, "F_NOT_TEXT", []),
    "one NUL costs its line only": ("a.jsonl", b'{"a":"\0"}\n' + G, None, []),
    "every control byte costs its line only": (
        "a.jsonl",
        b'{"event_name":"' + bytes(range(32)) + b'"}',
        None,
        [],
    ),
    "a tail of NUL after a crash costs its line only": (
        "a.jsonl",
        G + b"\n" + bytes(8192),
        None,
        [],
    ),
}


@pytest.mark.parametrize(("name", "content", "code", "notes"), CONTENTS.values(), ids=CONTENTS)
def test_a_file_is_taken_or_refused(
    name: str, content: bytes, code: str | None, notes: list[str], home: Home, inbox: Path
) -> None:
    intake = taken(written(inbox / name, content), home)
    assert (intake.code, intake.notes) == (code, notes)
    assert intake.detail.isprintable()
    if code is None:
        assert intake.batch is not None
        assert intake.batch.manifest.notes == notes
        assert intake.batch.manifest.source == name
    else:
        assert archived_ids(home) == []
        assert not list(home.archive.glob("*")) + list(home.archive.glob(".*"))


def test_raw_bytes_are_kept_as_they_came(home: Home, inbox: Path) -> None:
    content = b"\xef\xbb\xbf" + G + b"\r\n\n" + G
    intake = taken(written(inbox / "a.jsonl.gz", gzip.compress(content)), home)
    assert intake.batch is not None
    assert intake.batch.path.read_bytes() == content
    assert (intake.batch.manifest.lines, intake.batch.manifest.bytes) == (3, len(content))


def test_the_same_lines_in_another_packing_are_a_duplicate(home: Home, inbox: Path) -> None:
    content = (G + b"\n") * 3
    first = taken(written(inbox / "a.jsonl", content), home)
    for name, packed in [
        ("b.jsonl", content),
        ("b.jsonl.gz", gzip.compress(content)),
        ("b.jsonl.zst", zstandard.compress(content)),
    ]:
        again = taken(written(inbox / name, packed), home)
        assert again.code == "F_DUP_CONTENT"
        assert again.batch is not None
        assert first.batch is not None
        assert again.batch.is_duplicate
        assert again.batch.batch_id == first.batch.batch_id
    assert len(archived_ids(home)) == 1


def test_one_name_with_new_bytes_is_a_new_batch(home: Home, inbox: Path) -> None:
    for number in range(2):
        assert taken(written(inbox / "a.jsonl", b"%d" % number), home).code is None
    assert len(archived_ids(home)) == 2


def test_a_file_of_the_greatest_size_is_taken_and_one_byte_more_is_not(
    home: Home, inbox: Path
) -> None:
    limits = LimitSettings(file_bytes=100)
    for name, pack in [("a.jsonl", bytes), ("b.jsonl.gz", gzip.compress)]:
        fits = name.encode().ljust(100)
        assert taken(written(inbox / name, pack(fits)), home, limits).code is None
        assert taken(written(inbox / name, pack(fits + b" ")), home, limits).code == "F_TOO_LARGE"


def test_links_sockets_and_folders_are_refused(home: Home, inbox: Path) -> None:
    target = written(inbox / "real.txt", G)
    (inbox / "link.jsonl").symlink_to(target)
    (inbox / "dangling.jsonl").symlink_to(inbox / "nothing")
    (inbox / "linked_folder").symlink_to(home.root.parent)
    (inbox / "folder.jsonl.gz").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(inbox / "s.jsonl"))
        codes = {i.path.name: i.code for i in take_files([inbox], home, LIMITS)}
    assert codes == {
        "link.jsonl": "F_SYMLINK",
        "dangling.jsonl": "F_SYMLINK",
        "linked_folder": "F_SYMLINK",
        "real.txt": "F_ENDING",
        "folder.jsonl.gz": "F_NOT_REGULAR",
        "s.jsonl": "F_NOT_REGULAR",
    }
    assert taken(inbox / "link.jsonl", home).code == "F_SYMLINK"
    assert taken(inbox / "folder.jsonl.gz", home).code == "F_NOT_REGULAR"


def test_a_device_is_refused_unopened(home: Home, inbox: Path) -> None:
    try:
        os.mknod(inbox / "null.jsonl", 0o020666, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only root makes devices")
    assert taken(inbox / "null.jsonl", home).code == "F_NOT_REGULAR"


def test_a_folder_is_read_in_order_and_the_rest_of_it_is_left_alone(
    home: Home, inbox: Path
) -> None:
    (inbox / "b").mkdir()
    (inbox / ".hidden").mkdir()
    for name in ["c.jsonl", "b/2.json", "b/1.jsonl", "a.jsonl"]:
        written(inbox / name, name.encode())
    for name in ["x.csv", ".part.jsonl", ".hidden/1.jsonl", "x.manifest.json"]:
        written(inbox / name, G)
    sources = [i.batch.manifest.source for i in take_inbox(inbox, home, LIMITS) if i.batch]
    assert sources == ["a.jsonl", "b/1.jsonl", "b/2.json", "c.jsonl"]
    left = {path.name for path in inbox.rglob("*") if path.is_file()}
    assert left == {"x.csv", ".part.jsonl", "1.jsonl", "x.manifest.json"}


def test_folders_below_with_odd_names_are_refused(home: Home, inbox: Path) -> None:
    for folder in ["a'b", "a;b", "ok"]:
        (inbox / folder / "deep").mkdir(parents=True)
        written(inbox / folder / "deep" / "a.jsonl", folder.encode())
    codes = [intake.code for intake in take_inbox(inbox, home, LIMITS)]
    assert codes == ["F_NAME", "F_NAME", None]


def test_an_unreadable_folder_stays_and_the_others_go_on(home: Home, inbox: Path) -> None:
    (inbox / "a").mkdir(mode=0o000)
    written(inbox / "b.jsonl", G)
    codes = [intake.code for intake in take_inbox(inbox, home, LIMITS)]
    assert codes == ["F_PERM", None]
    assert (inbox / "a").exists()


def test_what_spark_and_firehose_write_is_taken(home: Home, inbox: Path) -> None:
    day = inbox / "date=2026-01-01" / "hour=12%3A00"
    running = inbox / "_temporary" / "0"
    for folder in (day, running):
        folder.mkdir(parents=True)
    written(day / "part-00000-c000.json", G)
    written(day / "shop-1-2026-01-01-12-00-00-3f2a", b"\n" + G)
    written(day / "20260101_120000_00001_x.gz", gzip.compress(b"\n\n" + G))
    for note in ("_SUCCESS", "_committed_3f2a", ".part-00000-c000.json.crc"):
        written(day / note, b"")
    written(running / "part-00001-c000.json", G + b"\n")
    taken = list(take_inbox(inbox, home, LIMITS))
    assert [intake.code for intake in taken] == [None] * 3
    assert taken[1].batch is not None
    assert taken[1].batch.manifest.source.startswith("date=2026-01-01/hour=12%3A00/part-00000")
    left = sorted(path.name for path in inbox.rglob("*") if path.is_file())
    assert left == [
        ".part-00000-c000.json.crc",
        "_SUCCESS",
        "_committed_3f2a",
        "part-00001-c000.json",
    ]


def test_what_is_left_is_not_moved_and_not_taken_before_its_turn(home: Home, inbox: Path) -> None:
    for name, content in (
        ("a.csv", G),
        ("b.jsonl.bz2", G),
        ("README", b"x"),
        ("large", b"x" * (2 << 20)),
    ):
        written(inbox / name, content)
    limits = LIMITS.model_copy(update={"file_bytes": 3 << 19})
    codes = {intake.path.name: intake.code for intake in take_inbox(inbox, home, limits)}
    assert codes == dict.fromkeys(("a.csv", "b.jsonl.bz2", "README", "large"), "F_ENDING")
    assert len(list(inbox.iterdir())) == 4
    assert {each.path.name for each in left_alone(inbox, limits)} == set(codes)
    assert not home.dead_letter.exists()


def test_a_path_that_is_not_there_is_said_before_anything_is_taken(home: Home, inbox: Path) -> None:
    with pytest.raises(InputMissing, match=r"nothing\.jsonl"):
        take_files([written(inbox / "a.jsonl", G), inbox / "nothing.jsonl"], home, LIMITS)
    assert archived_ids(home) == []


def test_an_inbox_that_is_not_there_is_empty(home: Home, inbox: Path) -> None:
    assert list(take_inbox(inbox / "nothing", home, LIMITS)) == []


def test_at_most_is_kept_and_the_next_run_goes_on(home: Home, inbox: Path) -> None:
    for number in range(5):
        written(inbox / f"{number}.jsonl", b"%d" % number)
    (inbox / "0.jsonl").chmod(0)
    counts = [len(list(take_inbox(inbox, home, LIMITS, at_most=2))) for _ in range(3)]
    assert counts == [3, 3, 1]
    assert [path.name for path in inbox.iterdir()] == ["0.jsonl"]


def test_a_damaged_file_that_still_grows_is_unfinished(home: Home, inbox: Path) -> None:
    whole = gzip.compress(os.urandom(3 << 20).hex().encode())
    path = written(inbox / "a.jsonl.gz", whole[: len(whole) // 2])

    def go_on(_path: Path, _size: int) -> None:
        path.write_bytes(whole)

    (first,) = take_inbox(inbox, home, LIMITS, on_progress=go_on)
    assert first.code == "F_CHANGED"
    (second,) = take_inbox(inbox, home, LIMITS)
    assert second.code is None
    assert not list(inbox.iterdir())


def test_a_file_replaced_while_it_is_read_has_changed(home: Home, inbox: Path) -> None:
    path = written(inbox / "a.jsonl", G)

    def replace(_path: Path, _size: int) -> None:
        written(inbox / "new", b"x" * len(G)).rename(path)

    (intake,) = take_inbox(inbox, home, LIMITS, on_progress=replace)
    assert intake.code == "F_CHANGED"
    assert path.read_bytes() == b"x" * len(G)


def test_two_refused_files_of_one_name_are_both_kept(home: Home, inbox: Path) -> None:
    for content in (b"PAR1", b"%PDF-"):
        written(inbox / "a.jsonl", content)
        list(take_inbox(inbox, home, LIMITS))
    files = (home.dead_letter / "files").iterdir()
    kept = [path.read_bytes() for path in files if not path.name.endswith(".reason.json")]
    assert sorted(kept) == [b"%PDF-", b"PAR1"]


def test_a_file_put_into_staging_by_hand_becomes_a_batch(home: Home, inbox: Path) -> None:
    batch = taken(written(inbox / "a.jsonl", G), home).batch
    assert batch is not None
    written(home.staging / "processing_batch_20261120_100001.jsonl", b"by hand")
    written(home.staging / "again.jsonl", G)
    assert [intake.code for intake in take_strays(home, LIMITS)] == ["F_DUP_CONTENT", None]
    assert {each.path.read_bytes() for each in staged(home)} == {G, b"by hand"}
    assert len(list(home.staging.iterdir())) == 2
    assert list(take_strays(home, LIMITS)) == []


def test_a_staged_batch_that_is_gone_from_archive_comes_back(home: Home, inbox: Path) -> None:
    batch = taken(written(inbox / "a.jsonl", G), home).batch
    assert batch is not None
    batch.path.unlink()
    remove_leftovers(home)
    assert [intake.code for intake in take_strays(home, LIMITS)] == [None]
    assert [each.path.read_bytes() for each in staged(home)] == [G]


def test_an_inbox_on_another_disk_is_emptied(home: Home, other_disk: Path) -> None:
    written(other_disk / "a.jsonl", G)
    written(other_disk / "b.jsonl", b"PAR1")
    (other_disk / "c.jsonl").symlink_to("nothing")
    os.mkfifo(other_disk / "d.jsonl")
    for _ in range(2):
        list(take_inbox(other_disk, home, LIMITS))
    assert [path.name for path in other_disk.iterdir()] == ["d.jsonl"]
    refused = home.dead_letter / "files"
    assert (refused / "b.jsonl").read_bytes() == b"PAR1"
    assert str((refused / "c.jsonl").readlink()) == "nothing"
    reasons = sorted(path.name for path in refused.glob("*.reason.json"))
    assert reasons == [f"{letter}.jsonl.reason.json" for letter in "bcd"]


def test_staging_on_another_disk_is_linked_softly(
    home: Home, inbox: Path, other_disk: Path
) -> None:
    home.root.mkdir()
    home.staging.symlink_to(other_disk)
    batch = taken(written(inbox / "a.jsonl", G), home).batch
    assert batch is not None
    assert (other_disk / batch.path.name).read_bytes() == G
    assert staged(home) == [batch]
    assert list(take_strays(home, LIMITS)) == []


def test_a_write_that_fails_leaves_the_inbox_and_no_part(home: Home, inbox: Path) -> None:
    path = written(inbox / "a.jsonl", G * 10_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(StorageError, match=str(home.archive)):
            list(take_inbox(inbox, home, LIMITS))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.exists()
    assert list(home.archive.iterdir()) == []


def test_a_path_with_a_nul_is_not_there(home: Home) -> None:
    with pytest.raises(InputMissing, match=r"x00"):
        take_files([Path("a\0.jsonl")], home, LIMITS)


CHANGES = {"os.rename", "os.link", "os.remove", "os.mkdir", "open"}


def killed_at(number: int, inbox: Path, home: Home) -> bool:
    """Take the inbox in another process, which dies just before its n-th change of the disk."""
    child = os.fork()
    if child == 0:
        countdown: Iterator[int] = iter(range(number, -1, -1))

        def count(event: str, arguments: tuple[object, ...]) -> None:
            ours = event in CHANGES and str(inbox.parent) in str(arguments[0])
            if ours and next(countdown) == 0:
                os._exit(9)

        sys.addaudithook(count)
        list(take_inbox(inbox, home, LIMITS))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_killed_anywhere_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    contents = {G, G + b"\n"}
    was_killed, number = True, 0
    while was_killed:
        home, inbox = Home(tmp_path / str(number) / "home"), tmp_path / str(number) / "inbox"
        inbox.mkdir(parents=True)
        for name, content in zip(["a.jsonl", "c.jsonl"], sorted(contents), strict=True):
            written(inbox / name, content)
        written(inbox / "b.jsonl", b"PAR1")
        was_killed = killed_at(number, inbox, home)

        safe = {batch.path.read_bytes() for batch in archived(home)}
        waiting = {path.read_bytes() for path in inbox.iterdir()}
        assert safe | (waiting - {b"PAR1"}) == contents

        remove_leftovers(home)
        list(take_inbox(inbox, home, LIMITS))
        assert sorted(batch.path.read_bytes() for batch in archived(home)) == sorted(contents)
        assert {batch.batch_id for batch in staged(home)} <= set(archived_ids(home))
        assert (home.dead_letter / "files" / "b.jsonl").read_bytes() == b"PAR1"
        assert not list(inbox.iterdir())
        assert not list(home.root.rglob("*.part"))
        assert len(list(home.archive.iterdir())) == 4
        for batch_id in archived_ids(home):
            read_batch(home, batch_id)
        number += 1
    assert number > 20
