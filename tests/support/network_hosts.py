"""Make hosts out of network namespaces: each with a name, an address and a cable that can be pulled. Needs root."""

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

FORWARDER = """
import socket, sys, threading
def carry(a, b):
    try:
        while piece := a.recv(65536):
            b.sendall(piece)
    except OSError:
        pass
    for end in (a, b):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
host, port, to_host, to_port = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
listener = socket.create_server((host, port))
print("ready", flush=True)
while True:
    near, _ = listener.accept()
    far = socket.create_connection((to_host, to_port))
    threading.Thread(target=carry, args=(near, far), daemon=True).start()
    threading.Thread(target=carry, args=(far, near), daemon=True).start()
"""


def have_namespaces() -> bool:
    """Say whether this machine lets us make hosts."""
    if os.geteuid() != 0:
        return False
    with suppress(OSError, subprocess.CalledProcessError):
        _ip("netns", "add", "loket-probe")
        _ip("netns", "del", "loket-probe")
        _sweep()
        return True
    return False


def _sweep() -> None:
    """Remove the hosts of test runs that were killed: theirs are the addresses of those that are made next."""
    listed = subprocess.run(["ip", "netns", "list"], check=True, capture_output=True, text=True, timeout=20).stdout
    for space in (line.split()[0] for line in listed.splitlines() if line.startswith("loket-")):
        pid, _, number = space.removeprefix("loket-").partition("-")
        if number and not Path(f"/proc/{pid}").exists():
            with suppress(subprocess.CalledProcessError):
                _ip("link", "del", _cable(int(pid), int(number)))
            _ip("netns", "del", space)


def _cable(pid: int, number: int) -> str:
    return f"lk{pid % 100000}n{number}"


class Host:
    """A namespace that reaches us, and nobody else, over one cable."""

    def __init__(self, number: int) -> None:
        """Make the host; `number` is below 60 and its own."""
        self.name = f"host{number}"
        self._space = f"loket-{os.getpid()}-{number}"
        self._cable = _cable(os.getpid(), number)
        self.outside = f"10.211.{number}.1"  # our end of the cable
        self._processes: list[subprocess.Popen[bytes]] = []
        _ip("netns", "add", self._space)
        _ip("link", "add", self._cable, "type", "veth", "peer", "name", "eth0", "netns", self._space)
        _ip("addr", "add", f"{self.outside}/30", "dev", self._cable)
        _ip("link", "set", self._cable, "up")
        for command in (("link", "set", "lo", "up"), ("link", "set", "eth0", "up")):
            _ip("-n", self._space, *command)
        _ip("-n", self._space, "addr", "add", f"10.211.{number}.2/30", "dev", "eth0")

    def start(self, command: list[object], log: Path, environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
        """Start a program on the host, under the host's name."""
        naming = ["unshare", "--uts", "sh", "-c", 'hostname "$0"; exec "$@"', self.name]
        with log.open("ab") as output:
            process = subprocess.Popen(
                ["ip", "netns", "exec", self._space, *naming, *map(str, command)],
                stdout=output,
                stderr=output,
                env={**os.environ, **environment},
            )
        self._processes.append(process)
        return process

    def forward(self, port: int, log: Path) -> None:
        """Let the host's programs reach a port of our end as if it were their own machine's."""
        inside = self.start([sys.executable, "-c", FORWARDER, "127.0.0.1", port, self.outside, port], log, {})
        assert inside.poll() is None

    def serve(self, port: int, log: Path) -> None:
        """Open a port of our loopback to the host."""
        with log.open("ab") as output:
            command = [sys.executable, "-c", FORWARDER, self.outside, str(port), "127.0.0.1", str(port)]
            self._processes.append(subprocess.Popen(command, stdout=output, stderr=output))

    def pull(self) -> None:
        """Pull the cable: nothing goes through, and nobody is told."""
        _ip("link", "set", self._cable, "down")

    def plug(self) -> None:
        """Put the cable back."""
        _ip("link", "set", self._cable, "up")

    def close(self) -> None:
        """End everything on the host, and the host."""
        for process in self._processes:
            if process.poll() is None:
                process.kill()
            process.wait(timeout=10)
        _ip("link", "del", self._cable)
        _ip("netns", "del", self._space)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, timeout=20)
