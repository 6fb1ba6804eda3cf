"""doctor: whether everything is fit for a run."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, HomeOption, app
from transforms.cli.tables import print_table
from transforms.errors import UsageError
from transforms.system.logs import start_log
from transforms.system.redaction import redact

if TYPE_CHECKING:  # imported when it is run
    from transforms.operate.doctor import Finding


@app.command()
def doctor(
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    engine: Annotated[
        str, typer.Option("--engine", metavar="NAME", help="Look at spark, too.")
    ] = "duckdb",
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Look whether everything is fit for a run: PASS, WARN or FAIL, and what to do."""
    from transforms.engines.extra import ENGINES
    from transforms.operate.doctor import examine, exit_code_of

    if engine not in ENGINES:
        raise UsageError(f"--engine must be one of {', '.join(ENGINES)}, got {engine!r}")
    start_log("text", quiet=False)
    findings = list(examine(home, config, engine=engine))
    code = exit_code_of(findings)
    if json:
        output.print_json({"exit_code": code, "findings": list(map(asdict, findings))})
    else:
        print_table(["", "what", "found"], [_row(each) for each in findings], prose={"found"})
    raise typer.Exit(code)


def _row(finding: "Finding") -> tuple[str, str, str]:
    """Say what was found, and what to do about it."""
    sentence = ". To do: ".join(filter(None, (finding.find, finding.advice)))
    return finding.word.value, redact(finding.subject), redact(sentence)
