"""Wake somebody by a way that does not need our own mail: once per trouble, and once more when it is over.

What was told is kept in a file beside the storage, not in the database, which may be the trouble.
"""

import json
import logging
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daemon.value_objects import value_object

log = logging.getLogger("loket.watch")

COMMAND_SECONDS = 30.0


@value_object
class Trouble:
    """Something that is wrong now."""

    key: str  # what it is about, the same as long as it lasts: "server mailbox bantuan"
    text: str  # one line for a person, without content of mails or secrets
    is_urgent: bool = False  # told at once, not only when it lasts


Route = Callable[[str, str], bool]  # takes subject and text, says whether they went out


@dataclass(slots=True)
class Alarms:
    """Remembers what was told, and tells what is new."""

    file: Path
    after: timedelta
    routes: tuple[Route, ...]
    name: str  # of the service, for the subject
    _current: tuple[Trouble, ...] = field(default=())

    @property
    def current(self) -> tuple[Trouble, ...]:
        """Return what was wrong at the last look."""
        return self._current

    def look(self, troubles: Iterable[Trouble], now: datetime, *, is_all: bool = True) -> int:
        """Compare what is wrong now with what was told, tell the difference, and return how many words that were.

        `is_all`: what is not named is over; without it nothing is known of the rest.
        """
        self._current = tuple(troubles)
        known = self._read()
        state = {} if is_all else dict(known)
        state |= {trouble.key: known.get(trouble.key, _Told(now, is_told=False)) for trouble in self._current}
        words = 0
        for trouble in self._current:
            told = state[trouble.key]
            if not told.is_told and (trouble.is_urgent or now - told.since >= self.after):
                is_told = self._tell(f"ALARM {trouble.key}", f"{trouble.text}\nSince {told.since:%Y-%m-%d %H:%M} UTC.")
                state[trouble.key] = _Told(told.since, is_told=is_told)
                words += is_told
        for key, told in known.items():
            if key not in state and told.is_told:
                if self._tell(f"OK {key}", f"Over. It lasted from {told.since:%Y-%m-%d %H:%M} UTC."):
                    words += 1
                else:
                    state[key] = told  # nobody heard of it yet
        if state != known:
            self._write(state)
        return words

    def _tell(self, what: str, text: str) -> bool:
        """Try every route; without any the log is all there is."""
        log.warning("%s", what, extra={"reason": text.partition("\n")[0]})
        heard = sum(route(f"[{self.name}] {what}", text) for route in self.routes)  # each of them, not the first alone
        return heard > 0 or not self.routes

    def _read(self) -> dict[str, "_Told"]:
        try:
            found = json.loads(self.file.read_text("utf-8"))
            return {key: _Told(datetime.fromtimestamp(since, UTC), bool(told)) for key, (since, told) in found.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError):
            log.warning("what was alarmed cannot be read; alarms may come twice")
            return {}

    def _write(self, state: dict[str, "_Told"]) -> None:
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = self.file.with_name(f"{self.file.name}.new")
            fresh.write_text(json.dumps({key: (told.since.timestamp(), told.is_told) for key, told in state.items()}))
            fresh.replace(self.file)
        except OSError as error:
            log.warning("what was alarmed cannot be kept", extra={"reason": error.strerror})


@value_object
class _Told:
    since: datetime
    is_told: bool


def by_command(command: tuple[str, ...]) -> Route:
    """Return a way that runs a program, without a shell, with subject and text on its standard input."""

    def tell(subject: str, text: str) -> bool:
        try:
            done = subprocess.run(  # noqa: S603 - the administrator's own program
                command,
                input=f"{subject}\n\n{text}\n".encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=COMMAND_SECONDS,
                check=False,
                cwd="/",
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            log.warning("the alarm's command failed", extra={"reason": type(error).__name__})
            return False
        if done.returncode:
            log.warning("the alarm's command failed", extra={"reason": f"exit status {done.returncode}"})
        return done.returncode == 0

    return tell
