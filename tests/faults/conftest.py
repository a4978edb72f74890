"""A whole Loket, mails for it, and the machinery that breaks things."""

import os
import random
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from dovecot import PASSWORD, Account, Dovecot
from installation import Installation, imap_box, maildir_box, wait_until
from invariants import Witness, broken_promises, settle
from smtp_sink import SmtpSink
from writing import write

_accounts = count(1)
ODD_HEADERS = (
    (),
    (),
    (),
    ("Auto-Submitted: auto-replied",),
    ("List-Id: <warga.kampus.example>", "Precedence: list"),
    ("Subject: kedua", "X-Odd: =?utf-8?B?!!!?="),
    ("Content-Type: text/plain; charset=x-unknown",),
)
TEXTS = (
    "NIK saya salah di PDDIKTI.\nNIM: 2190000001",
    "Nama saya di PDDIKTI salah ejaan, mohon diperbaiki. Terima kasih.",
    "Wifi di gedung C mati sejak pagi.\n\n> kutipan lama\n> lagi",
    "Halo,\n\x07ada bel di sini\tdan \x1b[31mwarna",  # no NUL: Dovecot changes it
    "Nilai semester ini belum muncul. " * 200,
)


@dataclass
class Office:
    """One installation, its mailbox as files, its outgoing server, and what was delivered to it."""

    loket: Installation
    sink: SmtpSink
    put: Callable[[bytes], Path]
    files: Callable[[], list[Path]]
    delivered: list[bytes] = field(default_factory=list)

    def deliver(self, raw: bytes) -> None:
        """Put one mail into the mailbox."""
        self.delivered.append(raw)
        self.put(raw)

    def complain(self, number: int) -> None:
        """Deliver the ordinary complaint of a student of their own."""
        sender = f"Siti Contoh <siti{number}@mhs.kampus.example>"
        self.deliver(write(sender, TEXTS[0], f"NIK salah {number}", message_id=f"c{number}@mhs.kampus.example"))

    def deliver_load(self, mails: int, seed: int = 1) -> None:
        """Deliver ordinary and odd mails, a tenth of them a second time by another way."""
        chance = random.Random(seed)
        for number in range(mails):
            raw = odd_mail(seed * 1000 + number, chance)
            self.deliver(raw)
            if chance.random() < 0.1:
                self.deliver(b"Received: from alias.kampus.example by mx.kampus.example; now\r\n" + raw)

    def witness(self) -> Witness:
        """Return what can be seen from outside."""
        return Witness(self.delivered, list(self.sink.mails), [path.read_bytes() for path in self.files()])

    def settle(self) -> list[str]:
        """Let everything come to its end without a fault, and return the promises that were broken."""
        settle(self.loket)
        return broken_promises(self.loket, self.witness())

    def wait_for_finished(self, number: int, seconds: float = 30.0) -> None:
        """Wait until the daemon has finished so many mails."""
        wait_until(lambda: self.loket.log().count("mail finished") >= number, seconds, self.loket.log()[-2000:])


def odd_mail(number: int, chance: random.Random) -> bytes:
    """Return a mail with a Message-ID of its own, perhaps odd."""
    text, headers = chance.choice(TEXTS), chance.choice(ODD_HEADERS)
    sender = f"Mahasiswa {number} <m{number}@mhs.kampus.example>"
    raw = write(sender, text, f"Keluhan {number}", headers=headers, message_id=f"m{number}@mhs.kampus.example")
    return raw if chance.random() < 0.9 else raw[: len(raw) - chance.randrange(20)]


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def make_office(sink: SmtpSink) -> Iterator[Callable[[Path], Office]]:
    """Return a function that makes a Loket in a folder; it reads a Maildir beside it."""
    made: list[Office] = []

    def make(folder: Path, maildir: Path | None = None) -> Office:
        box = maildir or folder / "Maildir"
        for part in ("cur", "new", "tmp"):
            (box / part).mkdir(parents=True)
        numbers = count(1)

        def put(raw: bytes) -> Path:
            name = f"{next(numbers):06}.test"
            (box / "tmp" / name).write_bytes(raw)
            return (box / "tmp" / name).rename(box / "new" / name)

        def files() -> list[Path]:
            return [path for part in ("new", "cur") for path in box.rglob(f"{part}/*") if path.is_file()]

        made.append(Office(Installation(folder, sink.port, maildir_box(box)), sink, put, files))
        return made[-1]

    yield make
    for office in made:
        office.loket.close()


@pytest.fixture
def office(tmp_path: Path, make_office: Callable[[Path], Office]) -> Office:
    return make_office(tmp_path)


@pytest.fixture
def account(dovecot: Dovecot) -> Account:
    return dovecot.account(f"faults{os.getpid()}-{next(_accounts)}")


@pytest.fixture
def make_imap_office(tmp_path: Path, sink: SmtpSink, account: Account) -> Iterator[Callable[[int], Office]]:
    """Return a function that makes a Loket that reads the account through a port: Dovecot's, or a proxy's."""
    made: list[Office] = []
    password = tmp_path / "imap-password"
    password.write_text(PASSWORD)
    password.chmod(0o600)

    def files() -> list[Path]:
        return [*account.files(), *account.files("Loket")]

    def make(port: int) -> Office:
        loket = Installation(tmp_path, sink.port, imap_box(port, account.name, password))
        made.append(Office(loket, sink, account.deliver, files))
        return made[-1]

    yield make
    for office in made:
        office.loket.close()


@pytest.fixture
def imap_office(make_imap_office: Callable[[int], Office], dovecot: Dovecot) -> Office:
    return make_imap_office(dovecot.port)


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Return a function that mounts a file system of its own; skips for others than root, who may not mount."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small file system needs root")
    places: list[Path] = []

    def mount(name: str, *arguments: str) -> Path:
        place = tmp_path / name
        place.mkdir()
        subprocess.run(["mount", *arguments, place], check=True, capture_output=True)
        places.append(place)
        return place

    yield mount
    for place in reversed(places):
        subprocess.run(["umount", "-l", place], check=True)


@pytest.fixture
def tmpfs(mounted: Callable[..., Path]) -> Callable[[str], Path]:
    """Return a function that mounts an empty disk in memory of a size such as "4m"."""
    return lambda size: mounted(f"disk-{size}", "-t", "tmpfs", "-o", f"size={size}", "tmpfs")
