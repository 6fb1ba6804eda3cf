"""doctor: whether everything is fit for a run."""

from dataclasses import asdict
from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, HomeOption, app
from transforms.system.logs import start_log


@app.command()
def doctor(
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Look whether everything is fit for a run: PASS, WARN or FAIL, and what to do."""
    from transforms.operate.doctor import examine, exit_code_of

    start_log("text", quiet=False)
    findings = list(examine(home, config))
    code = exit_code_of(findings)
    if json:
        output.print_json({"exit_code": code, "findings": list(map(asdict, findings))})
    else:
        output.print_findings(findings)
    raise typer.Exit(code)
