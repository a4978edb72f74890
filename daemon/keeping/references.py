"""Know which files somebody still needs before one is removed."""

from collections.abc import Mapping
from datetime import datetime

from models.mail import InboundEmail
from models.tickets import TicketAttachment

_TOGETHER = 500  # names in one question to the database


def needed_by_others(mails: Mapping[int, str], files: Mapping[int, str]) -> frozenset[str]:
    """Return those of the names that other mails or attachments need than these; both are names by row id."""
    names = tuple(sorted({*mails.values(), *files.values()}))
    needed: set[str] = set()
    for start in range(0, len(names), _TOGETHER):
        some = names[start : start + _TOGETHER]
        mail = InboundEmail.select().where(InboundEmail.sha256.in_(some) & InboundEmail.raw_removed_at.is_null())
        needed |= {row.sha256 for row in mail if row.id not in mails}
        file = TicketAttachment.select().where(
            TicketAttachment.sha256.in_(some) & TicketAttachment.removed_at.is_null()
        )
        needed |= {row.sha256 for row in file if row.id not in files}
    return frozenset(needed)


def removed_since(moment: datetime) -> frozenset[str]:
    """Return the names that were given up since then: their files may still be there when a machine stopped."""
    ended = InboundEmail.select().where((InboundEmail.raw_removed_at >= moment) & (InboundEmail.state == "done"))
    mails = {int(row.id): str(row.sha256) for row in ended}
    given_up = TicketAttachment.select().where(TicketAttachment.removed_at >= moment)
    files = {int(row.id): str(row.sha256) for row in given_up}
    return frozenset({*mails.values(), *files.values()}) - needed_by_others(mails, files)
