"""Turn a mail that staff forward into the command that it stands for: a ticket on its author's behalf."""

from datetime import datetime

from daemon.desk.case import Case, Desk
from daemon.reading.message import CommandFault, CommandLine
from daemon.reading.replies.forwarding import is_forward_subject
from daemon.trust.identity import is_one_of, read_address

COMMAND = "untuk"
LONGEST = 200  # characters of a subject


def command_for(desk: Desk, case: Case) -> CommandLine | None:
    """Return `!untuk` with the author and the date of the forwarded mail; None when it is no such mail.

    The forwarding mail may say nothing but `!untuk` itself. Its author is neither staff nor one of our own addresses.
    """
    address = _author(desk, case)
    if address is None or not _says_nothing_else(desk, case):
        return None
    reference = case.reading.reference
    named = (reference.original_sender.name if reference.original_sender else "").strip()
    arguments = [address, "kanal=email", f"judul={_subject(case)}", *([f"nama={named}"] if named else [])]
    if reference.original_date is not None and reference.original_date <= case.now:
        arguments.append(f"diterima={_local(desk, reference.original_date)}")
    shown = " ".join(f'"{one}"' if " " in one else one for one in arguments)
    return CommandLine(f"!{COMMAND} {shown}", COMMAND, tuple(arguments), None, is_bare=False)


def text_of(case: Case) -> str:
    """Return what the forwarded mail says."""
    return case.reading.reference.original_text


def _author(desk: Desk, case: Case) -> str | None:
    reading = case.reading
    is_forward = reading.reply.is_forward or is_forward_subject(reading.message.subject)
    sender = reading.reference.original_sender
    address = read_address(sender.address) if is_forward and sender is not None else None
    if address is None or is_one_of(address.lower(), desk.rules.own_addresses):
        return None
    return None if desk.directory.by_address(address.lower()) else address.lower()


def _says_nothing_else(desk: Desk, case: Case) -> bool:
    """Say whether the mail commands nothing, or only that a ticket is opened."""
    block = case.reading.commands
    known = [desk.registry.get(line.name) for line in block.lines]
    only_opens = all(command is not None and command.name == COMMAND for command in known)
    return only_opens and set(block.faults) <= {CommandFault.FORWARD}


def _subject(case: Case) -> str:
    reference = case.reading.reference
    first = next((line.strip() for line in reference.original_text.splitlines() if line.strip()), "")
    return (reference.original_subject or first or case.reading.message.subject)[:LONGEST]


def _local(desk: Desk, at: datetime) -> str:
    return f"{at.astimezone(desk.rules.zone):%Y-%m-%d %H:%M}"
