"""A desk that keeps its letters in a list, a database, and a kind of plan that a test can make behave in any way."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from daemon.desk.four_eyes import plans
from daemon.desk.four_eyes.plan_kind import Ending, Execution, Finding, Proposal
from daemon.desk.four_eyes.plans import State, Step, Wish
from daemon.desk.journal import Cause
from daemon.desk.refusal import Refusal
from daemon.desk.views import Directory, StaffMember
from daemon.desk.writing.letters import Change, Letter, PlannedItem
from daemon.trust.levels import CommandClass
from models import schema
from models.database import close_database, open_database
from models.journal import JournalEvent
from models.mail import InboundEmail
from models.plans import StoredPlan

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
RINA, JOKO, SITI = (
    StaffMember(name.lower(), f"{name} Contoh", (f"{name.lower()}@kampus.example",), roles)
    for name, roles in (("Rina", ("petugas",)), ("Joko", ("penyetuju",)), ("Siti", ("penyetuju",)))
)
ITEM = PlannedItem("", "Siti Contoh, 2190000001", (Change("", "nik", "lama", "baru"),), ())


@dataclass
class FakeKind:
    """Reaches outside as the test says; remembers each time that it was carried out."""

    name: str = "fake"
    is_local: bool = False
    right: str = "fake.change"
    approvals: int = 1
    state: str = "old"
    endings: list[Ending] = field(default_factory=lambda: [Ending.DONE])
    finding: Finding = Finding.NEW
    refusal: Refusal | None = None
    executed: list[datetime] = field(default_factory=list)
    settlements: list[str] = field(default_factory=list)
    is_reachable: bool = True
    gone: set[int] = field(default_factory=set)  # plans whose action the configuration no longer has

    def propose(self, plan: StoredPlan | None, now: datetime) -> Proposal:
        if self.refusal is not None:
            raise self.refusal
        return Proposal(
            order={"field": "nik"},
            command_class=CommandClass.K3,
            right=self.right,
            approvals=self.approvals,
            commands=("!fake nik=baru",),
            items=(ITEM,),
            state=self.state,
            execute=self._execute,
        )

    def verify(self, plan: StoredPlan) -> Finding:
        if plan.id in self.gone:
            raise Refusal("action-gone")
        return self.finding

    def settled(self, plan: StoredPlan, refusal: Refusal | None, cause: Cause, now: datetime) -> None:
        self.settlements.append(plan.state)

    def is_free(self, plan: StoredPlan, now: datetime) -> bool:
        return self.is_reachable

    def _execute(self, cause: Cause, now: datetime) -> Execution:
        self.executed.append(now)
        return Execution(self.endings.pop(0), "error_code 105")


@dataclass
class Bench:
    """What a test works with."""

    desk: Any
    kind: FakeKind
    letters: list[Letter]
    now: datetime = NOW

    def clock(self) -> datetime:
        return self.now

    def step(self, actor: str = "staff:rina") -> Step:
        return Step(Cause(actor, 1, "surat@kampus.example"), self.now, "A3")

    def plan(self, state: State = State.REQUESTED) -> StoredPlan:
        """Return a plan of Rina's that stands in a state, approved by Joko where it has to be."""
        plan = plans.create(
            Wish("fake", "rina", None, 1), self.kind.propose(None, NOW), self.step(), timedelta(hours=24)
        )
        if state in (State.APPROVED, State.EXECUTING, State.UNKNOWN):
            plans.approve(plan, "joko", 1, self.step("staff:joko"))
        StoredPlan.update(state=state.value).where(StoredPlan.id == plan.id).execute()
        return self.read(plan)

    def read(self, plan: StoredPlan) -> StoredPlan:
        found: StoredPlan = StoredPlan.get_by_id(plan.id)
        return found

    def told(self, kind: str) -> list[str]:
        """Return to whom letters of a kind went."""
        return [letter.to.partition("@")[0] for letter in self.letters if letter.content.kind == kind]

    def events(self) -> list[str]:
        return [row.name for row in JournalEvent.select().order_by(JournalEvent.id)]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with all tables and one mail, to be copied."""
    path = tmp_path_factory.mktemp("plans") / "loket.db"
    open_database(f"sqlite:///{path}")
    schema.migrate()
    InboundEmail.create(mailbox="bantuan", sha256="0" * 64, size=1, received_at=NOW, recorded_at=NOW)
    close_database()
    return path


@pytest.fixture
def bench(tmp_path: Path, empty_database: Path) -> Iterator[Bench]:
    shutil.copy(empty_database, tmp_path / "loket.db")
    open_database(f"sqlite:///{tmp_path / 'loket.db'}")
    letters: list[Letter] = []
    kind = FakeKind()
    numbers = count(1)
    desk = SimpleNamespace(
        directory=Directory((RINA, JOKO, SITI), {}, {}, ("admin@kampus.example",), {"penyetuju": ("fake.change",)}),
        rules=SimpleNamespace(confirmation_hours=24, approval_hours=72, language="id", bulk_tickets=5),
        post=SimpleNamespace(send=lambda letter: letters.append(letter) or len(letters)),
        texts=SimpleNamespace(refusal=lambda code, _language, _facts: code),
        plan_kinds={"fake": kind},
        random=lambda size: next(numbers).to_bytes(size, "big"),
    )
    yield Bench(desk, kind, letters)
    close_database()


@pytest.fixture
def in_threads() -> Callable[[Callable[[], object], int], list[object]]:
    """Return a function that runs something in several threads at once and returns their results."""

    def run(work: Callable[[], object], number: int) -> list[object]:
        def guarded() -> object:
            try:
                return work()
            finally:
                close_database()

        with ThreadPoolExecutor(number) as pool:
            return [future.result() for future in [pool.submit(guarded) for _ in range(number)]]

    return run
