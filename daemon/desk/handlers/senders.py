"""Mail whose sender cannot be made out: kept for a person to decide, nobody is answered."""

from daemon.desk.case import Case, Desk, Disposition, Outcome
from daemon.desk.journal import Entry, record
from daemon.desk.views import StaffMember
from daemon.reading.message import Header
from daemon.reading.mime.addresses import parse_mailboxes
from daemon.trust.identity import read_address


def handle_unclear_sender(desk: Desk, case: Case) -> Outcome | None:
    """Hold a mail without exactly one clear address to answer; others pass, identified or not.

    A member of staff whose address people would read there hears of it once a day.
    """
    if case.authentication.address is not None:
        return None
    lenient = case.reading.message.sender.address
    is_clear = _names_one_mailbox(case.reading.message.headers) and read_address(lenient) is not None
    member = desk.directory.by_address(lenient.lower())
    if is_clear and member is None:
        return None
    if member is not None:
        note_refusal(case, member)
    return Outcome(Disposition.HELD, f"sender unclear: {case.authentication.reason}")


def note_refusal(case: Case, member: StaffMember) -> None:
    """Note that a mail in the name of a member of staff was not believed."""
    record(
        Entry("auth.refused", case.cause, None, {"staff": member.id, "reason": case.authentication.reason}), case.now
    )


def _names_one_mailbox(headers: tuple[Header, ...]) -> bool:
    """Say whether there is one From, and one mailbox in it however oddly it is written."""
    values = [header.value for header in headers if header.name.lower() == "from"]
    return len(values) == 1 and len(parse_mailboxes(values[0])) == 1
