"""Know the disk that things are kept on: its kind, and a reserve for when it is full."""

import logging
import os
from contextlib import suppress
from pathlib import Path

from daemon.value_objects import value_object

log = logging.getLogger("loket.keeping")

RESERVE = 16 * 1024 * 1024  # octets: SQLite needs room even to delete
FULL = 4 * 1024 * 1024  # octets left, at which the reserve is given up
AMPLE = 8 * RESERVE  # octets left, at which it is made again
_MOUNTS = Path("/proc/self/mounts")


def file_system_of(path: Path, mounts: Path = _MOUNTS) -> str:
    """Return the kind of file system that a path lies on, such as "ext4"; "" when that cannot be known."""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    found = [(words[1].replace("\\040", " "), words[2]) for line in lines if len(words := line.split()) > 2]
    there = path.absolute()
    on = [(len(point), kind) for point, kind in found if there.is_relative_to(point)]
    return max(on, default=(0, ""))[1]


@value_object
class Reserve:
    """A file that is given up when the disk is full, so that work in hand can be finished and old data removed."""

    path: Path

    def tend(self) -> None:
        """Give the reserve up, or make it again; trouble with that is nobody's trouble."""
        with suppress(OSError):
            left = os.statvfs(self.path.parent)
            octets = left.f_bavail * left.f_frsize
            if octets < FULL and self.path.exists():
                self.path.unlink()
                log.warning("disk full, the reserve is given up")
            elif octets > AMPLE and not self.path.exists():
                self._make()

    def _make(self) -> None:
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, RESERVE)
        except OSError:
            self.path.unlink()
        finally:
            os.close(descriptor)
