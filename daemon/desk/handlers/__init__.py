"""Who takes care of a mail: an ordered tuple of handlers; the first that answers decides.

A handler gets the desk and the case and returns an Outcome, or None when the mail is not its business.
It works inside the mail's transaction and never sets a final state itself.
"""

from collections.abc import Callable

from daemon.desk.case import Case, Desk, Outcome
from daemon.desk.handlers import bounces, complaints, machines, oversize, replies, senders, staff
from daemon.desk.requesters import binding, own_report, own_tickets

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


def handle(desk: Desk, case: Case) -> Outcome:
    """Let the first handler that feels responsible decide what becomes of the mail.

    Raises: LookupError when none does, which is a programming error: complaints.py takes everything.
    """
    for handler in HANDLERS:
        outcome = handler(desk, case)
        if outcome is not None:
            return outcome
    raise LookupError("no handler took the mail")
