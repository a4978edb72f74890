"""The addresses that mail goes out with."""

from daemon.config import Config
from daemon.value_objects import value_object


@value_object
class Sender:
    """Who mails are from, and where their answers and bounces go."""

    name: str
    address: str  # addr-spec, lower case
    envelope: str  # addr-spec; bounces go there
    domain: str  # right-hand side of our Message-IDs
    has_sub_addressing: bool  # mail to local+anything@domain arrives too

    def with_token(self, token: str) -> str:
        """Return the address that carries a reply token; the plain one where there is no sub-addressing."""
        local, _, domain = self.address.rpartition("@")
        return f"{local}+{token}@{domain}" if self.has_sub_addressing else self.address


def sender_of(config: Config) -> Sender:
    """Return the sender that the configuration describes.

    Sub-addressing counts only when a mailbox that we read receives the From address and has it.
    """
    smtp = config.smtp
    readers = [box for box in config.mailboxes if smtp.from_address in (box.address, *box.aliases)]
    return Sender(
        name=smtp.from_name or config.institution.unit,
        address=smtp.from_address,
        envelope=smtp.sender,
        domain=smtp.from_address.rpartition("@")[2],
        has_sub_addressing=any(box.sub_addressing for box in readers),
    )
