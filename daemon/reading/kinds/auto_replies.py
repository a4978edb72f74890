"""Recognise automatic answers: out-of-office notes, receipts, calendar answers, complaints' reports and challenges.

RFC 3834 §5 says how they should mark themselves; the other headers and the subjects are what they do instead.
"""

from collections.abc import Callable

from daemon.reading.kinds.auto_reply_phrases import (
    AUTO_REPLY_HEADERS,
    CALENDAR_BEGINNINGS,
    CHALLENGE_HEADERS,
    CHALLENGE_SUBJECTS,
    RECEIPT_BEGINNINGS,
    SUBJECT_AWAY,
    SUBJECT_BEGINNINGS,
)
from daemon.reading.kinds.bounce_phrases import SUBJECTS as BOUNCE_SUBJECTS
from daemon.reading.kinds.bounces import has_null_sender, is_daemon, is_rejection, is_success_report
from daemon.reading.kinds.delivery_status import decode, has_part
from daemon.reading.kinds.header_values import first_header, has_any_header, has_header
from daemon.reading.message import InboundMessage
from daemon.value_objects import value_object

_REPLY_PREFIXES = (
    "re:",
    "re :",
    "aw:",
    "sv:",
    "antw:",
    "bls:",
    "balas:",
    "r:",
    "回复:",
    "回复：",
    "答复:",
    "fwd:",
    "fw:",
    "res:",
    "odp:",
)
_NOT_AT_ALL = ("no", "false", "0")
_AUTO_PRECEDENCES = ("auto_reply", "auto-reply", "autoreply")
_TELLING_VALUES = (
    ("content-class", "urn:content-classes:mdn"),
    ("delivered-to", "autoresponder"),
    ("x-post-messageclass", "autoresponder"),
    ("x-fc-machinegenerated", "true"),
    ("x-mailer", "vacation"),
    ("x-mailer", "autoresponder"),
)
_AUTO_REPLY_NAMES = frozenset(AUTO_REPLY_HEADERS)
_TELLING_NAMES = frozenset(name for name, _ in _TELLING_VALUES)
_CHALLENGE_NAMES = frozenset(CHALLENGE_HEADERS)
_FRAMES = " \t[(*\"'"  # around a subject
_MOST_NAMES = 5  # words of a person's name
_MAX_PREFIXES = 3


@value_object
class AutoReply:
    """What shows that a program answered."""

    reason: str  # "" when nothing does
    is_certain: bool  # it cannot be a notice of failure


def find_auto_reply(message: InboundMessage) -> AutoReply:
    """Return what shows that a mail is an automatic answer."""
    for find in (_report, _subject):
        reason = find(message)
        if reason:
            is_certain = not is_rejection(message) if find is _report else not is_daemon(message)
            return AutoReply(reason, is_certain)
    reason = next((found for find in _SIGNS if (found := find(message))), "")
    return AutoReply(reason, is_certain=False)


def bare_subject(subject: str) -> str:
    """Return the subject case-folded, without the prefixes of answers."""
    text = subject.strip().casefold()
    for _ in range(_MAX_PREFIXES):
        if not text.startswith(_REPLY_PREFIXES):
            break
        prefix = next(one for one in _REPLY_PREFIXES if text.startswith(one))
        text = text[len(prefix) :].strip()
    return text


def _report(message: InboundMessage) -> str:
    if has_part(message, "message/disposition-notification") or "disposition-notification" in message.content_type:
        return "read receipt"
    if (
        has_part(message, "message/feedback-report")
        or "feedback-report" in message.content_type
        or _is_old_complaint(message)
    ):
        return "feedback report"
    return "delivery receipt" if is_success_report(message) else ""


def _is_old_complaint(message: InboundMessage) -> bool:
    """Recognise the complaint reports of Hotmail, older than RFC 5965."""
    if not message.subject.strip().lower().startswith("complaint about message from"):
        return False
    return any("x-hmxmroriginalrecipient:" in decode(mail[:4000]).lower() for mail in message.attached_messages)


def _subject(message: InboundMessage) -> str:
    """Go by the subject. After "Re:" a person may have written: there it takes a machine's mark as well."""
    subject = message.subject.casefold().lstrip(_FRAMES)
    bare = bare_subject(subject)
    if subject.startswith(SUBJECT_BEGINNINGS) or (bare == subject and _names_who_is_away(subject)):
        return "subject of an automatic answer"
    is_marked = has_header(message.headers, "x-auto-response-suppress") or has_null_sender(message)
    return "subject of an automatic answer" if is_marked and bare.startswith(SUBJECT_BEGINNINGS) else ""


def _names_who_is_away(subject: str) -> bool:
    """Recognise "Budi Contoh is out of the office", which no person asks about in these words."""
    name = next((subject.partition(phrase)[0] for phrase in SUBJECT_AWAY if phrase in subject), "")
    return 0 < len(name.split()) <= _MOST_NAMES and "?" not in subject


def _auto_submitted(message: InboundMessage) -> str:
    value = first_header(message.headers, "auto-submitted").lower().partition(";")[0].strip()
    return f"Auto-Submitted: {value}" if value and value != "no" else ""


def _precedence(message: InboundMessage) -> str:
    for name in ("precedence", "x-precedence", "preference"):
        value = first_header(message.headers, name).lower()
        if value in _AUTO_PRECEDENCES or (value == "junk" and message.in_reply_to):
            return f"{name}: {value}"
    return ""


def _folklore(message: InboundMessage) -> str:
    for name in AUTO_REPLY_HEADERS if has_any_header(message.headers, _AUTO_REPLY_NAMES) else ():
        if has_header(message.headers, name) and first_header(message.headers, name).lower() not in _NOT_AT_ALL:
            return f"{name} header"
    return ""


def _autoresponder(message: InboundMessage) -> str:
    for name, word in _TELLING_VALUES if has_any_header(message.headers, _TELLING_NAMES) else ():
        if word in first_header(message.headers, name).lower():
            return f"{name} header"
    return ""


def _receipt(message: InboundMessage) -> str:
    if not message.content_type.startswith("multipart/report") and not has_null_sender(message):
        return ""
    return "receipt" if bare_subject(message.subject).startswith(RECEIPT_BEGINNINGS) else ""


def _calendar(message: InboundMessage) -> str:
    if not message.has_calendar:
        return ""
    if bare_subject(message.subject).startswith(CALENDAR_BEGINNINGS):
        return "calendar answer"
    calendars = (part.content for part in message.attachments if part.content_type == "text/calendar")
    is_answer = any(b"METHOD:REPLY" in content[:20_000].upper() for content in calendars)
    return "calendar answer" if is_answer else ""


def _challenge(message: InboundMessage) -> str:
    if has_any_header(message.headers, _CHALLENGE_NAMES):
        return "challenge"
    is_machine = has_null_sender(message) or has_header(message.headers, "auto-submitted")
    if not is_machine or not bare_subject(message.subject).startswith(CHALLENGE_SUBJECTS):
        return ""
    words = f"{message.subject} {message.text[:2000]}".casefold()
    asks = any(phrase in words for phrase in ("confirm", "verif", "konfirmasi", "click", "klik"))
    return "challenge" if asks else ""


def _null_sender(message: InboundMessage) -> str:
    """Count what a server sends on its own account as an answer when it reports no failure."""
    reason = ""
    if has_null_sender(message):
        reason = "null envelope sender"
    elif is_daemon(message) and message.content_type.startswith("multipart/report"):
        reason = "mail server as sender"
    if not reason:
        return ""
    subject = message.subject.casefold()
    return "" if any(phrase in subject for phrase in BOUNCE_SUBJECTS) else reason


_SIGNS: tuple[Callable[[InboundMessage], str], ...] = (
    _auto_submitted,
    _precedence,
    _folklore,
    _autoresponder,
    _receipt,
    _calendar,
    _challenge,
    _null_sender,
)
