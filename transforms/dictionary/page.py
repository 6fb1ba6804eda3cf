"""The dictionary as one HTML page that needs nothing but a browser."""

from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from transforms.config import Config
from transforms.dictionary.entries import Dictionary, Entry, named_in, read_dictionary
from transforms.dictionary.facts import Facts, read_facts
from transforms.dictionary.picture import draw
from transforms.dictionary.words import kind_of, prose, sentence
from transforms.lakehouse import Lakehouse, has_lake
from transforms.models.checks import read_checks
from transforms.models.model import SQL
from transforms.models.promises import Check
from transforms.models.standalone import standalone
from transforms.system.clock import now
from transforms.system.durable import make_folder, sync_folder, write_file

_TEMPLATES = Path(__file__).resolve().parent / "templates"


def write_page(lakehouse: Lakehouse, path: Path) -> Facts | None:
    """Write the page for a lakehouse, whole or not at all; without a lake, from headers alone.

    Returns what the lake said, None without one.
    """
    dictionary, facts = read_dictionary(lakehouse.config), None
    if has_lake(lakehouse.home, lakehouse.config):
        with lakehouse.reading() as connection:
            facts = read_facts(connection, dictionary.entries)
    make_folder(path.parent)
    write_file(path, page(dictionary, facts, lakehouse.config).encode())
    sync_folder(path.parent)
    return facts


def page(dictionary: Dictionary, facts: Facts | None, config: Config) -> str:
    """Render the page; every text is escaped."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "prose": lambda text: prose(text, config),
        "sentence": sentence,
        "kind": kind_of,
        "moment": _moment,
        "number": lambda count: f"{count:,}",
        "breakable": lambda name: Markup("_<wbr>").join(name.split("_")),
    }
    entries = {entry.model.title: entry for entry in dictionary.entries}
    return environment.get_template("page.html.jinja").render(
        dictionary=dictionary,
        entries=entries,
        facts=facts,
        checks=read_checks(),
        guarded=lambda check: [name for name in entries if name in named_in(check)],
        picture=draw(dictionary.lineage),
        sql_of=lambda entry: _sql(entry, config),
        file_of=lambda entry: entry.model.path.relative_to(SQL.parent).as_posix(),
        state_of=lambda check: _state(check, facts),
        made_at=now(),
        text_of=_text,
    )


def _sql(entry: Entry, config: Config) -> str:
    """Show a view as it runs, so that it can be tried; a table as its file has it."""
    model = entry.model
    if model.kind == "view":
        return standalone(model, config)
    return model.body.replace("{database}", "lake")


def _state(check: Check, facts: Facts | None) -> tuple[str, str]:
    """Say in a word and a sentence how a check stands: good, found, or open (not known)."""
    if check.when == "verify":
        return "open", "asked by etl.py verify"
    finding = facts.findings.get(check.name) if facts else None
    if finding is None:
        return "open", "asked of every batch"
    if finding.failed_rows:
        return "found", f"{finding.failed_rows:,} rows in the last batch"
    return "good", "held in the last batch"


def _moment(at: datetime | None) -> Markup:
    """Write a time for people and for the script that says how long ago it was."""
    if at is None:
        return Markup("never")
    shown = Markup('<time datetime="{}Z">{} UTC</time>')
    return shown.format(at.isoformat(timespec="seconds"), at.strftime("%Y-%m-%d %H:%M"))


def _text(name: str) -> Markup:
    """Put a file of the templates' folder into the page as it is: our own style and script."""
    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704 - our own file
