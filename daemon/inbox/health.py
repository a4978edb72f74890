"""Say a source's trouble once, not at every try, and once more when it is over."""

import logging
from collections.abc import Callable
from datetime import datetime

from daemon.inbox import Health

log = logging.getLogger("loket.inbox")


class HealthRecord:
    """Whether one mailbox can be reached. Read from any thread, written by the source's own."""

    def __init__(self, mailbox: str, now: Callable[[], datetime]) -> None:
        """Begin in health."""
        self._mailbox, self._now = mailbox, now
        self._said: set[str] = set()
        self.current = Health()

    def well(self) -> None:
        """Note that everything works."""
        if self.current.failing_since is not None:
            since = self.current.failing_since.isoformat(timespec="seconds")
            log.info("mailbox works again, after trouble since %s", since, extra={"mailbox": self._mailbox})
            self._said.clear()
            self.current = Health()

    def trouble(self, reason: str, *, is_refusal: bool = False) -> None:
        """Note that something does not work; each reason is logged once until all is well."""
        refusals = self.current.refusals + is_refusal
        self.current = Health(self.current.failing_since or self._now(), reason, refusals)
        if reason not in self._said:
            self._said.add(reason)
            log.warning("mailbox in trouble, trying again", extra={"mailbox": self._mailbox, "reason": reason})
