"""sql: which files are written, from the settings alone."""

from tests.cli.shop import Shop
from transforms.dialects.postgres import FILES


def test_seven_files_are_written_without_a_lake(new_shop: Shop) -> None:
    folder = new_shop.home / "sql"
    ended = new_shop.call("sql", "--dialect", "postgres", "--out", str(folder))
    names = [f"{name}.sql" for name in ("schema", *FILES)]
    assert ended.out.splitlines() == [str(folder / name) for name in names]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    assert not (new_shop.home / "warehouse").exists()
    tables = (folder / "schema.sql").read_text()
    assert "create table if not exists silver.fct_orders (" in tables
    assert "    revenue numeric(18, 4) not null," in tables


def test_writing_again_replaces_the_files(new_shop: Shop) -> None:
    folder = new_shop.home / "sql"
    folder.mkdir()
    (folder / "growth.sql").write_text("old")
    assert new_shop.call("sql", "--dialect", "postgres", "--out", str(folder)).code == 0
    assert (folder / "growth.sql").read_text().startswith("-- growth: ")


def test_settings_are_filled_in(new_shop: Shop) -> None:
    (new_shop.home / "config.json").write_text('{"growth": {"power_user_days": 5}}')
    folder = new_shop.home / "sql"
    new_shop.call("sql", "--dialect", "postgres", "--out", str(folder))
    assert "active_days >= 5 as is_power" in (folder / "active_users.sql").read_text()


def test_another_dialect_ends_with_2(new_shop: Shop) -> None:
    ended = new_shop.call("sql", "--dialect", "oracle", "--out", str(new_shop.home / "sql"))
    assert ended.code == 2
    assert "postgres" in ended.err


def test_a_file_in_the_place_of_the_folder_ends_with_66(new_shop: Shop) -> None:
    file = str(new_shop.home / "config.json")
    ended = new_shop.call("sql", "--dialect", "postgres", "--out", file)
    assert ended.code == 66
    assert "must be a place for files" in ended.err
