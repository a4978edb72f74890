"""Take up a changed configuration while the daemon works; a broken one leaves the old in force.

What is taken up between two mails: institution, staff, roles, teams, actions, authentication, keys, templates and
catalogue, tickets, targets, calendar, limits, retention, canary, witnesses. What needs a restart is said in the log:
the mailboxes, both servers, the database and where things are kept.
"""

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from daemon.app import App, Current, desk_of, dns_keys, readers_of, renderer_of
from daemon.checks.rights import load_for_work
from daemon.config import Config, ConfigError, read_keys
from daemon.desk.complaint_types.catalogue import CatalogueError
from daemon.desk.timekeeping.service_calendar import UnknownHolidays
from daemon.outbox.phrasebook import BadTemplates
from daemon.pipeline import Pipeline
from daemon.tailoring import authentication_of
from daemon.trust.keys import SharedKeys
from daemon.trust.tokens import KeyRing

log = logging.getLogger("loket.reloading")

# Who uses these keeps what it was given at the start: connections, threads, files.
AT_START = ("mailboxes", "smtp", "database", "storage", "log", "metrics", "alarm")


@dataclass(slots=True)
class Reloading:
    """Reads the configuration of a running program again."""

    app: App
    path: Path

    def __call__(self, pipeline: Pipeline) -> Pipeline:
        """Return the pipeline to go on with: by the new configuration, or the one given when that is broken.

        To be called between two mails, by the thread that deals with them.
        """
        try:
            config = self._load()
            keys = dns_keys(config)
            current = _made(config, self.app, keys)
        except ConfigError as error:
            for fault in error.faults:
                log.error("configuration not taken up", extra={"reason": str(fault)})  # noqa: TRY400 - not ours
            return pipeline
        except (BadTemplates, CatalogueError, UnknownHolidays, OSError) as error:
            log.error("configuration not taken up", extra={"reason": str(error)})  # noqa: TRY400 - not ours
            return pipeline
        before = self.app.current.readers
        live = self.app.current
        live.config, live.desk, live.readers = current.config, current.desk, current.readers
        before.close()
        log.info("configuration taken up", extra={"count": len(config.staff)})
        return replace(
            pipeline,
            desk=current.desk,
            reader=current.readers,
            settings=authentication_of(config),
            keys=keys,
        )

    def _load(self) -> Config:
        """Return the new configuration with what only a restart can change as it was. Raises: ConfigError."""
        fresh = load_for_work(self.path)
        changed = [name for name in AT_START if getattr(fresh, name) != getattr(self.app.config, name)]
        if changed:
            log.warning("changed, but only a restart takes it up", extra={"reason": ", ".join(changed)})
        return fresh.model_copy(update={name: getattr(self.app.config, name) for name in AT_START})


def _made(config: Config, app: App, dkim_keys: SharedKeys) -> Current:
    renderer = renderer_of(config)
    if faults := renderer.check():
        raise BadTemplates("; ".join(faults))
    keys = KeyRing(dict(read_keys(config.keys)))
    desk = desk_of(config, renderer, keys, app.blobs)
    return Current(config, desk, readers_of(config, desk, keys, dkim_keys))
