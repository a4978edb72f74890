"""Tell apart what a system's fault means: to wait for it, to look what became of a change, or to refuse for good."""

from collections.abc import Callable
from typing import TypeVar

from daemon.desk.four_eyes.plan_kind import Finding, OutOfReach
from daemon.desk.refusal import Refusal
from daemon.integrator import faults
from daemon.integrator.action import Difference
from daemon.integrator.comparing import names_agree
from daemon.integrator.feeder.error_table import explain, server_words
from daemon.integrator.feeder.faults import (
    FeederAuthError,
    FeederConfig,
    FeederError,
    FeederProtocolError,
    FeederRefusal,
    FeederUnreachable,
    OutcomeUnknown,
    TokenExpired,
)
from daemon.integrator.locks import lock_of, locked

_R = TypeVar("_R")
# A Feeder that does not answer, is no Feeder, in maintenance, expired, or does not let us in: nothing was changed.
_WAIT = (FeederUnreachable, FeederProtocolError, FeederConfig, FeederAuthError, TokenExpired, faults.Unreachable)
ANY_FAULT = (FeederError, faults.SystemFault)
UNCERTAIN = (OutcomeUnknown, faults.OutcomeUnknown)


def asked(system: str, question: Callable[[], _R], what: str = "") -> _R:
    """Return the answer of a system that is only read; `what` names the record for people.

    Raises: OutOfReach when it has to be asked later, Refusal when asking again would not help.
    """
    try:
        return question()
    except ANY_FAULT as fault:
        raise waiting_or_refusal(system, fault, what) from fault


def waiting_or_refusal(system: str, fault: Exception, what: str = "") -> OutOfReach | Refusal:
    """Return what a fault that changed nothing means."""
    if isinstance(fault, _WAIT):
        return OutOfReach(system, str(fault))
    return refusal_of(system, fault, what)


def refusal_of(system: str, fault: Exception, what: str = "") -> Refusal:
    """Return why a system will not do something, in words for staff."""
    if isinstance(fault, FeederError):
        if (lock := lock_of(fault)) is not None:
            return locked(lock, (), what)
        indonesian, english = explain(fault, "id"), explain(fault, "en")
        said = server_words(fault)
        return Refusal(
            "system-refused",
            system=system,
            words_id=f"{indonesian.happened} {indonesian.advice}",
            words_en=f"{english.happened} {english.advice}",
            said=said,
        )
    message = fault.message if isinstance(fault, faults.Refused) else ""
    return Refusal("system-refused", system=system, words_id=str(fault), words_en=str(fault), said=message)


def stands_already(fault: Exception, look: Callable[[], Finding]) -> bool:
    """Say whether what is wanted stands there although the change was refused, as reading it back shows.

    An earlier try arrived late and this one is the duplicate (119, 800), the values are the same (105), or the Feeder
    stumbled after it had made the change. One that is not fit to work, or does not let us in, made none.
    """
    if not isinstance(fault, FeederRefusal) or isinstance(fault, _WAIT):
        return False
    try:
        return look() is Finding.NEW
    except (*ANY_FAULT, Refusal):
        return False  # refused it was in any case, and why has its own words


def require_name(expected: str, difference: Difference) -> None:
    """Hold that the record is that of the person who is meant (feeder-api.md §13); "" means nobody in particular.

    Raises: Refusal("record-name").
    """
    found = difference.title.split(", NIM ")[0]
    if expected and ", NIM " in difference.title and not names_agree(expected, found):
        raise Refusal("record-name", found=found)
