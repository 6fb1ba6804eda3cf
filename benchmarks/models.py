"""Judge the models where the truth is known: `python -m benchmarks.models [--keep DIR]`.

Prints the table of docs/ml.md: each figure with its 95 % interval, beside the baselines and what
was to be reached. `--data DIR` has whole data sets, of which tests/data has a part.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from benchmarks import model_rows, shop_rows
from benchmarks.model_rows import Row
from tests.paths import DATA
from transforms.ml.extra import limited

ROWS: dict[str, Callable[[Path, Path], Iterator[Row]]] = {
    "shops": shop_rows.shops,
    "telco": model_rows.telco,
    "shoppers": model_rows.shoppers,
    "cdnow": model_rows.cdnow,
    "retail": model_rows.retail,
    "taxi": model_rows.taxi,
    "wiki": model_rows.wiki,
}


def models(
    rows: Annotated[str, typer.Option(help="Which rows, with commas between.")] = ",".join(ROWS),
    data: Annotated[Path, typer.Option(help="Where data sets lie, a folder each.")] = DATA,
    keep: Annotated[
        Path | None, typer.Option(help="A folder whose made-up shops are kept and used again.")
    ] = None,
) -> None:
    """Judge the models, and print a table in Markdown."""
    wished = [name.strip() for name in rows.split(",")]
    if strange := set(wished) - set(ROWS):
        raise typer.BadParameter(f"--rows must name {', '.join(ROWS)}, got {', '.join(strange)}")
    typer.echo("| what | baselines | to reach | found | |\n|---|---|---|---|---|")
    with TemporaryDirectory(prefix="models-") as folder, limited(1):
        for name in wished:
            for row in ROWS[name](data, keep or Path(folder)):
                typer.echo(row.markdown())


if __name__ == "__main__":
    typer.run(models)
