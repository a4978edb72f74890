"""Say what sort of mail a mail is: ordinary, own, bounce or auto-reply, and whether a machine made it.

Sources: RFC 3834 §2, trust.md §2.4 and §3.6, 1.
"""

from collections.abc import Callable

from daemon.reading.kinds.auto_replies import find_auto_reply
from daemon.reading.kinds.bounces import find_bounce, has_null_sender, is_daemon
from daemon.reading.kinds.header_values import first_header, has_any_header, has_header, header_values
from daemon.reading.kinds.machine_names import is_machine_name
from daemon.reading.loop_mark import LOOP_HEADER, is_own_mark
from daemon.reading.message import Bounce, Classification, InboundMessage, Kind
from daemon.reading.replies.forwarding import is_reply_subject
from daemon.reading.vocabulary import Vocabulary

_MAX_RECEIVED = 30  # a mail that passed more servers is in a loop
_BULK_PRECEDENCES = ("bulk", "junk", "list")
_LIST_HEADERS = (
    "list-id",
    "list-unsubscribe",
    "list-post",
    "list-help",
    "list-subscribe",
    "list-owner",
    "list-archive",
    "mailing-list",
    "x-mailing-list",
    "x-mailman-version",
    "x-campaignid",
    "x-campaign",
    "x-mc-user",
    "x-list",
)
_LIST_NAMES = frozenset(_LIST_HEADERS)
_LIST_ROLES = ("-request", "-owner", "-bounces")
_ROLES = (
    "mailer-daemon",
    "postmaster",
    "abuse",
    "listserv",
    "majordomo",
    "mailman",
    "nobody",
    "root",
)


def classify(message: InboundMessage, vocabulary: Vocabulary) -> Classification:
    """Return the kind of a mail and why. The order matters: own mail first, then failures, then automatic answers."""
    bulk = _find_bulk(message)
    if _is_own(message, vocabulary):
        return _by_machine(Kind.OWN, f"signed {LOOP_HEADER}", bulk)
    auto_reply = find_auto_reply(message)
    bounce = None if auto_reply.is_certain else find_bounce(message)
    if bounce is not None:
        return _by_machine(Kind.BOUNCE, "delivery failure notice", bulk, bounce)
    if auto_reply.reason:
        return _by_machine(Kind.AUTO_REPLY, auto_reply.reason, bulk)
    robot = bulk or _find_robot(message, vocabulary)
    return Classification(Kind.ORDINARY, bool(bulk), bool(robot), robot, None)


def _by_machine(kind: Kind, reason: str, bulk: str, bounce: Bounce | None = None) -> Classification:
    return Classification(kind, is_bulk=bool(bulk), is_robot=True, reason=reason, bounce=bounce)


def _is_own(message: InboundMessage, vocabulary: Vocabulary) -> bool:
    if message.message_id_is_made_up:
        return False
    marks = header_values(message.headers, LOOP_HEADER.lower())
    return any(is_own_mark(mark, message.message_id, vocabulary.loop_keys) for mark in marks[:3])


def _find_bulk(message: InboundMessage) -> str:
    """Return what shows that the mail went to many; "" when nothing does."""
    precedence = first_header(message.headers, "precedence").lower()
    if precedence in _BULK_PRECEDENCES:
        return f"Precedence: {precedence}"
    if not has_any_header(message.headers, _LIST_NAMES):
        return ""
    return next(f"{name} header" for name in _LIST_HEADERS if has_header(message.headers, name))


def _find_robot(message: InboundMessage, vocabulary: Vocabulary) -> str:
    """Return what shows that a machine made an otherwise ordinary mail; "" when nothing does."""
    return next((reason for found in _ROBOT_SIGNS if (reason := found(message, vocabulary))), "")


def _null_sender(message: InboundMessage, _: Vocabulary) -> str:
    return "null envelope sender" if has_null_sender(message) else ""


def _daemon(message: InboundMessage, _: Vocabulary) -> str:
    return "mail server as sender" if is_daemon(message) else ""


def _role(message: InboundMessage, _: Vocabulary) -> str:
    local = message.sender.address.lower().partition("@")[0]
    is_role = local in _ROLES or local.endswith(_LIST_ROLES) or is_machine_name(local)
    return "role address as sender" if is_role else ""


def _own_address(message: InboundMessage, vocabulary: Vocabulary) -> str:
    return "our own address as sender" if message.sender.address.lower() in vocabulary.own_addresses else ""


def _loop(message: InboundMessage, _: Vocabulary) -> str:
    if has_header(message.headers, LOOP_HEADER.lower()):
        return f"{LOOP_HEADER} header that is not ours"
    received = len(header_values(message.headers, "received"))
    return f"{received} Received headers" if received > _MAX_RECEIVED else ""


def _report(message: InboundMessage, _: Vocabulary) -> str:
    return "multipart/report" if message.content_type.startswith("multipart/report") else ""


def _calendar(message: InboundMessage, _: Vocabulary) -> str:
    return "calendar part" if message.has_calendar else ""


def _suppression(message: InboundMessage, _: Vocabulary) -> str:
    value = first_header(message.headers, "x-auto-response-suppress").lower()
    is_answer = bool(message.in_reply_to) or is_reply_subject(message.subject)
    wants_silence = is_answer and any(word in value for word in ("autoreply", "all"))
    return "X-Auto-Response-Suppress" if wants_silence else ""


_ROBOT_SIGNS: tuple[Callable[[InboundMessage, Vocabulary], str], ...] = (
    _null_sender,
    _daemon,
    _role,
    _own_address,
    _loop,
    _report,
    _calendar,
    _suppression,
)
