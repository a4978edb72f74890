"""Break the program on purpose at a named point, so that tests can prove what survives (trust.md §4.5).

LOKET_FAILPOINT="after_250:kill" names one point and what happens there: `kill` (SIGKILL to this very process), `raise`
(InjectedFault) or `sleep` (one hour). "after_250:kill:3" lets the first two passes go by. Nothing is set in production,
and an unset variable costs one comparison.
"""

import os
import signal
import time
from itertools import count

from daemon.value_objects import value_object

VARIABLE = "LOKET_FAILPOINT"
_SLEEP = 3600.0  # seconds: longer than any test waits


class InjectedFault(Exception):
    """The failure that a test asked for."""


@value_object
class _Failpoint:
    name: str
    action: str
    passes: "count[int]"
    due: int  # the pass on which it acts, counted from 1


def _read(setting: str) -> _Failpoint | None:
    """Return what the variable asks for; None when it is empty.

    Raises: ValueError when it is not NAME:ACTION or NAME:ACTION:PASS.
    """
    if not setting:
        return None
    name, action, *rest = setting.split(":")
    if action not in {"kill", "raise", "sleep"} or len(rest) > 1:
        raise ValueError(f"{VARIABLE} must be NAME:kill, NAME:raise or NAME:sleep, and may end in :PASS")
    return _Failpoint(name, action, count(1), int(rest[0]) if rest else 1)


_armed = _read(os.environ.get(VARIABLE, ""))


def reach(name: str) -> None:
    """Pass a named point of the program, or fail there when a test asked for it."""
    if _armed is not None and _armed.name == name and next(_armed.passes) == _armed.due:
        _fail(_armed)


def _fail(failpoint: _Failpoint) -> None:
    if failpoint.action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if failpoint.action == "raise":
        raise InjectedFault(failpoint.name)
    time.sleep(_SLEEP)
