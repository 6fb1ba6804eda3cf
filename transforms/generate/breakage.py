"""Lines changed after they were written: restyled, renamed, broken."""

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.generate.dirt import FATES
from transforms.generate.random import Truths, Whole
from transforms.generate.texts import joined


def replaced(texts: pa.Array, mask: Truths, make: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Replace the texts of some rows; `make` gets the rows."""
    rows = np.flatnonzero(mask)
    if not len(rows):
        return texts
    return pc.replace_with_mask(texts, pa.array(mask), make(pa.array(rows)))


def restyled(pieces: Sequence[pa.Array], rows: pa.Array) -> pa.Array:
    """Write lines once more, with the fields in another order and white space between them."""
    first, *others = (piece.take(rows) for piece in pieces)
    last = others.pop(0)
    return joined(
        "{ ", pc.utf8_slice_codeunits(last, 1), " ", *reversed(others), " , ", first, " }\n"
    )


def blank(rows: pa.Array) -> pa.Array:
    """Write empty lines."""
    return pa.array(["\n"] * len(rows), pa.string())


def broken(texts: pa.Array, fate: Whole) -> pa.Array:
    """Break lines as their fate says."""
    for number in np.unique(fate[fate >= 0]).tolist():
        texts = replaced(texts, fate == number, _breaker(texts, number))
    return texts


def _breaker(texts: pa.Array, number: int) -> Callable[[pa.Array], pa.Array]:
    _, pattern, new = FATES[number]

    def changed(rows: pa.Array) -> pa.Array:
        return pc.replace_substring_regex(
            texts.take(rows), pattern=pattern, replacement=new, max_replacements=1
        )

    return changed
