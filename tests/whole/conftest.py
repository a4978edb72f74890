"""A whole Loket between a mailbox and an SMTP server that keeps what it gets."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from dovecot import PASSWORD, Account, Dovecot
from installation import Installation, imap_box, maildir_box, wait_until
from smtp_sink import SmtpSink, SunkMail

_accounts = count(1)


@dataclass
class Counter:
    """One installation with its mailbox and its outgoing server."""

    loket: Installation
    sink: SmtpSink
    deliver: Callable[[bytes], Path]

    def letter(self, address: str, word: str = "", after: int = 0) -> SunkMail:
        """Return the newest mail to an address whose subject or text has the word, once there is one."""

        def found() -> SunkMail | None:
            mails = self.sink.to(address)[after:]
            mails = [mail for mail in mails if word in text_of(mail) or word in subject_of(mail)]
            return mails[-1] if mails else None

        mail: SunkMail = wait_until(found, 20, f"{word!r} to {address}\n{self.loket.log()[-3000:]}")
        return mail

    def dispositions(self) -> list[str]:
        """Return what became of each mail, oldest first."""
        return [row["disposition"] for row in self.loket.rows("inbox")]


def text_of(mail: SunkMail) -> str:
    """Return a mail's plain text with single line ends."""
    body = mail.message.get_body(("plain",))
    return str(body.get_content()).replace("\r\n", "\n") if body else ""


def subject_of(mail: SunkMail) -> str:
    """Return a mail's subject, decoded."""
    return str(mail.message["Subject"])


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def counter(tmp_path: Path, sink: SmtpSink, database_url: str) -> Iterator[Counter]:
    """Give a Loket that reads a Maildir; each test says when it works."""
    box = tmp_path / "Maildir"
    for part in ("cur", "new", "tmp"):
        (box / part).mkdir(parents=True)
    names = count(1)

    def deliver(raw: bytes) -> Path:
        name = f"{next(names)}.test"
        (box / "tmp" / name).write_bytes(raw)
        return (box / "tmp" / name).rename(box / "new" / name)

    loket = Installation(tmp_path, sink.port, maildir_box(box), url=database_url)
    yield Counter(loket, sink, deliver)
    loket.close()


@pytest.fixture
def account(dovecot: Dovecot) -> Account:
    return dovecot.account(f"bantuan{next(_accounts)}")


@pytest.fixture
def imap_counter(
    tmp_path: Path, sink: SmtpSink, dovecot: Dovecot, account: Account, database_url: str
) -> Iterator[Counter]:
    """Give a Loket that reads an account on a real Dovecot."""
    password = tmp_path / "imap-password"
    password.write_text(PASSWORD)
    password.chmod(0o600)
    loket = Installation(tmp_path, sink.port, imap_box(dovecot.port, account.name, password), url=database_url)
    yield Counter(loket, sink, account.deliver)
    loket.close()
