"""Mail from staff addresses: commands, replies, and what pretends to be either."""

import logging
from dataclasses import replace

from daemon.desk import forwarded_mail
from daemon.desk.case import Case, CommandOutcome, Desk, Disposition, Outcome, Result
from daemon.desk.handlers.machines import NOT_AUTHENTICATED
from daemon.desk.handlers.replies import referenced_ticket
from daemon.desk.handlers.senders import note_refusal
from daemon.desk.journal import Entry, record
from daemon.desk.planning import orders
from daemon.desk.tokens import TokenState, answered_notification, check_reply_token, note_mismatch
from daemon.desk.views import StaffMember
from daemon.reading.message import CommandBlock, Kind
from daemon.trust.levels import Level

log = logging.getLogger("loket.staff")


def handle_impersonation(desk: Desk, case: Case) -> Outcome | None:
    """Do nothing for a mail that only claims to be from staff; the real person hears of it once a day."""
    member = claimed_member(desk, case)
    if member is None or case.authentication.level > Level.A0:
        return None
    lines = case.reading.commands.lines
    note_refusal(case, member)
    if not lines:
        return Outcome(Disposition.HELD, f"claims to be staff: {case.authentication.reason}")
    refused = tuple(CommandOutcome(line.name, Result.REFUSED, NOT_AUTHENTICATED) for line in lines)
    return Outcome(Disposition.COMMANDS_REFUSED, case.authentication.reason, commands=refused)


def handle_foreign_token(desk: Desk, case: Case) -> Outcome | None:
    """Note that an authenticated sender answers with somebody else's reply token; others decide about the mail."""
    if case.reading.reference.tokens and case.authentication.level > Level.A0:
        token = check_reply_token(desk, case, claimed_member(desk, case))
        if token.state is TokenState.MISMATCH and token.notification is not None:
            note_mismatch(desk, case, token.notification)
    return None


def handle_orders_of_others(desk: Desk, case: Case) -> Outcome | None:
    """Note that somebody who is no staff writes commands; the mail is treated as any other."""
    marked = [line.name for line in case.reading.commands.lines if not line.is_bare and line.name in desk.registry]
    if marked and claimed_member(desk, case) is None and case.authentication.level > Level.A0:
        record(Entry("command.not_permitted", case.cause, None, {"commands": len(marked)}), case.now)
        log.info("command.not_permitted", extra={"mail": case.inbound.id})
    return None


def handle_forwarded(desk: Desk, case: Case) -> Outcome | None:
    """Ask a staff member who forwards somebody's mail whether it is to become that person's ticket."""
    member = claimed_member(desk, case)
    if member is None or case.reading.classification.kind is not Kind.ORDINARY:
        return None
    line = forwarded_mail.command_for(desk, case)
    if line is None or answered_notification(desk, case, member) is not None:
        return None
    block = CommandBlock((line,), forwarded_mail.text_of(case), (), ())
    return orders.Orders(desk, replace(case, reading=replace(case.reading, commands=block)), member).on_behalf()


def handle_commands(desk: Desk, case: Case) -> Outcome | None:
    """Run the block of commands of an authenticated staff member, or say why not."""
    member = claimed_member(desk, case)
    if member is None or not case.reading.commands.lines:
        return None
    if case.reading.classification.is_robot:
        refused = tuple(CommandOutcome(line.name, Result.NOT_RUN, "robot") for line in case.reading.commands.lines)
        return Outcome(Disposition.IGNORED, "commands in an automatic mail", commands=refused)
    return orders.Orders(desk, case, member).carry_out()


def handle_staff_reply(desk: Desk, case: Case) -> Outcome | None:
    """Pass a staff member's answer to a notification on to the requester: a reply without commands."""
    member = claimed_member(desk, case)
    if member is None or case.reading.classification.kind is not Kind.ORDINARY:
        return None
    if answered_notification(desk, case, member) is None and not _answers_ticket_of_others(case, member):
        return None
    return orders.Orders(desk, case, member).reply_only()


def claimed_member(desk: Desk, case: Case) -> StaffMember | None:
    """Return the staff member whose address stands in From, proven or not; None for everybody else."""
    address = case.authentication.address
    return None if address is None else desk.directory.by_address(address)


def _answers_ticket_of_others(case: Case, member: StaffMember) -> bool:
    """Say whether the mail answers a ticket that the staff member did not ask for themselves."""
    ticket = referenced_ticket(case)
    return ticket is not None and ticket.requester_address.address not in member.addresses
