"""What the outbox's tests share: letters, a post office with a clock to set, an outbox to send from."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from smtp_sink import SmtpSink

from daemon.desk.writing import action_letters, letters
from daemon.desk.writing.letter_parts import Choice
from daemon.desk.writing.letters import FormField, Letter, LetterContent, StageFacts, TicketFacts
from daemon.desk.writing.report_sheet import Chart, Heading, Sheet, SheetSection, Table
from daemon.outbox.delivery import Delivery, DeliveryRules, Listeners
from daemon.outbox.ledger import Accepted, Failed, Lightened
from daemon.outbox.letterhead import Letterhead
from daemon.outbox.posting import PostOffice, PostRules
from daemon.outbox.rendering import Renderer
from daemon.outbox.sender import Sender
from daemon.outbox.smtp import SmtpTransport
from daemon.outbox.smtp_session import SmtpSettings
from daemon.trust.tokens import KeyRing
from models import schema
from models.database import close_database, open_database

TEMPLATES = Path(__file__).parents[2] / "templates"
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NUMBER = "PDI-2611-0042"
SUBJECT = "Nama ibu kandung salah"


@dataclass
class Clock:
    """A clock that a test sets."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Told:
    """Keeps what the outbox tells others."""

    accepted: list[Accepted] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    lightened: list[Lightened] = field(default_factory=list)
    trouble: list[tuple[str, str]] = field(default_factory=list)

    @property
    def listeners(self) -> Listeners:
        return Listeners(
            self.accepted.extend,
            self.failed.append,
            self.lightened.append,
            lambda what, detail: self.trouble.append((what, detail)),
        )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture(scope="session")
def letterhead() -> Letterhead:
    return Letterhead(
        name="UIN Contoh", unit="Pusat Data", zone=ZoneInfo("Asia/Jakarta"), website="https://kampus.example"
    )


@pytest.fixture(scope="session")
def renderer(letterhead: Letterhead) -> Renderer:
    return Renderer([TEMPLATES], letterhead)


@pytest.fixture
def outbox_database(database_url: str) -> Iterator[str]:
    open_database(database_url)
    schema.migrate()
    yield database_url
    close_database()


@pytest.fixture
def rules() -> PostRules:
    return PostRules(
        sender=Sender("Pusat Data", "bantuan@kampus.example", "bantuan@kampus.example", "kampus.example", True),
        commands=frozenset({"ambil", "take", "tutup"}),
        admins=("admin@kampus.example",),
    )


@pytest.fixture
def keys() -> KeyRing:
    return KeyRing({"a": bytes(32)})


MakePost = Callable[..., PostOffice]


@pytest.fixture
def make_post(outbox_database: str, renderer: Renderer, rules: PostRules, keys: KeyRing, clock: Clock) -> MakePost:
    counter = itertools.count(1)

    def random(count: int) -> bytes:
        return next(counter).to_bytes(count, "big")

    def make(has_sub_addressing: bool = True, on_held: Callable[[int, str], None] | None = None) -> PostOffice:
        sender = replace(rules.sender, has_sub_addressing=has_sub_addressing)
        return PostOffice(renderer, replace(rules, sender=sender, on_held=on_held), keys, clock=clock, random=random)

    return make


@pytest.fixture
def post(make_post: MakePost) -> PostOffice:
    return make_post()


@pytest.fixture
def reply_letter() -> Letter:
    """A letter that a person wrote, to a requester, about no stored ticket."""
    content = letters.Reply(NUMBER, SUBJECT, "Selamat pagi.\n\nMohon kirim foto KTP.", "Rina Contoh", is_question=True)
    return Letter(content, "budi@mhs.kampus.example", "id", ticket_number=NUMBER, subject=SUBJECT, is_automatic=False)


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


MakeTransport = Callable[..., SmtpTransport]


@pytest.fixture
def make_transport(sink: SmtpSink) -> Iterator[MakeTransport]:
    made: list[SmtpTransport] = []

    def make(**settings: object) -> SmtpTransport:
        plain = SmtpSettings("127.0.0.1", sink.port, "none", "kampus.example", timeout=5, answer_timeout=5)
        made.append(SmtpTransport(replace(plain, **settings)))
        return made[-1]

    yield make
    for transport in made:
        transport.close()


@pytest.fixture
def transport(make_transport: MakeTransport) -> SmtpTransport:
    return make_transport()


MakeDelivery = Callable[..., Delivery]


@pytest.fixture
def make_delivery(transport: SmtpTransport, told: Told, clock: Clock) -> MakeDelivery:
    def make(process: str = "host:1", per_hour: int = 2000) -> Delivery:
        return Delivery(transport, DeliveryRules(process, per_hour), told.listeners, clock)

    return make


@pytest.fixture
def delivery(make_delivery: MakeDelivery) -> Delivery:
    return make_delivery()


def _form(hostile: str) -> tuple[FormField, ...]:
    return (
        FormField("nim", f"NIM{hostile}", f"bantuan{hostile}", f"2190000001{hostile}", f"219{hostile}", hostile, True),
        FormField("ibu", "Nama ibu kandung", "", "", "", "", True),
        FormField("foto", "Foto", "", "", "", "", False),
        FormField("nama", "Nama", "", "", f"Budi{hostile}", "", True, is_suggested=True),
    )


_STAGES = (StageFacts("contact", 5, 1.0, True), StageFacts("processing", 60, None, False))


@pytest.fixture(scope="session")
def make_letters() -> Callable[[str], tuple[LetterContent, ...]]:
    """Return a function that makes one letter of every kind and step, with a text in every foreign value."""
    return _letters


def _letters(foreign: str) -> tuple[LetterContent, ...]:
    form = _form(foreign)
    ticket = TicketFacts(
        number=NUMBER,
        subject=f"Perihal{foreign}",
        status="waiting",
        type_code="M01",
        type_name=f"Biodata{foreign}",
        category="data-mahasiswa",
        priority="normal",
        requester_name=f"Budi{foreign}",
        requester_address="budi@mhs.kampus.example",
        requester_role="mahasiswa",
        assignee_name=f"Rina{foreign}",
        channel="email",
        received_at=START,
        fields=form,
        files=(letters.FileFacts(f"akta{foreign}.pdf", 1_200_000, f"Akta{foreign}"),),
        stages=_STAGES,
    )
    row = letters.TicketRow(NUMBER, f"Perihal{foreign}", "new", "sarpras", f"Budi{foreign}", "", 61)
    change = letters.Change(NUMBER, "priority", f"a{foreign}", f"b{foreign}")
    note = letters.Change(NUMBER, "note", "", f"catatan{foreign}")
    sent = (letters.SentFacts("budi@mhs.kampus.example", "reply", f"halo{foreign}"),)
    line = letters.LineResult(f"!ambil{foreign}", "executed", "", "", (change, note))
    wrong = letters.LineResult(f"!amil{foreign}", "refused", f"tidak dikenal{foreign}", f"ambil{foreign}", ())
    said = letters.Utterance(START, f"budi{foreign}", "in", f"halo{foreign}")
    sections: tuple[letters.AnswerSection, ...] = (
        letters.TicketList("queue", (row,)),
        letters.TicketSheet(ticket, (said,), ("PDI-2611-0041",)),
        letters.Help((letters.HelpEntry(f"!ambil{foreign}", (f"take{foreign}",), f"a{foreign}", f"b{foreign}"),)),
    )
    return (
        letters.Acknowledgement(
            NUMBER, foreign, f"Biodata{foreign}", form[:2], form, (f"KTP{foreign}",), _STAGES, True
        ),
        letters.Acknowledgement(NUMBER, foreign, "", (), (), (), (), False),
        *(
            letters.Acknowledgement(NUMBER, foreign, "", (), (), (), (), False, answers=answers, answered_number=number)
            for answers in ("strange", "over")
            for number in ("", NUMBER)
        ),
        letters.FormRequest(NUMBER, foreign, f"Biodata{foreign}", form[:2], form, (f"KTP{foreign}",)),
        letters.FormRequest(NUMBER, foreign, "", (), (), (), choices=(Choice("A", f"Nilai{foreign}"),)),
        letters.FormComplete(NUMBER, foreign, form, 60),
        letters.Taken(NUMBER, foreign, f"Rina{foreign}"),
        letters.Reply(NUMBER, foreign, f"Selamat pagi{foreign}", f"Rina{foreign}", True),
        letters.Solution(NUMBER, foreign, f"Sudah beres{foreign}", f"Rina{foreign}"),
        letters.Rejection(NUMBER, foreign, f"Di luar layanan{foreign}", f"Rina{foreign}"),
        letters.StatusReport(NUMBER, foreign, "waiting", START, form, _STAGES),
        *(letters.RequesterDone(NUMBER, foreign, done, 4) for done in ("cancelled", "solved", "reopened", "rated")),
        *(letters.WaitingReminder(NUMBER, foreign, step, 3, form) for step in ("chased", "warned", "closed")),
        letters.StatusList((letters.OwnTicket(NUMBER, foreign, "waiting", (f"NIM{foreign}",)),), 2),
        letters.StatusList((), 0),
        letters.TooLarge(31.25, 25.0),
        letters.StaffNotification("new", ticket, f"Halo{foreign}", ("third-person",), (_offer(foreign),)),
        letters.Receipt(NUMBER, foreign, True, (line,), sent, (f"!tutup{foreign}",), sections),
        letters.Receipt(NUMBER, foreign, True, (line,), sent, (), (), undo_until=START),
        letters.Receipt(NUMBER, foreign, True, (line,), (), (), (), recalled=sent),
        letters.Files(NUMBER, foreign, 1, 2),
        *(
            letters.ClockWarning(step, share, _STAGES[0], ticket, (_offer(foreign),))
            for step, share in (("assignee", 50), ("team", 80), ("head", 140))
        ),
        letters.Digest(
            "2026-11-23",
            (letters.DigestSection("own", 1, (row,), 0), letters.DigestSection("unassigned", 2, (row,), 3)),
        ),
        letters.IncidentProposal(NUMBER, f"Wifi{foreign}", f"Jaringan{foreign}", 30, (row, row)),
        letters.Handover(
            f"Rina{foreign}",
            "2026-11-30",
            (letters.HandedTicket(row, f"Nama{foreign}", False, _STAGES, START, "in"),),
        ),
        *(letters.NewsDigest((letters.CollectedTicket(row, ("new", "answered")),), more) for more in (0, 7)),
        letters.AwayNoted("2026-11-30", (letters.Change(NUMBER, "assignee", f"rina{foreign}", "joko"),)),
        letters.AwayNoted("2026-11-30", ()),
        *(
            letters.DryRun(
                NUMBER,
                foreign,
                (replace(line, result="not_run"),),
                (letters.ShownMail((f"budi@mhs.kampus.example{foreign}",), "reply", foreign, f"Halo{foreign}"),),
                (f"!tutup{foreign}",),
                sections,
                elsewhere,
            )
            for elsewhere in ("", "look-up", "change")
        ),
        letters.Receipt(NUMBER, foreign, False, (wrong, replace(line, result="not_run")), (), (), ()),
        letters.ConfirmationRequest(
            NUMBER, foreign, "abcdefgh2345", 24, "no-token", ("!ambil",), _planned(foreign), ()
        ),
        letters.ConfirmationRequest(
            NUMBER, foreign, "abcdefgh2345", 24, "bulk", (f"!ambil{foreign}",), _planned(foreign), (f"Joko{foreign}",)
        ),
        letters.ApprovalRequest(
            NUMBER, foreign, f"Rina{foreign}", "abcdefgh2345", 72, (f"!ambil{foreign}",), _planned(foreign)
        ),
        *(
            letters.PlanOutcome(
                NUMBER,
                foreign,
                state,
                f"Rina{foreign}",
                f"Joko{foreign}",
                (f"Joko{foreign}",),
                f"jangan{foreign}",
                (f"!ambil{foreign}",),
                _planned(foreign),
            )
            for state in ("confirmed", "done", "rejected")
        ),
        letters.Trouble("quarantined", f"mail 12{foreign}", "loket quarantine show 12"),
        letters.RefusedInYourName(3, "2026-11-22"),
        letters.JournalHead("2026-11-22", 42, "ab" * 32),
        letters.Files(NUMBER, foreign, 1, 2),
        letters.ReportMail(
            Sheet(
                f"Laporan {foreign}",
                foreign,
                (
                    SheetSection(
                        "stages",
                        foreign,
                        foreign,
                        Table(foreign, (Heading(foreign), Heading("Jumlah", is_number=True)), ((foreign, "3"),)),
                        (Chart("shares", foreign, b"", ""),),
                    ),
                ),
                foreign,
            )
        ),
        letters.OperatorReport(foreign, Sheet(foreign, foreign, (), "")),
        letters.Canary(),
        letters.TokenMisused("PDI-2611-0042", is_revoked=True),
        letters.Merged(NUMBER, foreign, ""),
        *(
            letters.Binding(NUMBER, foreign, step)
            for step in ("sent", "refused", "too-often", "expired", "wrong", "bound", "disowned", "elsewhere")
        ),
        letters.BindingCodeLetter("siti@gmail.example", "abcd2345"),
        letters.Merged(NUMBER, foreign, "PDI-2611-0051"),
        *(
            letters.MergedOutcome(NUMBER, foreign, outcome)
            for outcome in ("solved", "solved-by-requester", "rejected", "closed")
        ),
        letters.CopyNotice(NUMBER, foreign, foreign, "solved"),
        letters.CopyNotice(NUMBER, foreign, foreign, "left"),
        *_of_the_integrator(foreign),
    )


def _of_the_integrator(foreign: str) -> tuple[LetterContent, ...]:
    documents = (
        action_letters.DocumentCheck(f"KTP{foreign}", True),
        action_letters.DocumentCheck(f"KK{foreign}", False),
    )
    facts = (action_letters.Fact(f"Nama{foreign}", f"Siti{foreign}", is_odd=True),)
    rows = (action_letters.TableRow((f"2024{foreign}", f"A{foreign}")),)
    sheets = (
        action_letters.SheetFacts(f"Mahasiswa{foreign}", facts, (), (), ("synced",)),
        action_letters.SheetFacts(f"KRS{foreign}", (), (f"Semester{foreign}", "Nilai"), rows, ()),
        action_letters.SheetFacts(f"KRS{foreign}", (), ("Semester",), (), ()),
    )
    line = f"!ubah-biodata{foreign}"
    return (
        letters.ActionAnswer(NUMBER, foreign, line, sheets),
        letters.ActionStopped(NUMBER, foreign, line, f"terkunci{foreign}", "pdm", documents, (_offer(foreign),)),
        letters.ActionStopped(NUMBER, foreign, line, f"tidak ada{foreign}", "", (), ()),
        *(
            letters.ActionWaiting(NUMBER, foreign, "feeder", state)
            for state in ("waiting", "resumed", "stopped", "released")
        ),
        letters.OutageNotice(NUMBER, foreign),
        letters.RouteNotice(NUMBER, foreign, "pdm", f"Nama{foreign}", documents, "", "", ""),
        *(
            letters.RouteNotice(NUMBER, foreign, "pdm", "", (), f"PDM-1{foreign}", progress, "Halo")
            for progress in ("submitted", "invalid", "approved", "rejected")
        ),
    )


def _planned(foreign: str) -> tuple[letters.PlannedItem, ...]:
    change = letters.Change(NUMBER, "priority", f"a{foreign}", f"b{foreign}")
    mail = letters.SentFacts("budi@mhs.kampus.example", "reply", f"halo{foreign}")
    return (letters.PlannedItem(NUMBER, f"Perihal{foreign}", (change,), (mail,)),)


def _offer(foreign: str) -> letters.Offer:
    return letters.Offer(f"Ambil{foreign}", "!ambil")
