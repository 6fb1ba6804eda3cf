"""Lineage: scopes are folded into the tables they serve, and the picture shows all of it."""

from itertools import combinations, pairwise

import pytest

from transforms.dictionary.lineage import Lineage
from transforms.dictionary.picture import draw
from transforms.models.comments import tables
from transforms.models.model import read_models


@pytest.fixture(scope="module")
def lineage() -> Lineage:
    models = [*read_models("staging", "silver", "ops", "gold"), *tables()]
    return Lineage({model.title: model for model in models})


#: Every Silver table, with what is in its rows; scopes are folded, and what chooses rows is none.
SILVER = {
    "dim_campaigns": "silver_sighting_days watermark",
    "dim_dates": "silver_sighting_days",
    "dim_experiments": "silver_sighting_days watermark",
    "dim_item_lists": "silver_sighting_days",
    "dim_platforms": "silver_sighting_days",
    "dim_products": "silver_product_states",
    "dim_subscriptions": "silver_billing_events",
    "dim_users": "silver_identity_map silver_profile_days silver_visitor_users",
    "fct_event_items": "stg_events",
    "fct_events": "stg_events",
    "fct_marketing_costs": "source_categories stg_events",
    "fct_order_items": "silver_identity_map silver_purchase_events silver_purchase_items",
    "fct_orders": "fct_refunds silver_event_sessions silver_identity_map silver_purchase_events"
    " silver_purchase_items",
    "fct_payments": "silver_billing_events",
    "fct_product_campaigns": "fct_order_items silver_product_campaign_days",
    "fct_refunds": "silver_identity_map silver_purchase_events silver_purchase_items",
    "silver_billing_events": "stg_events",
    "silver_event_list_attribution": "silver_list_credits",
    "silver_event_sessions": "fct_events",
    "silver_identity_map": "stg_events",
    "silver_list_credits": "fct_event_items fct_events fct_order_items",
    "silver_list_impressions": "fct_event_items fct_events",
    "silver_list_names": "stg_events",
    "silver_product_campaign_days": "fct_event_items",
    "silver_product_days": "fct_event_items",
    "silver_product_states": "silver_product_days",
    "silver_profile_days": "source_categories stg_events",
    "silver_purchase_events": "stg_events",
    "silver_purchase_items": "stg_events",
    "silver_bot_days": "fct_events",
    "silver_session_days": "fct_events",
    "silver_session_experiments": "fct_event_items fct_events",
    "silver_session_features": "silver_sessions",
    "silver_sessions": "fct_event_items fct_events fct_orders source_categories",
    "silver_sighting_days": "stg_events",
    "silver_superseded_events": "stg_events",
    "silver_user_sessions": "silver_sessions",
    "silver_visitor_days": "silver_session_days",
    "silver_visitor_users": "stg_events",
}


def of_layer(lineage: Lineage, layer: str) -> set[str]:
    return {name for name in lineage.sources if lineage.models[name].schema.startswith(layer)}


def test_a_table_is_made_from_tables(lineage: Lineage) -> None:
    silver = of_layer(lineage, "silver")
    assert {name: " ".join(lineage.sources[name]) for name in silver} == SILVER
    assert lineage.sources["stg_events"] == ("archive",)
    assert lineage.sources["vw_order_discounts"] == ("fct_orders",)
    assert lineage.sources["views"] == ()


def test_every_table_and_view_comes_from_the_staged_events_or_tells_of_batches(
    lineage: Lineage,
) -> None:
    def comes(name: str) -> bool:
        return name in ("stg_events", "batches") or any(map(comes, lineage.sources.get(name, ())))

    models = of_layer(lineage, "silver") | of_layer(lineage, "gold_")
    assert len(models) > 50
    assert not [name for name in models if not comes(name)]


def test_no_layer_reads_a_later_one(lineage: Lineage) -> None:
    for name in of_layer(lineage, "silver"):
        assert not [each for each in lineage.sources[name] if each.startswith(("vw_", "gold_"))]
        assert lineage.depths[name] > lineage.depths["stg_events"]


def test_every_box_stands_in_the_band_of_its_layer(lineage: Lineage) -> None:
    picture = draw(lineage)
    bands = {band.text.lower(): band for band in picture.bands}
    assert list(bands) == ["sources", "staging", "silver", "gold"]
    for node in picture.nodes:
        if node.layer != "ops":
            layer = node.layer.partition("_")[0].replace("archive", "sources")
            assert bands[layer].x < node.x
            assert node.x + node.width < bands[layer].x + bands[layer].width
    edges = [(band.x, band.x + band.width) for band in picture.bands]
    assert all(right == pytest.approx(left) for (_, right), (left, _) in pairwise(edges))
    assert (edges[0][0], edges[-1][1]) == pytest.approx((0, picture.width))


def test_the_picture_fills_a_window_of_1280_pixels(lineage: Lineage) -> None:
    assert 1180 < draw(lineage).width <= 1280 - 2 * 20 - 2


def test_no_heading_lies_on_another_or_on_a_box(lineage: Lineage) -> None:
    picture = draw(lineage)
    said = [(head.x, head.y - 11, head.x + 7 * len(head.text), head.y) for head in picture.headings]
    said += [(band.x, 8, band.x + band.width - 0.001, 20) for band in picture.bands]
    boxes = [(box.x, box.y, box.x + box.width, box.y + box.height) for box in picture.nodes]
    for number, one in enumerate(said):
        for other in (*said[:number], *boxes):
            assert (
                one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or one[3] <= other[1]
            )


def test_the_layers_name_every_box_in_the_order_of_the_way(lineage: Lineage) -> None:
    picture = draw(lineage)
    names = [name for each in picture.layers.values() for name in each]
    assert sorted(names) == sorted(node.name for node in picture.nodes)
    assert list(picture.layers)[:4] == ["Sources", "Staging", "Operations", "Silver"]
    assert list(picture.layers)[4:] == [
        f"gold_{team}" for team in ("finance", "growth", "marketing", "ml", "product")
    ]


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
