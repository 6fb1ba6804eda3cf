"""Models: headers that say everything, and an order in which they can run."""

from pathlib import Path

import pytest

from transforms.models import model
from transforms.models.header import ModelError
from transforms.models.model import in_order, read_model, read_models

HEADER = """\
-- {name}: a table.
-- kind: replace
-- grain: one row
-- key: id, code?
-- scope: everything
-- inputs: {inputs}
-- owner: growth

select 1 as id
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(model, "SQL", tmp_path)
    (tmp_path / "silver").mkdir()
    return tmp_path / "silver"


def written(folder: Path, name: str, text: str = HEADER, inputs: str = "new_events") -> Path:
    path = folder / f"{name}.sql"
    path.write_text(text.replace("{name}", name).replace("{inputs}", inputs))
    return path


def test_a_header_says_what_a_row_is(folder: Path) -> None:
    model = read_model(written(folder, "a", inputs="b, c"))
    assert (model.name, model.schema, model.summary) == ("a", "silver", "a table.")
    assert (model.key, model.nullable, model.inputs) == (("id", "code"), ("code",), ("b", "c"))
    assert model.is_table


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("-- {name}: a table.", "-- other: a table.", id="another name"),
        pytest.param("-- {name}: a table.", "select", id="no header"),
        pytest.param("-- kind: replace\n", "", id="no kind"),
        pytest.param("replace", "merge", id="a kind that is not"),
        pytest.param("-- owner: growth\n", "", id="no owner"),
        pytest.param("-- owner: growth\n", "-- owner: growth\n-- colour: red\n", id="unknown line"),
    ],
)
def test_a_header_that_lacks_something_is_refused(folder: Path, old: str, new: str) -> None:
    with pytest.raises(ModelError, match=r"a\.sql"):
        read_model(written(folder, "a", HEADER.replace(old, new)))


def test_a_header_promises_what_its_rows_keep(folder: Path) -> None:
    promises = (
        "-- owner: growth\n-- not null: id, code\n-- one of: kind (a | b c), model (x)\n"
        "-- refers to: id (dim_ids), code (dim_codes.name)\n"
    )
    model = read_model(written(folder, "a", HEADER.replace("-- owner: growth\n", promises)))
    assert model.not_null == ("id", "code")
    assert model.one_of == {"kind": ("a", "b c"), "model": ("x",)}
    assert model.refers_to == {"id": ("dim_ids", "id"), "code": ("dim_codes", "name")}


def test_the_glossary_speaks_for_columns_without_a_sentence(folder: Path) -> None:
    (folder.parent / "glossary.txt").write_text("Words.\n\ncode: a code: any\n")
    columns = "-- owner: growth\n-- columns:\n--   id: the id\n--   code"
    model = read_model(written(folder, "a", HEADER.replace("-- owner: growth", columns)))
    assert model.columns == {"id": "the id", "code": "a code: any"}
    with pytest.raises(ModelError, match=r"a\.sql: header or glossary must say what \['other'\]"):
        read_model(written(folder, "a", HEADER.replace("-- owner: growth", columns + ", other")))


def test_inputs_come_first(folder: Path) -> None:
    waits = {"a": "b, c", "b": "c", "c": "new_events"}
    found = [read_model(written(folder, name, inputs=inputs)) for name, inputs in waits.items()]
    assert [model.name for model in in_order(found)] == ["c", "b", "a"]


def test_models_that_wait_for_each_other_are_refused(folder: Path) -> None:
    waits = {"a": "b", "b": "c", "c": "a"}
    found = [read_model(written(folder, name, inputs=inputs)) for name, inputs in waits.items()]
    with pytest.raises(ModelError, match="wait for each other: "):
        in_order(found)


def test_every_model_of_the_project_can_be_read() -> None:
    names = [model.name for model in read_models("silver", "ops")]
    assert len(names) == len(set(names))
    assert names.index("fct_events") < names.index("silver_sessions")
