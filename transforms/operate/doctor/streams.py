"""The streams: whether their services answer, and whether something was deleted unread."""

from collections.abc import Iterator

from transforms.config import Config
from transforms.errors import LakehouseError
from transforms.home import Home
from transforms.ingest.services import services
from transforms.operate.doctor.findings import Finding, failed, passed
from transforms.system.units import counted

_ADVICE = {
    69: "see whether the addresses are right and the network reaches them",
    77: "let the credentials read: docs/streams.md has what they need",
    78: "mend the section {kind} of the settings, or the environment",
}


def examined(home: Home, settings: Config) -> Iterator[Finding]:
    """Look at each stream that the settings name, without reading a message."""
    for service in services(settings):
        if service.kind == "sqs":
            continue  # the queue has its own look
        try:
            backlog = service.backlog(home)
        except LakehouseError as error:
            advice = _ADVICE.get(error.exit_code, "").format(kind=service.kind)
            yield failed(service.kind, str(error), advice, error.exit_code)
            continue
        waiting = (
            "" if backlog.waiting is None else f", about {counted(backlog.waiting, 'message')} wait"
        )
        yield passed(service.kind, f"{backlog.name} answers{waiting}")
