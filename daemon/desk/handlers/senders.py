"""Mail whose sender cannot be made out: kept for a person to decide, nobody is answered."""

from daemon.desk.case import Case, Desk, Disposition, Outcome
from daemon.reading.message import Header
from daemon.reading.mime.addresses import parse_mailboxes
from daemon.trust.identity import read_address


def handle_unclear_sender(desk: Desk, case: Case) -> Outcome | None:
    """Hold a mail without exactly one clear address to answer; others pass, identified or not."""
    if case.authentication.address is not None:
        return None
    lenient = case.reading.message.sender.address
    is_clear = _names_one_mailbox(case.reading.message.headers) and read_address(lenient) is not None
    if is_clear and desk.directory.by_address(lenient.lower()) is None:
        return None
    return Outcome(Disposition.HELD, f"sender unclear: {case.authentication.reason}")


def _names_one_mailbox(headers: tuple[Header, ...]) -> bool:
    """Say whether there is one From, and one mailbox in it however oddly it is written."""
    values = [header.value for header in headers if header.name.lower() == "from"]
    return len(values) == 1 and len(parse_mailboxes(values[0])) == 1
