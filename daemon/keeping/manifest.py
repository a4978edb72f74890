"""Describe a backup in a file of its own, so that people and programs know what lies there."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from daemon.value_objects import value_object

NAME = "loket-backup.json"
DATABASE = "loket.db"
BLOBS = "storage"
SENT = "sent"
FORMAT = 1
ABOUT = (
    "A backup of Loket. Restore it with `loket restore` and the path of this folder or archive. The configuration, "
    "its secrets and the signing keys are not in it: keep them apart."
)


class BadBackup(Exception):
    """This is no backup that can be restored; the text says why and what to do."""


@value_object
class Manifest:
    """What a backup holds."""

    version: str  # of Loket
    made_at: str  # ISO 8601, UTC
    migrations: tuple[str, ...]
    database_sha256: str
    database_octets: int
    blobs: int
    blob_octets: int
    missing: tuple[str, ...]  # files that the database names and that were not there when the backup was made
    last_event: int  # of the journal; 0: it was empty
    journal_head: str  # hash of that event

    @property
    def moment(self) -> datetime:
        """Return when the backup was made."""
        return datetime.fromisoformat(self.made_at)

    def write(self, folder: Path) -> None:
        """Write the description into a backup's folder."""
        content = {"about": ABOUT, "format": FORMAT, **asdict(self)}
        path = folder / NAME
        path.touch(mode=0o600)
        path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


def read_manifest(octets: bytes) -> Manifest:
    """Return the description in a backup. Raises: BadBackup."""
    try:
        found: dict[str, Any] = json.loads(octets)
        if found.pop("format") != FORMAT:
            raise BadBackup("the backup was made by a newer Loket: install that version or newer")
        found.pop("about", None)
        found["migrations"], found["missing"] = tuple(found["migrations"]), tuple(found["missing"])
        manifest = Manifest(**found)
        manifest.moment.astimezone()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadBackup(f"{NAME} cannot be read: this is no backup of Loket's, or it is damaged") from error
    return manifest
