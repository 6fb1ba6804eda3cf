"""Records are cut out of blocks, wherever these end."""

import pytest

from transforms.archive.records import cut

TEXT = b"one,two,three,,five"
SPANS = [(0, 3), (8, 13), (14, 14), (15, 19)]


@pytest.mark.parametrize("size", [1, 2, 3, 8, 99])
def test_spans_are_cut_out_of_blocks_of_any_size(size: int) -> None:
    blocks = [TEXT[at : at + size] for at in range(0, len(TEXT), size)]
    assert list(cut(blocks, SPANS)) == [b"one", b"three", b"", b"five"]
