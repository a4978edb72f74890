"""Play a story at a real counter: deliver each mail, let the program work, and hold every mail that goes out.

A mail that the script does not name fails the story, as does one that it names and nobody gets.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from installation import STAFF, SUPPORT, Installation, maildir_box
from smtp_sink import SmtpSink, SunkMail
from story_mails import Draft, forwarded, written
from story_scripts import Incoming, Later, Outgoing, Story, TicketState

from daemon.demo.feeder_simulator.server import FeederServer
from daemon.demo.feeder_simulator.service import PASSWORD, USERNAME
from daemon.desk.elsewhere import report_orders
from daemon.reporting import ReportPost

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 09:00 at the counter
PEOPLE = {
    "siti": "Siti Contoh <siti@mhs.kampus.example>",
    "budi": "Budi Contoh <budi@kampus.example>",
    "dewi": "Dewi Contoh <dewi.contoh@gmail.example>",
    "ani": "Ani Contoh <ani@tarbiyah.kampus.example>",
    "rina": f"Rina Contoh <{STAFF}>",
    "joko": "Joko Contoh <joko@kampus.example>",
    "admin": "Admin Contoh <admin@kampus.example>",
}
_CODE = re.compile(r"(?:!(?:ya|setuju)|KODE|CODE) ([a-z0-9-]{6,})")
_CODE_PLACE = re.compile(r"\{code(?: of (\w+))?\}")
_NUMBER = re.compile(r"\{ticket (\d+)\}")
_INTERNALS = ("{{", "{%", "None", "Traceback", "ticket_id", "staff:", "address:")


class Stage:
    """One counter with its people and its clock."""

    def __init__(self, loket: Installation, sink: SmtpSink, box: Path, story: Story) -> None:
        """Open the counter on a Monday morning."""
        self.loket = loket
        self._sink = sink
        self._box = box
        self._people = PEOPLE | story.people
        self._kept: dict[str, list[SunkMail]] = {}  # address → mails, oldest first
        self._kinds: dict[str, str] = {}  # Message-ID → kind of letter
        self._pending: list[SunkMail] = []  # went out because of the last step and are not named yet
        self._names = count(1)
        self._since = timedelta(0)

    def now(self) -> datetime:
        """Return the story's time."""
        return MONDAY + self._since

    def play(self, story: Story) -> None:
        """Do every step in order."""
        for step in story.steps:
            try:
                self._one(step)
            except AssertionError as fault:
                raise AssertionError(f"line {step.line}: {fault}") from fault
        self._all_named()

    def _one(self, step: object) -> None:
        match step:
            case Incoming():
                self._all_named()
                self._since += timedelta(minutes=1)
                self._deliver(self._draft(step), step.program)
            case Later():
                self._all_named()
                self._since += timedelta(**{step.unit: step.count})
                self._work()
            case Outgoing():
                self._expect(step)
            case TicketState():
                self._compare(step)

    # mails in

    def _draft(self, step: Incoming) -> Draft:
        sender = self._people[step.who]
        answered = self._newest(step.who, step.what) if step.verb == "answers" else None
        draft = Draft(
            sender=sender,
            to=self._to(step, answered),
            subject=self._subject(step, answered),
            text=self._filled(step.text, step.who),
            at=self.now(),
            message_id=f"{next(self._names)}.story@{_address(sender).rpartition('@')[2]}",
            cc=", ".join(self._mailbox(name) for name in step.options.get("cc", [])),
            files=tuple(step.options.get("file", [])),
            verdict=step.options.get("verdict", ["pass"])[0],
            answers=answered,
        )
        return self._forwarding(step, draft) if step.verb == "forwards" else draft

    def _forwarding(self, step: Incoming, draft: Draft) -> Draft:
        """Put the text below a line of dots into a mail of somebody else, attached or quoted."""
        own, _, other = f"\n{draft.text}".partition("\n....\n")
        at = datetime.fromisoformat(step.options["date"][0]) if "date" in step.options else draft.at
        sender = self._mailbox(step.options["from"][0])
        original = Draft(
            sender, draft.to, draft.subject.removeprefix("Fwd: "), other, at, f"original.{draft.message_id}"
        )
        values = {name: getattr(draft, name) for name in Draft.__dataclass_fields__}
        if step.what == "attached":
            return Draft(**{**values, "text": own, "attached": written(original, "Gmail web")})
        return Draft(**{**values, "text": f"{own}\n\n{forwarded(original)}"})

    def _to(self, step: Incoming, answered: SunkMail | None) -> str:
        if "to" in step.options:
            return ", ".join(self._mailbox(name) for name in step.options["to"])
        if answered is None or "-of-" in step.what:
            return SUPPORT
        return str(answered.message["Reply-To"] or answered.message["From"])

    def _subject(self, step: Incoming, answered: SunkMail | None) -> str:
        if answered is not None:
            subject = str(answered.message["Subject"])
            return subject if subject.lower().startswith("re:") else f"Re: {subject}"
        if step.verb == "forwards":
            return f"Fwd: {step.options.get('subject', ['Mohon bantuan'])[0]}"
        return self._filled(step.what or "Mohon bantuan", step.who)

    def _filled(self, text: str, who: str) -> str:
        """Put the code that the person was sent, and the numbers of tickets, where the script has a place for them."""
        text = _CODE_PLACE.sub(lambda found: self._code(found[1] or who), text)
        return _NUMBER.sub(lambda found: self._tickets()[int(found[1]) - 1]["number"], text)

    def _code(self, who: str) -> str:
        """Return the newest code that somebody got."""
        found = [code[1] for mail in self._kept[self._address(who)] if (code := _CODE.search(_text(mail)))]
        return found[-1]

    def _deliver(self, draft: Draft, program: str) -> None:
        name = f"{next(self._names)}.story"
        (self._box / "tmp" / name).write_bytes(written(draft, program))
        stamp = self.now().timestamp()
        os.utime(self._box / "tmp" / name, (stamp, stamp))
        (self._box / "tmp" / name).rename(self._box / "new" / name)
        self._work()

    def _work(self) -> None:
        """Let the counter do everything that waits, and look at each mail that went out."""
        self.loket.once()
        if report_orders.waiting():
            ReportPost(self.loket.app).tend()
            self.loket.once()
        self._kinds |= {row["message_id"]: row["kind"] for row in self.loket.rows("outbox")}
        self._pending = list(self._sink.mails)
        self._sink.clear()
        for mail in self._pending:
            for address in mail.recipients:
                self._kept.setdefault(address, []).append(mail)
            self._is_fit(mail)

    # mails out

    def _expect(self, step: Outgoing) -> None:
        """Take the mail that the step is about off the list of those that went out."""
        wanted = {self._address(name) for name in (step.who, *step.copied)}
        found = [mail for mail in self._pending if set(mail.recipients) == wanted and self._kind(mail) == step.kind]
        assert found, f"no {step.kind} to {sorted(wanted)}; there are:\n{self._listed()}"
        mail = found[0]
        self._pending.remove(mail)
        words = _flat(f"{mail.message['Subject']}\n{_text(mail)}")
        for word in step.has:
            assert _flat(self._filled(word, step.who)) in words, f"{word!r} is not in\n{_text(mail)}"
        for word in step.lacks:
            assert _flat(self._filled(word, step.who)) not in words, f"{word!r} is in\n{_text(mail)}"
        assert [part.get_filename() for part in mail.message.iter_attachments()] == step.files

    @staticmethod
    def _is_fit(mail: SunkMail) -> None:
        """Hold what is true of every mail: it says something, in both forms, and nothing of our insides."""
        page = mail.message.get_body(("html",))
        assert len(_text(mail).strip()) > 40, "a mail without words"
        assert page is not None
        assert len(str(page.get_content())) > 200, "a mail without HTML"
        for word in _INTERNALS:
            assert word not in _text(mail), f"{word!r} in\n{_text(mail)}"

    def _all_named(self) -> None:
        assert not self._pending, f"nobody expected:\n{self._listed()}"

    def _listed(self) -> str:
        return "\n\n".join(f"{self._kind(mail)} to {mail.recipients}\n{_text(mail)}" for mail in self._pending)

    def _kind(self, mail: SunkMail) -> str:
        return self._kinds[mail.message_id]

    def _newest(self, who: str, kind: str) -> SunkMail:
        kind, _, owner = kind.partition("-of-")
        mails = [mail for mail in self._kept.get(self._address(owner or who), []) if self._kind(mail) == kind]
        assert mails, f"{who} got no {kind} to answer"
        return mails[-1]

    # tickets and people

    def _tickets(self) -> list[dict[str, Any]]:
        return self.loket.rows("tickets")

    def _compare(self, step: TicketState) -> None:
        ticket = self._tickets()[step.number - 1]
        found = {name: str(ticket.get(name)) for name in step.facts}
        assert found == step.facts, f"it is {found}"

    def _mailbox(self, name: str) -> str:
        return self._people.get(name, name)

    def _address(self, name: str) -> str:
        return _address(self._mailbox(name))


@contextmanager
def stage(folder: Path, url: str, story: Story) -> Iterator[Stage]:
    """Set a counter up for a story, and take it down afterwards."""
    box = folder / "Maildir"
    for part in ("cur", "new", "tmp"):
        (box / part).mkdir(parents=True)
    with SmtpSink() as sink, _feeder(folder, story) as more, pytest.MonkeyPatch.context() as patch:
        loket = Installation(folder, sink.port, maildir_box(box), url=url)
        loket.config.write_text(_with(loket.config.read_text(), more))
        played = Stage(loket, sink, box, story)
        _set_clock(patch, played.now)
        try:
            yield played
        finally:
            loket.close()


@contextmanager
def _feeder(folder: Path, story: Story) -> Iterator[str]:
    """Give the story's settings, with a Feeder of its own where they have a place for one."""
    if "{feeder}" not in story.config:
        yield story.config
        return
    password = folder / "feeder.password"
    password.write_text(PASSWORD)
    password.chmod(0o600)
    with FeederServer() as server:
        account = f'url = "{server.url}"\nusername = "{USERNAME}"\npassword_file = "{password}"'
        yield story.config.replace("{feeder}", account)


def _with(text: str, more: str) -> str:
    """Add settings to a configuration: below the table's line where it is there already, else at the end.

    A key that stands there already gives way to the new one.
    """
    for table in re.split(r"^(?=\[)", more, flags=re.MULTILINE):
        head, _, lines = table.partition("\n")
        is_there = head and not head.startswith("[[") and f"\n{head}\n" in text
        for key in re.findall(r"^(\w+) =", lines, flags=re.MULTILINE) if is_there else ():
            text = re.sub(rf"(?<=\n{re.escape(head)}\n){key} = .*\n", "", text)
        text = text.replace(f"\n{head}\n", f"\n{head}\n{lines}", 1) if is_there else f"{text}{table}"
    return text


def _set_clock(patch: pytest.MonkeyPatch, now: Callable[[], datetime]) -> None:
    patch.setattr("daemon.app.utc_now", now)
    patch.setattr("installation.utc_now", now)


def _address(mailbox: str) -> str:
    return mailbox.rpartition("<")[2].rstrip(">").strip()


def _text(mail: SunkMail) -> str:
    return str(mail.message.get_body(("plain",)).get_content())  # type: ignore[union-attr]


def _flat(text: str) -> str:
    return " ".join(text.split())
