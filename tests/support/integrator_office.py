"""A counter whose Loket speaks with a Feeder over HTTP: Rina may ask for changes, Joko approves them."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from installation import STAFF, Installation, maildir_box
from smtp_sink import SmtpSink, SunkMail
from writing import write

from daemon.demo.feeder_simulator.quirks import fault_of
from daemon.demo.feeder_simulator.server import FeederServer
from daemon.demo.feeder_simulator.service import PASSWORD, USERNAME
from daemon.desk.four_eyes.executing import BACK_OFF
from models.actions import Outage
from models.plans import PlanAttempt

RINA = f"Rina Contoh <{STAFF}>"
JOKO_ADDRESS = "joko@kampus.example"
JOKO = f"Joko Contoh <{JOKO_ADDRESS}>"
STUDENT = "siti@mhs.kampus.example"
OLD_NIK, NEW_NIK = "1671024205040001", "1671024205040011"
CHANGES = ("ubah-biodata", "ubah-riwayat", "ubah-akm", "tambah-krs", "hapus-krs", "ubah-nilai", "lulus-do")
RIGHTS = tuple(f"feeder.{name}" for name in (*CHANGES, "ubah-dosen-pengajar"))
_CODE = re.compile(r"!(?:ya|setuju) ([a-z2-9]{12})")


def configured(loket: Installation, server: FeederServer, more: str = "") -> None:
    """Give an installation a Feeder, and its two members of staff their rights."""
    password = loket.folder / "feeder.password"
    password.write_text(PASSWORD)
    password.chmod(0o600)
    rights = ", ".join(f'"{right}"' for right in RIGHTS)
    text = loket.config.read_text()
    text = text.replace('commands = ["*"]\n', f'commands = ["*"]\nrequest = [{rights}]\napprove = [{rights}]\n', 1)
    feeder = (
        f'\n[feeder]\nurl = "{server.url}"\nsandbox_url = "{server.sandbox_url}"\nusername = "{USERNAME}"\n'
        f'password_file = "{password}"\nconnect_timeout = "2s"\ntimeout = "2s"\nlist_timeout = "2s"\n{more}'
    )
    loket.config.write_text(text + feeder)


@dataclass
class IntegratorOffice:
    """One installation with its mailbox, its outgoing server and its Feeder."""

    loket: Installation
    sink: SmtpSink
    feeder: FeederServer
    deliver: Callable[[bytes], Path]

    def complain(self, text: str = "", files: tuple[str, ...] = ("ktp.jpg",), sender: str = STUDENT) -> SunkMail:
        """Have Siti complain about her NIK and return the notification that Rina got."""
        text = text or f"NIK saya salah di PDDIKTI.\nNIM: 2190000001\nNama: Siti Contoh\nNIK yang benar: {NEW_NIK}"
        self.deliver(with_files(write(f"Siti Contoh <{sender}>", text, "NIK salah"), files))
        self.work()
        return self.newest(STAFF, "notification")

    def order(self, who: str, notice: SunkMail, text: str) -> dict[str, Any]:
        """Have staff answer a mail of ours and return what became of theirs."""
        self.deliver(write(who, text, f"Re: {notice.message['Subject']}", in_reply_to=notice.message_id))
        self.work()
        row: dict[str, Any] = self.loket.rows("inbox")[-1]
        return row

    def work(self, times: int = 1) -> None:
        """Do everything that waits; a Feeder's answers are mailed in the same round."""
        for _ in range(times):
            self.loket.once()

    def mails(self, address: str, kind: str) -> list[SunkMail]:
        """Return the letters of a kind that went to an address, oldest first."""
        kinds = {row["message_id"]: row["kind"] for row in self.loket.rows("outbox")}
        return [mail for mail in self.sink.to(address) if kinds.get(mail.message_id) == kind]

    def newest(self, address: str, kind: str) -> SunkMail:
        found = self.mails(address, kind)
        assert found, f"no {kind} to {address}: {[(row['kind'], row['state']) for row in self.loket.rows('outbox')]}"
        return found[-1]

    def change(self, line: str = "!ubah-biodata", notice: SunkMail | None = None) -> None:
        """Have Rina ask for a change and confirm it, and Joko approve it."""
        self.order(RINA, notice or self.complain(), line)
        self.confirm()
        self.approve()

    def confirm(self) -> None:
        question = self.newest(STAFF, "confirmation")
        self.order(RINA, question, f"!ya {code_in(question)}")

    def approve(self) -> None:
        request = self.newest(JOKO_ADDRESS, "approval")
        self.order(JOKO, request, f"!setuju {code_in(request)}")

    @property
    def nik(self) -> str:
        """The NIK that the Feeder has for Siti."""
        return next(
            row["nik"] for row in self.feeder.simulator.live.all("biodata") if row["nama_mahasiswa"] == "SITI CONTOH"
        )

    def updates(self) -> list[str]:
        """Return the changes that the Feeder made, in order."""
        return [change.act for change in self.feeder.simulator.applied if change.path == "live"]

    def tickets(self) -> list[dict[str, Any]]:
        return self.loket.rows("tickets")


@contextmanager
def integrator_office(folder: Path, sink: SmtpSink, url: str = "", more: str = "") -> Iterator[IntegratorOffice]:
    """Give such a counter in a folder; `more` is added to the configuration."""
    box = folder / "Maildir"
    for part in ("cur", "new", "tmp"):
        (box / part).mkdir(parents=True)
    names = count(1)

    def deliver(raw: bytes) -> Path:
        name = f"{next(names)}.test"
        (box / "tmp" / name).write_bytes(raw)
        return (box / "tmp" / name).rename(box / "new" / name)

    loket = Installation(folder, sink.port, maildir_box(box), url=url)
    with FeederServer() as server:
        configured(loket, server, more)
        try:
            yield IntegratorOffice(loket, sink, server, deliver)
        finally:
            loket.close()


def text_of(mail: SunkMail) -> str:
    """Return a mail's plain text, its lines joined by single blanks."""
    body = mail.message.get_body(("plain",))
    return " ".join(str(body.get_content()).split()) if body else ""


def code_in(mail: SunkMail) -> str:
    """Return the code that a mail of ours asks to be answered with."""
    found = _CODE.search(text_of(mail))
    assert found, text_of(mail)
    return found[1]


def with_files(raw: bytes, names: tuple[str, ...]) -> bytes:
    """Return a plain-text mail with small files attached."""
    if not names:
        return raw
    head, _, body = raw.partition(b"\r\n\r\n")
    kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-t")]
    parts = [b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body]
    parts += [
        f'Content-Type: image/jpeg\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\n'.encode() + b"x" * 99
        for name in names
    ]
    lines = [*kept, b'Content-Type: multipart/mixed; boundary="=_m"', b"", b""]
    return b"\r\n".join(lines) + b"".join(b"--=_m\r\n" + part + b"\r\n" for part in parts) + b"--=_m--\r\n"


def fail(office: IntegratorOffice, kind: str, times: int = 1, acts: tuple[str, ...] = ("Update",)) -> None:
    """Let the Feeder's next answers to some acts go wrong."""
    fault = fault_of({"kind": kind, "times": times, "acts": list(acts)})
    office.feeder.simulator.faults.waiting.append(fault)


def mend(office: IntegratorOffice) -> None:
    office.feeder.simulator.faults.waiting.clear()


def past(*, attempts: bool = False, outage: bool = False) -> None:
    """Let the pauses before another look be over."""
    if attempts:
        for row in PlanAttempt.select():
            PlanAttempt.update(started_at=row.started_at - BACK_OFF * 64).where(PlanAttempt.id == row.id).execute()
    if outage:
        Outage.update(next_try_at=Outage.began_at).execute()


def with_csv(raw: bytes, text: str, name: str = "daftar.csv") -> bytes:
    """Return a plain-text mail with a CSV file attached."""
    head, _, body = with_files(raw, ("x",)).partition(b"\r\n\r\n")
    first = body.split(b"--=_m\r\n")[1]
    part = f'Content-Type: text/csv\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\n{text}'.encode()
    return head + b"\r\n\r\n--=_m\r\n" + first + b"--=_m\r\n" + part + b"\r\n--=_m--\r\n"
