"""Any table judged in the same way: so that the method can be checked on data that are not ours.

With a second table the first one is trained on and the second judged by; without it, five parts of
the one table take turns. Each column alone is a baseline: one that says nearly all by itself is
likely to be known only afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from transforms.errors import InputMissing, UsageError
from transforms.lake.sql import text_literal
from transforms.ml.card import CardRow, row_of
from transforms.ml.classifiers import BOOSTING, fit, kinds
from transforms.ml.figures import Figure, Numbers, auc, aucs, draws, rounded
from transforms.ml.judging import chosen, figures_of
from transforms.ml.people import numbers

FOLDS = 5
#: A column that may have this share of the model's AUC by itself is looked at with suspicion: one
#: of which the interval of the share does not lie below it.
ALONE = 0.95
_MOST_VALUES = 20
_YES = {"1", "true", "yes", "t", "y", "1.0"}


@dataclass(frozen=True)
class Table:
    """A table's columns as numbers, with the answers: 1 or 0."""

    names: Sequence[str]
    groups: Sequence[str]
    values: Numbers
    answers: Numbers


@dataclass(frozen=True)
class Evaluation:
    """What came of it: the way that is taken, its figures, and what else is to be told."""

    kind: str
    rows: Sequence[CardRow]
    told: Sequence[str]


def evaluate(table: Path, label: str, test: Path | None = None) -> Evaluation:
    """Judge the candidates on a Parquet or CSV table whose column `label` is a yes or a no.

    Raises:
        InputMissing: a file is not there.
        UsageError: the label is no column, or has no yes and no no.
    """
    with duckdb.connect() as connection:
        frames = [_read(connection, path, label) for path in (table, test) if path]
    learned = _encoding(frames[0])
    train = _encoded(frames[0], learned)
    order = np.random.default_rng(0).permutation(len(train.answers))
    found, alone = _in_folds(train, np.array_split(order, FOLDS))
    answers = train.answers
    kind = chosen(found, answers, draws(len(answers)))
    if test is not None:
        unseen = _encoded(frames[1], learned)
        found = {
            kind: fit(kind, train.names, train.values, train.answers).probability(unseen.values)
            for kind in kinds()
        }
        alone = {group: _alone(train, unseen, group) for group in dict.fromkeys(train.groups)}
        answers = unseen.answers
    drawn = draws(len(answers))
    areas = {name: auc(score, answers) for name, score in alone.items()}
    best = max(areas, key=lambda name: (areas[name], name))
    rows = figures_of(found, kind, answers, drawn, {f"{best} alone": alone[best]})
    rows += [
        row_of("feature", name, "auc_alone", rounded(area))
        for name, area in sorted(areas.items(), key=lambda item: (-item[1], item[0]))
    ]
    whole, of_draws = auc(found[kind], answers), aucs(found[kind], answers, drawn)
    shares = {
        name: Figure.of(areas[name] / whole, aucs(score, answers, drawn) / of_draws)
        for name, score in alone.items()
    }
    warnings = [
        f"warning: {name} alone has {areas[name]:.3f} of AUC, {share.value:.1%} ({share.low:.1%} to"
        f" {share.high:.1%}) of what the model has ({whole:.3f}): see whether it is known"
        " beforehand"
        for name, share in shares.items()
        if share.high >= ALONE
    ]
    if test is None:
        warnings.append(
            "warning: without --test rows are split at random, which hides what changes with time"
        )
    return Evaluation(kind, rows, warnings)


def _in_folds(table: Table, parts: Sequence[Any]) -> tuple[dict[str, Numbers], dict[str, Numbers]]:
    """Judge each part by what the others teach."""
    found = {kind: np.zeros(len(table.answers)) for kind in kinds()}
    alone = {group: np.zeros(len(table.answers)) for group in dict.fromkeys(table.groups)}
    for part in parts:
        rest = np.setdiff1d(np.arange(len(table.answers)), part)
        train, unseen = _rows(table, rest), _rows(table, part)
        for kind in kinds():
            fitted = fit(kind, table.names, train.values, train.answers)
            found[kind][part] = fitted.probability(unseen.values)
        for group in alone:
            alone[group][part] = _alone(train, unseen, group)
    return found, alone


def _alone(train: Table, unseen: Table, group: str) -> Numbers:
    """Score rows by one column of the table alone, with boosted trees."""
    places = [place for place, each in enumerate(train.groups) if each == group]
    fitted = fit(
        BOOSTING, [train.names[place] for place in places], train.values[:, places], train.answers
    )
    return fitted.probability(unseen.values[:, places])


def _rows(table: Table, places: Any) -> Table:
    return Table(table.names, table.groups, table.values[places], table.answers[places])


def relation_of(path: Path) -> str:
    """Write what reads a Parquet or CSV file.

    Raises:
        InputMissing: it is not there.
    """
    if not path.is_file():
        raise InputMissing(f"TABLE must be a Parquet or CSV file, got {path}")
    reader = "read_parquet" if path.suffix == ".parquet" else "read_csv"
    return f"{reader}({text_literal(str(path.resolve()))})"


def _read(connection: duckdb.DuckDBPyConnection, path: Path, label: str) -> dict[str, Any]:
    relation = relation_of(path)
    try:
        found = connection.execute(f"select * from {relation}").fetchnumpy()
    except duckdb.Error as error:
        raise UsageError(
            f"{path} must be a Parquet or CSV table, got: {str(error).splitlines()[0]}"
        ) from error
    if label not in found:
        raise UsageError(
            f"--label must be a column of {path.name}, got {label!r}; it has {', '.join(found)}"
        )
    said = {str(value).lower() for value in np.ma.asarray(found[label]).compressed()}
    answers = np.array([float(str(value).lower() in _YES) for value in found.pop(label)])
    if not 0 < answers.mean() < 1:
        listed = ", ".join(sorted(said)[:4])
        raise UsageError(f"--label must have a yes and a no (1 and 0), got {label} of {listed}")
    return {"answers": answers, "columns": found}


def _encoding(frame: dict[str, Any]) -> dict[str, list[str] | None]:
    """Learn how each column becomes numbers: as it is (None), or a yes-no for each of its texts.

    Texts of more than 20 values, as ids are, are left out, unless they are numbers.
    """
    found: dict[str, list[str] | None] = {}
    for name, column in frame["columns"].items():
        if _is_number(column):
            found[name] = None
            continue
        texts, counts = np.unique(_texts(column), return_counts=True)
        if len(texts) <= _MOST_VALUES:
            found[name] = [str(text) for text in texts[np.argsort(-counts, kind="stable")]]
    return found


def _encoded(frame: dict[str, Any], learned: dict[str, list[str] | None]) -> Table:
    names, groups, columns = [], [], []
    for name, texts in learned.items():
        column = frame["columns"].get(name)
        if column is None:
            raise UsageError(f"--test must have the columns of TABLE, got no {name}")
        if texts is None:
            names.append(name)
            groups.append(name)
            columns.append(_numbers(column))
            continue
        said = _texts(column)
        for text in texts:
            names.append(f"{name} {text}")
            groups.append(name)
            columns.append((said == text).astype(np.float64))
    return Table(names, groups, np.column_stack(columns), frame["answers"])


def _texts(column: Any) -> Any:
    return np.array([str(value) for value in np.ma.filled(np.ma.asarray(column, dtype=object), "")])


def _is_number(column: Any) -> bool:
    if np.ma.asarray(column).dtype.kind in "biuf":
        return True
    texts = [text.strip() for text in _texts(column) if text.strip()]
    return bool(texts) and all(map(_is_numeric, texts))


def _is_numeric(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _numbers(column: Any) -> Numbers:
    if np.ma.asarray(column).dtype.kind in "biuf":
        return numbers(column)
    return np.array(
        [float(text) if _is_numeric(text.strip()) else np.nan for text in _texts(column)]
    )
