"""Recognise that a mail did not arrive, from standard notifications (RFC 3464) and from what servers write instead.

Sure evidence of a machine comes first: a person who complains about a bounce, quoting or attaching it, sent none.
"""

import re

from daemon.reading.kinds.bounce_phrases import DAEMON_NAMES, DAEMONS, LIST_REFUSALS, NOTICES, SUBJECTS
from daemon.reading.kinds.delivery_status import (
    STATUS_TYPES,
    RecipientStatus,
    has_part,
    parse_blocks,
    part_texts,
    read_statuses,
)
from daemon.reading.kinds.failed_recipients import find_failed_recipients, names_recipient
from daemon.reading.kinds.header_values import first_header, header_values
from daemon.reading.kinds.returned_mail import Returned, find_returned
from daemon.reading.message import Bounce, InboundMessage
from daemon.value_objects import value_object

# Of RFC 3464 §2.3.3: it arrived, or went on to a server that keeps no account. Every other action is a failure,
# those among them that servers make up ("error", "fail", "expired").
_ARRIVED = ("delivered", "deliverable", "relayed", "expanded", "delivery", "success")
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.-])([45]\d\d)[ -](?:#?[45]\.\d{1,3}\.\d{1,3}|[^\W\d])")
_LIST_ROLES = ("-admin", "-owner", "-bounces", "-request", "-bounce", "mailman", "listserv", "majordomo")
_DAEMON_BEGINNINGS = ("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "microsoftexchange")
_MAX_NOTICE = 20_000  # characters of the notice that are looked at
_MAX_REASON = 500
_OPENING = 400  # characters in which a notice says what it is about
_DELAY = (
    "delay",
    "warning",
    "still being retried",
    "will be retried",
    "temporar",
    "deferred",
    "tertunda",
    "verzögert",
    "retardé",
    "demorad",
    "遅延",
)


@value_object
class _Notice:
    """What a server wrote about the failure."""

    text: str  # its own words, without the returned mail
    returned: Returned
    statuses: tuple[RecipientStatus, ...]


def find_bounce(message: InboundMessage) -> Bounce | None:
    """Return the failure that a mail reports; None when it reports none."""
    if not _may_be_bounce(message):
        return None
    returned = find_returned(message)
    notice = _Notice(message.text[: min(returned.notice_end, _MAX_NOTICE)], returned, read_statuses(message))
    if notice.statuses and all(status.action in _ARRIVED for status in notice.statuses):
        return None
    if not _reports_failure(message, notice):
        return None
    return _describe(message, notice)


def is_daemon(message: InboundMessage) -> bool:
    """Say whether a mail server wrote the mail, by its sender's address or name."""
    local, _, _ = message.sender.address.lower().partition("@")
    name = message.sender.name.lower()
    if local in DAEMONS or local.startswith(_DAEMON_BEGINNINGS):
        return True
    return name.startswith(DAEMON_NAMES) or (not local and _is_nobody(first_header(message.headers, "from").lower()))


def _is_nobody(sender: str) -> bool:
    return sender == "<>" or "mailer-daemon" in sender


def has_null_sender(message: InboundMessage) -> bool:
    """Say whether the envelope sender was empty or a mail server (RFC 5321 §4.5.5)."""
    for value in header_values(message.headers, "return-path"):
        if value == "<>" or value.lower().startswith(("<mailer-daemon", "mailer-daemon", "<postmaster@")):
            return True
    return False


def is_success_report(message: InboundMessage) -> bool:
    """Say whether a delivery status notification reports that all went well."""
    statuses = read_statuses(message) if _is_report(message) else ()
    return bool(statuses) and all(status.action in _ARRIVED for status in statuses)


def _may_be_bounce(message: InboundMessage) -> bool:
    if "feedback-report" in message.content_type or has_part(message, "message/feedback-report"):
        return False
    if has_part(message, "message/disposition-notification"):
        return is_rejection(message)
    return (
        is_daemon(message)
        or has_null_sender(message)
        or _is_report(message)
        or _is_marked(message)
        or _is_list_refusal(message)
        or _reads_like_notice(message)
    )


def is_rejection(message: InboundMessage) -> bool:
    """Say whether a disposition notification tells that a filter, no person, threw the mail away (RFC 5429 §2.1.2)."""
    return any(
        "automatic-action" in disposition and disposition.rstrip().endswith("deleted")
        for part in part_texts(message, ("message/disposition-notification",))
        for disposition in (block.get("disposition", "").lower() for block in parse_blocks(part))
    )


def _reads_like_notice(message: InboundMessage) -> bool:
    """Recognise a server that gives itself no name, by a notice that begins with the failure and then names who it was.

    A person who passes a notice on says something first, writes under a name or answers a mail.
    """
    if message.sender.name or message.in_reply_to or not any(one in message.subject.casefold() for one in SUBJECTS):
        return False
    opening = message.text[:_OPENING]
    if "?" in opening or not any(phrase in opening.casefold() for phrase in NOTICES):
        return False
    return names_recipient(opening)


def _is_list_refusal(message: InboundMessage) -> bool:
    """Recognise a list server that refuses a mail because its sender may not write to the list."""
    local = message.sender.address.lower().partition("@")[0]
    if not local.endswith(_LIST_ROLES):
        return False
    words = f"{message.subject} {message.text[:600]}".casefold()
    return any(phrase in words for phrase in LIST_REFUSALS)


def _is_report(message: InboundMessage) -> bool:
    return message.content_type.startswith(("multipart/report", *STATUS_TYPES))


def _is_marked(message: InboundMessage) -> bool:
    """Recognise servers that write under another name, by a header no person's program sets or by their own notice."""
    if first_header(message.headers, "x-failed-recipients"):
        return True
    if not message.subject.casefold().startswith(SUBJECTS):
        return False
    return first_header(message.headers, "auto-submitted").lower().startswith("auto-") or has_part(
        message, "message/delivery-status"
    )


def _reports_failure(message: InboundMessage, notice: _Notice) -> bool:
    if notice.statuses or first_header(message.headers, "x-failed-recipients") or _is_list_refusal(message):
        return True
    subject = message.subject.casefold()
    words = notice.text.casefold()
    if any(phrase in subject for phrase in SUBJECTS):
        return is_daemon(message) or _has_failure(words) or notice.returned.is_there
    if not _has_failure(words):
        return _is_mailer_daemon(message) and bool(find_failed_recipients(message, notice.text, notice.returned))
    return is_daemon(message) or _is_report(message) or notice.returned.is_there


def _is_mailer_daemon(message: InboundMessage) -> bool:
    """Recognise an address under which no person writes: what comes from it and names an address is a failure."""
    return message.sender.address.lower().startswith(("mailer-daemon", "microsoftexchange"))


def _has_failure(words: str) -> bool:
    return any(phrase in words for phrase in NOTICES) or bool(_REPLY.search(words))


def _describe(message: InboundMessage, notice: _Notice) -> Bounce:
    failed = [status for status in notice.statuses if status.action not in _ARRIVED] or list(notice.statuses)
    recipients = tuple(dict.fromkeys(address for status in failed for address in status.addresses))
    if not recipients:
        recipients = find_failed_recipients(message, notice.text, notice.returned)
    status = next((one.status for one in failed if _STATUS.fullmatch(one.status)), "") or _status_in(notice.text)
    diagnostic = next((one.diagnostic for one in failed if one.diagnostic), "")
    return Bounce(
        recipients=recipients,
        is_permanent=_is_permanent(message, notice, failed, status),
        status=status,
        reason=_one_line(_without_type(diagnostic) or _reason_in(notice.text, recipients)),
        original_message_id=notice.returned.message_id,
    )


def _is_permanent(message: InboundMessage, notice: _Notice, failed: list[RecipientStatus], status: str) -> bool:
    """Say whether the address is at fault: not when the server still tries, or gave up after temporary failures."""
    if any(one.action == "delayed" for one in failed):
        return False
    if status:
        return status.startswith("5")
    reply = _REPLY.search(notice.text)
    if reply:
        return reply.group(1).startswith("5")
    words = f"{message.subject} {notice.text[:600]}".casefold()
    return not any(phrase in words for phrase in _DELAY)


def _status_in(text: str) -> str:
    found = [match for match in _STATUS.finditer(text) if match.group(1) != "2"]
    return found[0].group(0) if found else ""


def _reason_in(text: str, recipients: tuple[str, ...]) -> str:
    lines = [line.strip() for line in text.split("\n")]
    for line in lines:
        if _REPLY.search(line[:_MAX_REASON]):
            return line
    for index, line in enumerate(lines):
        if any(address in line.lower() for address in recipients):
            rest = line.lower().split(recipients[0])[-1].strip("<>:;., ")
            return line if len(rest) > 8 else next((other for other in lines[index + 1 : index + 4] if other), line)
    return next((line for line in lines if any(phrase in line.casefold() for phrase in NOTICES)), "")


def _without_type(diagnostic: str) -> str:
    kind, semicolon, words = diagnostic.partition(";")
    return words if semicolon and " " not in kind.strip() else diagnostic


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_MAX_REASON]
