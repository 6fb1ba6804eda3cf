"""A PostgreSQL server for tests: a new cluster in a folder, on a socket there and on no port."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))


def is_installed() -> bool:
    """Tell whether there is a server to run."""
    return bool(_PROGRAMS)


@contextmanager
def postgres(port: int | None = None) -> Iterator[str]:
    """Run a server; give the words that name it in a connection string, but for the database.

    With a `port` it listens there, on 127.0.0.1, too: Java cannot open a socket.
    The server refuses to run as root, so there it runs as the account of Debian's package.
    """
    user = "postgres" if os.geteuid() == 0 else None
    bin_folder = _PROGRAMS[-1].parent
    with TemporaryDirectory(prefix="pg") as folder:
        if user:
            shutil.chown(folder, user)

        def call(program: str, *arguments: str) -> None:
            command = [str(bin_folder / program), *arguments]
            subprocess.run(
                command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, timeout=600
            )

        data = f"{folder}/data"
        call("initdb", "--no-sync", "--auth=trust", "--username=shop", "--pgdata", data)
        listening = f"-c listen_addresses=127.0.0.1 -p {port}" if port else "-c listen_addresses=''"
        options = f"{listening} -c unix_socket_directories={folder} -c fsync=off"
        call("pg_ctl", "--wait", "--pgdata", data, "-o", options, "-l", f"{folder}/log", "start")
        try:
            yield f"host=127.0.0.1 port={port} user=shop" if port else f"host={folder} user=shop"
        finally:
            call("pg_ctl", "--wait", "--pgdata", data, "--mode=immediate", "stop")


def new_database(server: str, name: str) -> str:
    """Make a database; give the words that name it."""
    words = dict(each.split("=", 1) for each in server.split())
    command = [str(_PROGRAMS[-1].parent / "createdb"), "-h", words["host"], "-U", words["user"]]
    subprocess.run([*command, name], check=True)
    return f"{server} dbname={name}"


def dump(server: str) -> bytes:
    """Write down every row of a database, as text."""
    words = dict(each.split("=", 1) for each in server.split())
    command = [str(_PROGRAMS[-1].parent / "pg_dump"), "-h", words["host"], "-U", words["user"]]
    found = subprocess.run([*command, words["dbname"]], check=True, capture_output=True)
    return found.stdout
