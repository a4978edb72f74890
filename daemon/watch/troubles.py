"""Say what is wrong with the service now, from what its parts know and what the disk has left."""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from daemon.watch.alarms import Trouble
from daemon.watch.contacts import Contact
from models.mail import InboundEmail
from models.outgoing import OutgoingEmail

REFUSALS = 3  # logins refused in a row that are no accident
LONGEST_QUEUE = timedelta(minutes=15)  # a mail that waits longer is not on its way
LONGEST_UNSENT = timedelta(hours=1)
MOST_ASIDE = 100  # mails in quarantine or held
LEAST_OCTETS = 100_000_000
LEAST_FILES = 1_000


def with_servers(contacts: Iterable[Contact]) -> Iterator[Trouble]:
    """Yield a trouble for each server that cannot be used."""
    for contact in contacts:
        if contact.failing_since is not None:
            yield Trouble(f"server {contact.name}", contact.reason, is_urgent=contact.refusals >= REFUSALS)


def with_disk(folder: Path) -> Iterator[Trouble]:
    """Yield a trouble when the disk is nearly full, in octets or in files."""
    try:
        left = os.statvfs(folder)
    except OSError as error:
        yield Trouble("disk", f"{folder} cannot be read: {error.strerror}")
        return
    if left.f_bavail * left.f_frsize < LEAST_OCTETS:
        yield Trouble("disk", f"{folder}: {left.f_bavail * left.f_frsize // 1_000_000} MB left", is_urgent=True)
    elif left.f_files and left.f_favail < LEAST_FILES:
        yield Trouble("disk", f"{folder}: room for {left.f_favail} files left", is_urgent=True)


def with_queues(now: datetime) -> Iterator[Trouble]:
    """Yield a trouble for mail that is stuck, coming in or going out, and for too much in quarantine."""
    is_due = InboundEmail.not_before.is_null() | (InboundEmail.not_before < now - LONGEST_QUEUE)
    stuck = (InboundEmail.state == "new") & (InboundEmail.recorded_at < now - LONGEST_QUEUE) & is_due
    if count := InboundEmail.select().where(stuck).count():
        yield Trouble("queue in", f"{count} mails wait for more than {LONGEST_QUEUE.seconds // 60} minutes")
    unsent = (OutgoingEmail.state == "pending") & (OutgoingEmail.not_before < now - LONGEST_UNSENT)
    if count := OutgoingEmail.select().where(unsent).count():
        yield Trouble("queue out", f"{count} letters should have gone out more than an hour ago")
    aside = InboundEmail.select().where(InboundEmail.state.in_(("held", "quarantined"))).count()
    if aside >= MOST_ASIDE:
        yield Trouble("quarantine", f"{aside} mails wait for a decision: loket quarantine list", is_urgent=True)
