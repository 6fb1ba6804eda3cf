"""Messages: what owners are told of alerts, in a few lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from transforms.quality.addresses import Address
from transforms.quality.alerts import OPEN, Alert
from transforms.quality.outbox import Told
from transforms.system.units import counted

_MOST_LINES = 20


@dataclass(frozen=True)
class Message:
    """One message of a run to one address: the alerts that it tells of, each with what is due."""

    address: Address
    owner: str
    alerts: Sequence[tuple[Alert, str]]

    @property
    def told(self) -> list[Told]:
        """Name what the address has been told once it has arrived."""
        return [Told(alert.alert_id, due, self.address.digest) for alert, due in self.alerts]

    @property
    def title(self) -> str:
        """Say how many alerts there are of each kind."""
        return f"lakehouse, {self.owner}: {in_short([due for _, due in self.alerts])}"

    @property
    def body(self) -> str:
        """Say each alert in a line, 20 lines at most."""
        lines = [line_of(alert, due) for alert, due in self.alerts]
        if len(lines) > _MOST_LINES:
            left = len(lines) - _MOST_LINES + 1
            lines = [*lines[: _MOST_LINES - 1], f"and {left:,} more: `etl.py alerts` lists them"]
        return "\n".join(lines)


def in_short(messages: Sequence[str]) -> str:
    """Say how many alerts are new, resolved, and still open."""
    kinds = [message.split()[0] for message in messages]
    named = (("open", "new"), ("resolved", "resolved"), ("reminder", "still open"))
    said = [f"{kinds.count(kind):,} {word}" for kind, word in named if kind in kinds]
    return ", ".join(said) or "nothing new"


def line_of(alert: Alert, due: str) -> str:
    """Say one alert."""
    word = {"open": "new", "resolved": "resolved"}.get(due, "still open")
    more = f" ({counted(alert.days, 'day')})" if alert.days > 1 else ""
    since = f", since {alert.opened_at:%Y-%m-%d %H:%M} UTC" if due not in (OPEN,) else ""
    return f"{word} {alert.alert_id}: {alert.sentence}{more}{since}"
