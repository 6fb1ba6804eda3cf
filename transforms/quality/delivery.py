"""Delivery: messages leave through apprise, which knows a hundred services."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from transforms.errors import ConfigError
from transforms.quality.addresses import VARIABLE, Address
from transforms.quality.messages import Message
from transforms.system.logs import event
from transforms.system.terminal_text import visible_lines

if TYPE_CHECKING:  # an extra, imported where a message leaves
    import apprise

log = logging.getLogger("lakehouse")


class Postbox:
    """Sends messages to addresses.

    Raises:
        ConfigError: apprise is not installed, or does not know an address.
    """

    def __init__(self, addresses: Sequence[Address], timeout_seconds: int) -> None:
        self._services = {each.digest: _service(each, timeout_seconds) for each in addresses}

    def send(self, message: Message) -> bool:
        """Send a message; tell whether it has arrived."""
        service = self._services[message.address.digest]
        try:
            arrived = bool(service.notify(title=message.title, body=visible_lines(message.body)))
        except Exception as error:
            log.warning("address %s: %s", message.address.position, type(error).__name__)
            arrived = False
        if not arrived:
            log.warning(
                *("a message could not be delivered to address %s", message.address.position),
                extra=event("undelivered", address=message.address.position, owner=message.owner),
            )
        return arrived


def _service(address: Address, timeout_seconds: int) -> "apprise.Apprise":
    try:
        import apprise
    except ImportError as error:
        raise ConfigError(
            f"{VARIABLE} names addresses, so the extra `alerts` must be installed, got no apprise"
        ) from error
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it would repeat what we say
    service = apprise.Apprise(asset=apprise.AppriseAsset(async_mode=False))
    if not service.add(address.url):
        raise ConfigError(
            f"{VARIABLE} must hold addresses that apprise knows, got another as number"
            f" {address.position}"
        )
    for each in service:
        each.socket_connect_timeout = each.socket_read_timeout = float(timeout_seconds)
    return service
