"""A day's quality, as the command prints it."""

from tests.cli.shop import Shop
from tests.events import DAY, event, lines


def test_a_day_is_passed_warned_or_failed_with_its_rows(shop: Shop) -> None:
    nobody = event("page_view", None, 1, userPseudoId="v")
    bought = event("purchase", "v", 2, transaction_id="t")
    shop.put("1.jsonl", lines(nobody, bought, event("page_view", "v", DAY)))
    assert shop.call("run", "--quiet").code == 0
    ended = shop.call("quality", "--strict")
    assert ended.code == 65
    assert ended.out.startswith("2024-03-01\n")
    found = {
        words[1]: words[0]
        for line in ended.out.splitlines()
        if (words := line.split()) and words[0] in ("PASS", "WARN", "FAIL")
    }
    assert found == {
        "bot_rate": "PASS",
        "duplicate_rate": "PASS",
        "fill_drop": "PASS",
        "id_collisions": "PASS",
        "late_rate": "PASS",
        "null_client_rate": "FAIL",
        "orders_without_items": "WARN",
        "orders_without_value": "FAIL",
        "refused_rate": "PASS",
    }
    assert "orders_without_value, the first rows" in ended.out
    ended = shop.call("quality", "--day", "2024-03-02", "--strict", "--format", "csv")
    assert ended.code == 0
    assert ended.out.splitlines()[0] == "day,result,rule,value,threshold,rows,what"
    assert "userPseudoId is new in 1 of 3 rows" in shop.call("quality", "--day", "2024-03-02").out


def test_without_events_there_is_nothing_to_judge(shop: Shop) -> None:
    assert shop.call("quality").code == 66


def test_a_day_without_events_is_not_passed(shop: Shop) -> None:
    shop.put("1.jsonl", lines(event("page_view", "v", 1)))
    assert shop.call("run", "--quiet").code == 0
    ended = shop.call("quality", "--day", "2024-03-09", "--strict")
    assert ended.code == 66
    assert "PASS" not in ended.out
    assert "must have an event to be judged, got none on 2024-03-09" in ended.err
