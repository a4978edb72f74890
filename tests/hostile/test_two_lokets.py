"""Two Lokets pointed at each other fall silent (trust.md §2.4)."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from installation import AUTHSERV, SUPPORT, Installation, maildir_box
from smtp_sink import SmtpSink
from writing import write

pytestmark = pytest.mark.server
OTHER = "meja@lain.example"


class Desk:
    """One Loket with its mailbox and its outgoing server."""

    def __init__(self, folder: Path, address: str, sink: SmtpSink, *, key: int) -> None:
        box = folder / "Maildir"
        for part in ("cur", "new", "tmp"):
            (box / part).mkdir(parents=True)
        self.address = address
        self.box = box
        self.sink = sink
        self.loket = Installation(folder, sink.port, maildir_box(box))
        config = self.loket.config
        config.write_text(config.read_text().replace(SUPPORT, address))
        (folder / "keys" / "a.key").write_bytes(bytes([key]) * 32)
        self._numbers = count(1)

    def deliver(self, raw: bytes, *, marked: bool) -> None:
        """Put a mail into the mailbox; `marked`: with the headers that tell a machine's mail from a person's."""
        if not marked:
            hidden = (b"auto-submitted", b"x-auto-response-suppress", b"x-loket-loop", b"precedence")
            head, _, body = raw.partition(b"\r\n\r\n")
            kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(hidden)]
            raw = b"\r\n".join(kept) + b"\r\n\r\n" + body
        name = f"{next(self._numbers)}.test"
        (self.box / "tmp" / name).write_bytes(raw)
        (self.box / "tmp" / name).rename(self.box / "new" / name)

    def work(self) -> list[bytes]:
        """Do what waits and return the mails to the other desk, as the network brings them."""
        self.sink.clear()
        while self.loket.once():
            pass
        self.loket.close()  # the database connection is this process's only one
        self.loket._app = None
        domain = self.address.rpartition("@")[2]
        trace = f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from={domain}\r\nReceived: from a by b\r\n"
        foreign = [mail for mail in self.sink.mails if mail.recipients[0] in (SUPPORT, OTHER)]
        return [f"Return-Path: <{mail.sender}>\r\n{trace}".encode() + mail.content for mail in foreign]


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with SmtpSink() as first, SmtpSink() as second:
        pair = Desk(tmp_path / "a", SUPPORT, first, key=1), Desk(tmp_path / "b", OTHER, second, key=2)
        yield pair
        for desk in pair:
            desk.loket.close()


@pytest.mark.parametrize("marked", [True, False], ids=["with their marks", "through a gateway that drops them"])
def test_two_lokets_stop_writing_to_each_other(desks: tuple[Desk, Desk], *, marked: bool) -> None:
    ours, theirs = desks
    ours.deliver(write(f"Meja Lain <{OTHER}>", "NIK saya salah.", "NIK salah"), marked=True)
    passed = 0
    for _ in range(12):
        sent = ours.work()
        for raw in sent:
            theirs.deliver(raw, marked=marked)
        back = theirs.work()
        for raw in back:
            ours.deliver(raw, marked=marked)
        passed += len(sent) + len(back)
        if not back:
            break
    assert 0 < passed <= (3 if marked else 12)
    assert not back
