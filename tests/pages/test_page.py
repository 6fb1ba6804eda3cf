"""Pages as they are written: what is read, and what is told of one that is not as it must be."""

from pathlib import Path

import pytest

from tests.paths import PROJECT
from transforms.errors import ConfigError
from transforms.models.model import read_models
from transforms.pages.page import FOLDER, Page, read_page, read_pages
from transforms.pages.syntax import Tag, Text

HEAD = "---\ntitle: Orders\nteam: growth\n---\n"
QUERY = "```sql orders\nselect 1 as day, 2 as orders;\n```\n"


def page(folder: Path, body: str, head: str = HEAD, name: str = "orders.md") -> Page:
    path = folder / name
    path.write_text(head + body)
    return read_page(path)


def test_a_page_is_its_queries_and_its_parts(tmp_path: Path) -> None:
    found = page(
        tmp_path,
        f"""
Some **words**.

{QUERY}
```sql more
select orders from ${{orders}}
```

<Grid cols=2>
  <BigValue data={{more}} value=orders title="All of them" downIsGood />
  <LineChart
    data={{orders}}
    x=day
    y={{['orders', 'day']}}
  />
</Grid>
<DataTable data={{orders}}><Column id=day /></DataTable>
""",
    )
    assert (found.name, found.title, found.team) == ("orders", "Orders", "growth")
    assert found.queries == {
        "orders": "select 1 as day, 2 as orders",
        "more": "select orders from (\nselect 1 as day, 2 as orders\n)",
    }
    words, grid, table = found.parts
    assert words == Text("Some **words**.")
    assert isinstance(grid, Tag)
    assert [tag.attributes for tag in found.tags if tag.name in ("BigValue", "LineChart")] == [
        {"data": "more", "value": "orders", "title": "All of them", "downIsGood": "true"},
        {"data": "orders", "x": "day", "y": ["orders", "day"]},
    ]
    assert isinstance(table, Tag)
    assert [(tag.name, tag.line) for tag in found.tags] == [
        *(("Grid", 16), ("BigValue", 17), ("LineChart", 18)),
        *(("DataTable", 24), ("Column", 24)),
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param(
            "<Pie data={orders} />", "line 8: a tag must be one of BigValue", id="unknown"
        ),
        pytest.param("<LineChart data={orders} x=day />", "got no y", id="lacks what it needs"),
        pytest.param(
            "<BarChart data={orders} x=day y=orders colour=red />", "got 'colour'", id="attribute"
        ),
        pytest.param("<BigValue data={none} value=orders />", "got data={none}", id="no query"),
        pytest.param("<Grid>", "line 8: <Grid> must be closed", id="not closed"),
        pytest.param("</Grid>", "must be closed, got </Grid>", id="never opened"),
        pytest.param("<Grid><Grid></Grid></Grid>", "got it inside <Grid>", id="in itself"),
        pytest.param("<Column id=day />", "outside of <DataTable>", id="a column of nothing"),
        pytest.param("<LineChart data={orders", "as in docs/pages.md, got '<LineChart", id="cut"),
        pytest.param(
            '<BarChart data={orders} x=day y="a\'] || evil" />', "y of <BarChart>", id="no column"
        ),
        pytest.param(
            "<BigValue data={orders} value=orders fmt=usd />", "must be one of num0", id="format"
        ),
        pytest.param("<Grid cols=7></Grid>", "cols of <Grid> must be like [1-6]", id="a value"),
        pytest.param("<BarChart data={orders} x=day y={[day]} />", "a list must be", id="no list"),
        pytest.param("```sql Two\nselect 1\n```", "got 'Two'", id="a query's name"),
        pytest.param("```sql orders\nselect 1\n```", "got 'orders'", id="a name given twice"),
        pytest.param("```sql b\nfrom ${later}\n```", "got ${later}", id="uses what is not there"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, body: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        page(tmp_path, QUERY + body)
    assert str(error.value).startswith("pages/orders.md")
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        pytest.param("# Orders\n", "orders.md", id="no head"),
        pytest.param("---\ntitle: Orders\nteam: sales\n---\n", "orders.md", id="no team"),
        pytest.param("---\nteam: growth\n---\n", "orders.md", id="no title"),
        pytest.param(HEAD, "Orders.md", id="a name that is no file's"),
    ],
)
def test_a_page_has_a_title_a_team_and_a_plain_name(tmp_path: Path, head: str, name: str) -> None:
    with pytest.raises(ConfigError, match=f"pages/{name}"):
        page(tmp_path, QUERY, head, name)


def test_the_pages_that_ship_are_read() -> None:
    teams = {each.name: each.team for each in read_pages()}
    assert teams == {
        **dict.fromkeys(("growth", "retention", "funnel"), "growth"),
        "revenue": "finance",
        "adoption": "product",
        **dict.fromkeys(("quality", "operations"), "growth"),
        **dict.fromkeys(("churn", "channels"), "marketing"),
        **dict.fromkeys(("models", "early_warning"), "ml"),
    }


@pytest.mark.parametrize("shipped", read_pages(), ids=lambda each: str(each.name))
def test_a_page_names_views_of_its_team_alone(shipped: Page) -> None:
    own = {m.name for m in read_models("gold") if m.schema == f"gold_{shipped.team}"}
    others = {m.name for m in read_models("gold")} - own
    text = (FOLDER / f"{shipped.name}.md").read_text().split()
    assert set(text) & own
    assert not set(text) & others


def test_the_readme_begins_with_a_small_picture_of_a_page() -> None:
    readme = (PROJECT / "README.md").read_text()
    assert readme.index("](docs/images/funnel.png)") < readme.index("\n## ")
    picture = PROJECT / "docs" / "images" / "funnel.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size <= 200_000
