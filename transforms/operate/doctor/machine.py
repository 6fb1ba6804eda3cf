"""The machine: Python, packages, DuckDB's extensions, text encoding and time zone."""

import locale
import platform
import re
import sys
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import duckdb

from transforms.config import Config
from transforms.lakehouse import PROJECT
from transforms.operate.doctor.findings import Finding, failed, passed, warned
from transforms.parse.compiled_path import is_compiled

_OLDEST = (3, 11)
_NAMED = ("boto3", "diskcache", "msgspec", "pydantic", "typer", "zstandard")


def examined() -> Iterator[Finding]:
    """Look at the versions, the encoding and the time zone."""
    yield _python()
    yield _packages()
    yield _reader()
    yield _encoding()
    offset = time.strftime("%z")
    find = f"{time.tzname[0]} (UTC{offset[:3]}:{offset[3:]}); every time in the lake is UTC"
    yield passed("time zone", find)


def extensions(settings: Config) -> Iterator[Finding]:
    """Look whether DuckDB can load what the settings need, without installing anything."""
    kind = settings.warehouse.catalog.partition(":")[0]
    needed = ["ducklake", "postgres_scanner" if kind == "postgres" else "sqlite_scanner"]
    if settings.warehouse.data_path.startswith("s3://"):
        needed.append("httpfs")
    with duckdb.connect(":memory:") as connection:
        connection.execute("set autoinstall_known_extensions = false")
        for name in needed:
            yield _extension(connection, name)


def _python() -> Finding:
    version = platform.python_version()
    find = f"{version}, {sys.executable}"
    if sys.version_info < _OLDEST:
        return failed("python", find, "run it with Python 3.11 or newer: make venv", 78)
    return passed("python", find)


def _reader() -> Finding:
    """Say whether ordinary lines are read by the compiled module."""
    if is_compiled():
        return passed("reader", "compiled: ordinary lines are read in C, others in Python")
    find = "Python alone: loading takes a third longer, and gives the same"
    return passed(
        "reader", f"{find}; with a C compiler, `pip install --editable .` builds the other"
    )


def _packages() -> Finding:
    """Compare what is installed with requirements.lock."""
    locked = dict(
        re.findall(r"^([\w.-]+)==(\S+)", _text(PROJECT / "requirements.lock"), re.MULTILINE)
    )
    installed = {_name(each.metadata["Name"]): each.version for each in metadata.distributions()}
    other = [
        f"{name} {installed[name]} (locked: {version})"
        for name, version in locked.items()
        if installed.get(name, version) != version
    ]
    shown = [f"{name} {installed[name]}" for name in ("duckdb", *_NAMED) if name in installed]
    if other:
        return warned("packages", ", ".join(other), "install what is locked: make venv")
    return passed("packages", f"as locked: {', '.join(shown)}")


def _extension(connection: duckdb.DuckDBPyConnection, name: str) -> Finding:
    subject = f"extension {name}"
    try:
        connection.load_extension(name)
    except duckdb.Error as error:
        return _not_loaded(subject, name, str(error).splitlines()[0])
    version, path, origin = connection.execute(
        "select extension_version, install_path, installed_from from duckdb_extensions() "
        "where extension_name = ?",
        [name],
    ).fetchall()[0]
    return passed(subject, f"{version}, {path}" + (f", from {origin}" if origin else ""))


def _not_loaded(subject: str, name: str, find: str) -> Finding:
    """Tell whether the first run can install an extension from the packages."""
    package = f"duckdb-extension-{name.replace('_', '-')}"
    try:
        version = metadata.version(package)
    except metadata.PackageNotFoundError:
        advice = f"install the package {package} (docs/configuration.md)"
        return failed(subject, find, advice, 78)
    return passed(subject, f"not installed yet; the first run takes it from {package} {version}")


def _encoding() -> Finding:
    encoding = sys.stdout.encoding or "none"
    files = sys.getfilesystemencoding()
    language = locale.setlocale(locale.LC_CTYPE)
    find = f"{encoding} on output, {files} for file names, locale {language}"
    if {encoding.lower(), files.lower()} != {"utf-8"}:
        return warned("encoding", find, "set LC_ALL=C.UTF-8: other names may not be shown right")
    return passed("encoding", find)


def _name(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
