"""Who takes care of a mail: an ordered tuple of handlers; the first that answers decides.

A handler gets the desk and the case and returns an Outcome, or None when the mail is not its business.
It works inside the mail's transaction and never sets a final state itself.
"""

from collections.abc import Callable, Sequence

from daemon.desk.case import Case, Desk, Outcome
from daemon.desk.handlers import bounces, complaints, machines, oversize, replies, senders, staff
from daemon.desk.requesters import binding, own_report, own_tickets
from models.mail import ContentKey
from models.people import Address
from models.upkeep import LimitUse

Handler = Callable[[Desk, Case], Outcome | None]

HANDLERS: tuple[Handler, ...] = (
    machines.handle_own_mail,
    machines.handle_redelivery,
    oversize.handle_oversize,
    bounces.handle_bounce,
    machines.handle_automatic_mail,
    senders.handle_unclear_sender,
    staff.handle_impersonation,
    staff.handle_foreign_token,
    staff.handle_orders_of_others,
    staff.handle_forwarded,
    staff.handle_commands,
    staff.handle_staff_reply,
    own_report.handle_own_report,
    replies.handle_reply,
    binding.handle_code_mail,
    own_tickets.handle_status_question,
    complaints.handle_complaint,
)


def read_ahead(cases: Sequence[Case]) -> None:
    """Read at once what handling each of these mails asks for: was it here before, and how often its sender wrote."""
    if len(cases) > 1:
        messages = [case.reading.message for case in cases]
        senders = {message.sender.address.lower() for message in messages}
        ContentKey.read_ahead({message.message_id for message in messages})
        LimitUse.read_ahead(senders)
        Address.read_ahead(senders)


def handle(desk: Desk, case: Case) -> Outcome:
    """Let the first handler that feels responsible decide what becomes of the mail.

    Raises: LookupError when none does, which is a programming error: complaints.py takes everything.
    """
    for handler in HANDLERS:
        outcome = handler(desk, case)
        if outcome is not None:
            return outcome
    raise LookupError("no handler took the mail")
