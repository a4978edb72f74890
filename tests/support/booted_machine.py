"""Boot a systemd of our own, in namespaces, with nothing but Loket's unit: no other way shows that a unit works.

The machine has this one's files under a layer in memory, a network of its own with loopback alone, and processes of
its own. Only root can make one, and only where systemd and cgroups are.
"""

import os
import signal
import subprocess
import time
from pathlib import Path

from own_machine import ROOT, OwnMachine

_UNITS = """
mkdir /units
for name in sysinit basic shutdown umount network-online default; do
    printf '[Unit]\\nDefaultDependencies=no\\n' >/units/$name.target
done
printf 'Wants=loket.service\\n' >>/units/default.target
cp /etc/systemd/system/loket.service /units
mkdir /units/loket.service.d
printf '[Service]\\nEnvironment=PYTHONPATH=%s\\nStandardOutput=file:/tmp/log\\nStandardError=file:/tmp/log\\n' \\
    "${PYTHONPATH:-}" >/units/loket.service.d/test.conf
"""
_BOOT = """
set -e
mkdir -p {root} {layer}
mount -t tmpfs tmpfs {layer}
mkdir {layer}/upper {layer}/work
mount -t overlay overlay -o lowerdir=/,upperdir={layer}/upper,workdir={layer}/work {root}
cd {root}
for name in etc opt usr/local var/lib; do mount --rbind /$name $name; done
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,ro,bind proc/sys
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mkdir -p ./{folder}
mount --bind {folder} ./{folder}
mount --rbind /dev dev
mount -t sysfs -o ro sysfs sys
mount --rbind /sys/fs/cgroup sys/fs/cgroup
mkdir -p mnt/old
pivot_root . mnt/old
cd /
umount -l mnt/old
mount --make-rshared /
{units}
export SYSTEMD_UNIT_PATH=/units container=other
exec unshare --net sh -c 'ip link set lo up 2>/dev/null; exec /usr/lib/systemd/systemd --system --show-status=no'
"""


class BootedMachine:
    """A running systemd above a machine on which Loket is installed; a context manager."""

    def __init__(self, installed: OwnMachine) -> None:
        """Take the machine; it must stay as long as this one runs."""
        self._installed = installed
        self._outside: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "BootedMachine":
        """Boot."""
        folder = self._installed.folder
        script = _BOOT.format(root=folder / "root", layer=folder / "root-layer", folder=folder, units=_UNITS)
        namespaces = [
            "--mount",
            "--propagation=private",
            "--pid",
            "--fork",
            "--ipc",
            "--uts",
            "--cgroup",
            "--kill-child",
        ]
        command = [
            "nsenter",
            f"--target={self._installed.process}",
            "--mount",
            "unshare",
            *namespaces,
            "sh",
            "-c",
            script,
        ]
        self._outside = subprocess.Popen(
            command,
            env=os.environ | self._installed.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
        )
        return self

    def __exit__(self, *_: object) -> None:
        """Switch off."""
        if self._outside is not None:
            for process in self._systemd():
                os.kill(process, signal.SIGKILL)
            self._outside.wait(timeout=20)

    def run(self, script: str) -> str:
        """Run a shell script beside systemd and return what it says; "" while systemd is not up."""
        for process in self._systemd():
            command = ["nsenter", f"--target={process}", "--mount", "--pid", "--net", "sh", "-c", script]
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30, cwd="/")
            return done.stdout + done.stderr
        return ""

    def wait_until(self, script: str, wanted: str, seconds: float = 60.0) -> str:
        """Return what the script says once that holds `wanted`, or what it said last."""
        end = time.monotonic() + seconds
        while wanted not in (said := self.run(script)) and time.monotonic() < end:
            time.sleep(0.5)
        return said

    def _systemd(self) -> list[int]:
        """Return the first process of the new namespace, as this one numbers it."""
        found = [self._outside.pid] if self._outside else []
        while found and (below := _children(found[0])):
            found = below[:1]
            if Path(f"/proc/{found[0]}/comm").read_text().strip() == "systemd":
                return found
        return []


def _children(process: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []
