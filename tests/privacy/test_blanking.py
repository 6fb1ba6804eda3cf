"""Blanking: lines become spaces, and every other byte stays where it is."""

from hypothesis import given
from hypothesis import strategies as st

from transforms.archive.formats.json_lines import JSON_LINES
from transforms.privacy.archive_lines import blanked, spans_of


@given(
    raw=st.lists(st.sampled_from([b"\n", b"\r\n", b"\r", b"ab", b"", b"\xef\xbb\xbf"])).map(
        b"".join
    ),
    numbers=st.sets(st.integers(1, 9)),
    size=st.integers(1, 9),
)
def test_only_these_lines_become_spaces_however_they_are_cut(
    raw: bytes, numbers: set[int], size: int
) -> None:
    blocks = [raw[start : start + size] for start in range(0, len(raw), size)]
    before = raw.split(b"\n")
    spans = spans_of(JSON_LINES, blocks, numbers)
    after = b"".join(blanked(blocks, spans)).split(b"\n")
    assert list(map(len, after)) == list(map(len, before))
    for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
        ending = b"\r" if old.endswith(b"\r") else b""
        assert new == (b" " * (len(old) - len(ending)) + ending if number in numbers else old)
