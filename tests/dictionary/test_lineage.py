"""Lineage: scopes are folded into the tables they serve, and the picture shows all of it."""

from itertools import combinations

import pytest

from transforms.dictionary.lineage import Lineage
from transforms.dictionary.picture import draw
from transforms.models.comments import tables
from transforms.models.model import read_models


@pytest.fixture(scope="module")
def lineage() -> Lineage:
    models = [*read_models("staging", "silver", "ops", "gold"), *tables()]
    return Lineage({model.name: model for model in models})


def test_a_table_is_made_from_tables(lineage: Lineage) -> None:
    assert lineage.sources["stg_events"] == ("archive",)
    assert lineage.sources["fct_events"] == ("stg_events",)
    assert lineage.sources["dim_products"] == ("silver_product_states",)
    assert lineage.sources["dim_users"] == ("silver_identity_map", "silver_visitor_users")
    assert "source_categories" in lineage.sources["silver_session_features"]
    assert lineage.sources["vw_order_discounts"] == ("fct_orders",)
    assert lineage.sources["views"] == ()


def test_readers_are_the_other_way_round(lineage: Lineage) -> None:
    for name, readers in lineage.readers.items():
        assert all(name in lineage.sources[reader] for reader in readers)
    assert "vw_order_discounts" in lineage.readers["fct_orders"]
    assert lineage.readers["vw_order_discounts"] == ()


def test_no_scope_is_shown(lineage: Lineage) -> None:
    scopes = {model.name for model in lineage.models.values() if model.kind == "scope"}
    assert not scopes & {*lineage.sources, *lineage.readers}


def test_depth_grows_along_every_line(lineage: Lineage) -> None:
    for name, sources in lineage.sources.items():
        assert all(lineage.depths[source] < lineage.depths[name] for source in sources)


def test_the_picture_shows_every_line_from_left_to_right(lineage: Lineage) -> None:
    picture = draw(lineage)
    nodes = {node.name: node for node in picture.nodes}
    drawn = {(edge.source, edge.target) for edge in picture.edges}
    assert drawn == {(source, name) for name in nodes for source in lineage.sources.get(name, ())}
    left_out = set(lineage.readers) - set(nodes)
    assert "views" in left_out
    assert not [name for name in left_out if lineage.sources[name] or lineage.readers[name]]
    for source, target in drawn:
        assert nodes[source].x + nodes[source].width < nodes[target].x


def test_no_boxes_touch_and_none_leaves_the_picture(lineage: Lineage) -> None:
    picture = draw(lineage)
    for one, other in combinations(picture.nodes, 2):
        assert (
            one.x + one.width <= other.x
            or other.x + other.width <= one.x
            or one.y + one.height < other.y
            or other.y + other.height < one.y
        )
    for node in picture.nodes:
        assert node.x >= 0
        assert node.x + node.width <= picture.width
        assert node.y >= 0
        assert node.y + node.height <= picture.height


def test_the_picture_is_the_same_every_time(lineage: Lineage) -> None:
    assert draw(lineage) == draw(Lineage(dict(reversed(lineage.models.items()))))
