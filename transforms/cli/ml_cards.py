"""Cards and figures of models, as `ml` prints them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from transforms.cli import output
from transforms.cli.output import TableFormat
from transforms.cli.tables import print_table
from transforms.errors import InputMissing
from transforms.lakehouse import Lakehouse

if TYPE_CHECKING:  # imported when it is run
    from transforms.ml.card import Card, CardRow

_FIGURES = ("part", "name", "figure", "value", "low", "high")


def print_cards(lakehouse: Lakehouse, names: Sequence[str], table_format: TableFormat) -> None:
    """Print the cards of some models, else a line for each there is.

    Raises:
        InputMissing: none was trained.
    """
    from transforms.ml.registry import cards, current_version

    found = [card for card in cards(lakehouse.home) if not names or card.model in names]
    if not found:
        raise InputMissing(
            "a model must be trained to have a card, got none; run `etl.py ml train`"
        )
    if table_format is TableFormat.json:
        output.print_json({"cards": [_plain(card) for card in found]})
        return
    current = {card.model: current_version(lakehouse.home, card.model) for card in found}
    if not names:
        print_values(
            ("model", "version", "is_current", "state", "verdict"),
            [
                (
                    card.model,
                    card.version,
                    card.version == current[card.model],
                    card.state,
                    card.verdict,
                )
                for card in found
            ],
            table_format,
        )
        return
    for card in found:
        _print_card(card, table_format, is_current=card.version == current[card.model])


def _print_card(card: "Card", table_format: TableFormat, *, is_current: bool) -> None:
    if table_format is TableFormat.table:
        told = {key: value for key, value in card.about.items() if key != "reference"}
        state = f"{card.state}, in use" if is_current else card.state
        output.print_sections(
            [
                (
                    f"{card.model} {card.version}",
                    [
                        ("state", state),
                        ("verdict", card.verdict),
                        ("question", card.question),
                        ("not for", card.not_for),
                        *((key, str(value)) for key, value in told.items()),
                    ],
                )
            ]
        )
    print_figures(card.rows, table_format)


def _plain(card: "Card") -> dict[str, Any]:
    rows = [vars(row) for row in card.rows]
    return {**vars(card), "about": dict(card.about), "rows": rows}


def print_figures(rows: Sequence["CardRow"], table_format: TableFormat) -> None:
    """Print figures with their intervals."""
    print_values(
        _FIGURES, [tuple(getattr(row, name) for name in _FIGURES) for row in rows], table_format
    )


def print_values(
    names: Sequence[str], rows: Sequence[tuple[Any, ...]], table_format: TableFormat
) -> None:
    """Print rows that are at hand, in any format."""
    if table_format is TableFormat.table:
        print_table(list(names), list(rows), prose=("verdict",))
    else:
        output.print_values(names, rows, table_format)
