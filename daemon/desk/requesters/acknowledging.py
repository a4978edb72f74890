"""Decide whether a sender may get an automatic answer at all (trust.md §2.4, §3.9)."""

from datetime import timedelta
from enum import StrEnum

from daemon.desk import limits
from daemon.desk.case import Case, Desk
from daemon.desk.views import UNKNOWN, RequesterGroup
from daemon.reading.kinds.machine_names import is_machine_name
from daemon.trust.identity import is_one_of
from daemon.trust.levels import Level
from daemon.trust.verdict import Verdict

# RFC 2142 role addresses, and the local parts of machines.
ROLE_LOCAL_PARTS = frozenset(
    {
        "abuse",
        "daemon",
        "hostmaster",
        "listserv",
        "mailer-daemon",
        "majordomo",
        "news",
        "noc",
        "nobody",
        "postmaster",
        "root",
        "ftp",
        "security",
        "usenet",
        "uucp",
        "webmaster",
        "www",
    }
)
LATEST = timedelta(hours=48)  # nobody waits longer for an automatic answer: a mailbox of old mail (trust.md §4.5)
ROLE_ENDINGS = ("-request", "-owner", "-bounces")


class Standing(StrEnum):
    """How far a requester's address is believed."""

    PROVEN = "proven"  # the domain is authenticated
    UNVERIFIED = "unverified"  # there is no verdict of any kind
    DOUBTFUL = "doubtful"  # a check failed


def standing(case: Case) -> Standing:
    """Return how far the sender's address is believed."""
    if case.authentication.level >= Level.A1:
        return Standing.PROVEN
    return Standing.UNVERIFIED if case.authentication.verdict is Verdict.NONE else Standing.DOUBTFUL


def group_of(desk: Desk, case: Case) -> RequesterGroup:
    """Return what the configuration says about the sender; nothing about one whose address is not proven."""
    address = case.authentication.address
    is_proven = standing(case) is Standing.PROVEN and address is not None
    return desk.directory.standing_of(address.lower()) if is_proven and address else UNKNOWN


def may_answer(desk: Desk, case: Case) -> bool:
    """Say whether one automatic answer to the sender is allowed now, and count it when it is."""
    address = case.authentication.address
    if case.now - case.received_at > LATEST:
        return False
    if not desk.rules.acknowledge or not _is_person(desk, case) or address is None:
        return False
    allowed = {
        Standing.PROVEN: desk.rules.acknowledgements,
        Standing.UNVERIFIED: desk.rules.unverified_acknowledgements,
        Standing.DOUBTFUL: (),
    }[standing(case)]
    return bool(allowed) and limits.take(allowed, address.lower(), case.now)


def may_write_back(desk: Desk, case: Case) -> bool:
    """Say whether a mail about a ticket may be answered by itself, and count it when nothing proves its sender."""
    return _is_person(desk, case) and (standing(case) is Standing.PROVEN or may_answer(desk, case))


def may_use_words(case: Case, *, is_answer_to_us: bool) -> bool:
    """Say whether the mail's BATAL, SELESAI, BUKA and the like count.

    Without any verdict on its sender it must answer a mail of ours, whose Message-ID only its receiver knows.
    """
    if case.reading.classification.is_robot or case.authentication.address is None:
        return False
    return standing(case) is Standing.PROVEN or (standing(case) is Standing.UNVERIFIED and is_answer_to_us)


def _is_person(desk: Desk, case: Case) -> bool:
    """Say whether the sender is one clear address, neither a machine's nor an office's nor our own."""
    classification = case.reading.classification
    address = case.authentication.address
    if classification.is_bulk or classification.is_robot or address is None:
        return False
    return not is_role_address(address) and not is_one_of(address, desk.rules.own_addresses)


def is_role_address(address: str) -> bool:
    """Say whether an address belongs to a machine or an office that must not get automatic mail."""
    local = address.rpartition("@")[0].lower()
    if is_machine_name(local) or local.startswith("owner-"):
        return True
    return local.partition("+")[0] in ROLE_LOCAL_PARTS or local.endswith(ROLE_ENDINGS)
