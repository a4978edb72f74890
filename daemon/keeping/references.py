"""Know which files somebody still needs before one is removed."""

from collections.abc import Collection, Mapping
from datetime import datetime

from models.actions import ActionRequest
from models.mail import InboundEmail
from models.outgoing import OutgoingFile
from models.plans import StoredPlan
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


def unneeded(names: Collection[str]) -> frozenset[str]:
    """Return those of the names that no row refers to any more: no mail, attachment, letter, request or plan."""
    wanted = sorted(set(names))
    needed = needed_by_others(dict(enumerate(wanted, -len(wanted))), {})
    for start in range(0, len(wanted), _TOGETHER):
        some = wanted[start : start + _TOGETHER]
        files = OutgoingFile.select().where(OutgoingFile.sha256.in_(some) & ~OutgoingFile.is_left_out)
        needed |= {row.sha256 for row in files}
    return frozenset(wanted) - needed - _of_orders()


def _of_orders() -> frozenset[str]:
    """Return the names of the files that requests and plans about many records were made from."""
    orders = [row.order for row in ActionRequest.select().where(ActionRequest.order != {})]
    plans = StoredPlan.select().where((StoredPlan.kind != "commands") & StoredPlan.content_removed_at.is_null())
    orders += [row.content.get("order", {}) for row in plans]
    return frozenset(str(order["file"]) for order in orders if "file" in order)
