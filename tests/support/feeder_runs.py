"""Random runs of changes against a Feeder with quirks and faults, whose worker is killed again and again.

    with Proving(folder) as proving:
        assert proving.run(seed) == []        # what was wrong, one line each

Each run has a database of its own, a fresh campus, two to four changes of different kinds, quirks, faults before and
after changes are made, tokens that end, people who change the same record by hand; and workers that die at a failpoint
or at any moment. Most runs begin with approved plans; each third begins with mails (feeder_mail_runs.py): complaint,
staff's order, confirmation and approval by a second person, with a file of several records among them. In the end
faults and kills stop, and everything must have come to its end. Then held:

    no wrong record touched       whatever differs in the campus's tables was asked for, or was done by hand
    no double application         each change was made at most once
    no silent success             a plan that says it is done was made, and its values stood there
    no silent change              a plan that says that it failed, or is stale, was not made
    everybody told once           requester and staff, of what was asked by mail; success only when it was verified
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import traceback
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from feeder_mail_runs import Errand, MailPeople, Told, moved, told
from installation import Installation
from integrator_office import RIGHTS
from postgresql import Cluster

from daemon import failpoints, tailoring
from daemon.app import build, desk_of, renderer_of
from daemon.config import load, read_keys
from daemon.demo.feeder_simulator.campus import OPEN, fixed_uuid, nim_of
from daemon.demo.feeder_simulator.quirks import QUIRKS
from daemon.demo.feeder_simulator.service import PASSWORD, USERNAME
from daemon.desk.case import Desk
from daemon.desk.four_eyes import executing, plans
from daemon.desk.four_eyes.plan_kind import OutOfReach
from daemon.desk.four_eyes.plans import ENDED, State, Step, Wish
from daemon.desk.refusal import Refusal
from daemon.integrator.action_plans import KIND, ActionPlans
from daemon.integrator.bulk_plans import KIND as BULK
from daemon.integrator.enrichment import Enrichment
from daemon.integrator.feeder.client import FeederClient
from daemon.integrator.feeder.exchange import FeederSettings
from daemon.integrator.serving import Serving
from daemon.integrator.web import WebLimits
from daemon.storage import Blobs
from daemon.trust.tokens import KeyRing
from models.database import close_database, open_database, transaction
from models.plans import StoredPlan

START = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
STEP = timedelta(minutes=20)  # by which a worker's clock goes on from round to round: every pause is over
QUICK = WebLimits(connect=1.0, answer=0.3, octets=1_000_000)
ROUNDS = 5  # of one worker
WORKERS = 4  # with faults and kills
CALM_WORKERS = 6  # without
POINTS = ("plan_attempted", "plan_sent", "after_commit", "before_commit")
MAIL_POINTS = ("after_handle", "after_claim_mail", "after_record", "bulk_row_begun", "bulk_row_sent")
BY_MAIL = 3  # each third run
IN_A_FILE = (5, 6, 7)  # students
FIRST_LINE = 2  # below the headings
FAULTS = (
    *("reset_before", "reset_after", "hang_before", "hang_after", "html_502", "html_502_after", "html_200"),
    *("html_200_before", "empty", "empty_before", "cut_short", "http_500_after", "http_503", "http_429", "redirect"),
    *("slow", "filter_ignored", "huge"),
)
CODES = (100, 104, 105, 108, 116, 121, 217, 12)
TABLES = ("biodata", "riwayat", "akm", "lulus", "peserta", "mengajar", "kelas", "matkul", "dosen")
HANDMADE = "KELURAHAN LAIN"
SINGLE = (  # columns that one person alone may change, so that the runs need no second one
    *("handphone", "email", "kelurahan", "ips", "ipk", "sks_semester", "sks_total", "biaya_kuliah_smt"),
    *("id_status_mahasiswa", "id_pembiayaan", "nama_mata_kuliah", "nama_kelas_kuliah", "nilai_huruf", "nilai_indeks"),
    *("nilai_angka", "id_jenis_keluar", "tanggal_keluar", "id_periode_keluar", "keterangan"),
)


@dataclass(frozen=True)
class Change:
    """One change that a run asks for: the line's parts, and where it shows in the campus's tables."""

    action: str
    arguments: Mapping[str, str]
    act: str  # of the Feeder
    table: str
    key: tuple[str, ...]
    wanted: Mapping[str, str] | None  # columns as they should be in the end; None: the record is gone


def possible(number: int) -> tuple[Change, ...]:
    """Return what can be changed of one student, each in another record."""
    nim, registration = nim_of(number), fixed_uuid("registrasi", number)
    programme = "57201" if number % 4 else "86208"
    taken, free = (fixed_uuid("kelas", programme, code, OPEN, "A") for code in ("SI101", "SI103"))
    graded = fixed_uuid("kelas", programme, "SI102", OPEN, "A")
    course = {"nim": nim, "semester": OPEN}
    return (
        Change(
            "ubah-biodata",
            {"nim": nim, "handphone": f"08{number:010d}"},
            "UpdateBiodataMahasiswa",
            "biodata",
            (fixed_uuid("mahasiswa", number),),
            {"handphone": f"08{number:010d}"},
        ),
        Change(
            "ubah-akm",
            {**course, "ips": "3.91"},
            "UpdatePerkuliahanMahasiswa",
            "akm",
            (registration, OPEN),
            {"ips": "3.91"},
        ),
        Change(
            "tambah-krs",
            {**course, "kode_mk": "SI103", "kelas": "SI1A"},
            "InsertPesertaKelasKuliah",
            "peserta",
            (free, registration),
            {},
        ),
        Change(
            "hapus-krs",
            {**course, "kode_mk": "SI101", "kelas": "SI1A"},
            "DeletePesertaKelasKuliah",
            "peserta",
            (taken, registration),
            None,
        ),
        Change(
            "ubah-nilai",
            {**course, "kode_mk": "SI102", "huruf": "B"},
            "UpdateNilaiPerkuliahanKelas",
            "peserta",
            (graded, registration),
            {"nilai_huruf": "B", "nilai_indeks": "3.00"},
        ),
        Change(
            "lulus-do",
            {"nim": nim, "jenis": "4", "tanggal": "2026-10-30", "periode": OPEN},
            "InsertMahasiswaLulusDO",
            "lulus",
            (registration,),
            {"id_jenis_keluar": "4"},
        ),
    )


@dataclass
class Proving:
    """The simulator in a process of its own, and a database to copy. A context manager."""

    folder: Path
    cluster: Cluster | None = None  # None: SQLite
    _feeder: "subprocess.Popen[str] | None" = None
    _base: str = ""
    _number: int = 0
    _config: Path = field(default_factory=Path)
    _desk: Desk = field(init=False)
    _strict: Desk = field(init=False)  # where each change needs a second person
    _people: MailPeople = field(init=False)
    _lent: str = ""  # the PostgreSQL database of the last run

    def __enter__(self) -> "Proving":
        self._feeder = subprocess.Popen(
            [sys.executable, "-m", "daemon", "feeder-simulator", "--port", "0"], stdout=subprocess.PIPE, text=True
        )
        assert self._feeder.stdout is not None
        lines = [self._feeder.stdout.readline() for _ in range(3)]
        self._base = lines[2].split()[1]
        self._make_template(lines[0].split()[1], lines[1].split()[1])
        return self

    def __exit__(self, *_: object) -> None:
        assert self._feeder is not None
        self._feeder.terminate()
        self._feeder.communicate(timeout=10)

    def run(self, seed: int) -> list[str]:
        """Make one run and return what was wrong, each with the seed."""
        self._number += 1
        chance = random.Random(seed)
        url = self._fresh_database()
        self.ask("reset", {})
        self.ask("settings", {"hang_seconds": 0.5, "slow_seconds": 0.1, "token_seconds": chance.choice([3, 60, 1800])})
        self.ask("quirks", {name: chance.random() < 0.3 for name in QUIRKS})
        is_by_mail = seed % BY_MAIL == 0
        count = chance.randint(1, 2) if is_by_mail else chance.randint(2, 4)
        changes = chance.sample([change for number in (1, 2, 4) for change in possible(number)], k=count)
        in_file = [possible(number)[0] for number in IN_A_FILE] if is_by_mail else []
        before = self.tables()
        if is_by_mail:
            self._people.errands = tuple(_errands(changes, in_file))
        else:
            self._work(lambda: _plan(self._desk, url, changes), None)
        serve = (
            (lambda start: self._serve_mail(url, start))
            if is_by_mail
            else (lambda start: _serve(self._desk, url, start))
        )
        by_hand = self._torment(chance, serve, [*changes, *in_file])
        self.ask("faults", [])
        self.ask("settings", {"is_expired": False, "is_developer_mode": False})
        for number in range(CALM_WORKERS):
            self._work(lambda number=number: serve(START + timedelta(hours=12 + 3 * number)), None)
        found = _told(url, self._people.errands) if is_by_mail else ()
        states = _states_of(found) if is_by_mail else _states(url)
        verdict = Verdict([*changes, *in_file], before, self.tables(), by_hand, self.read("applied"), states)
        faults = [*verdict.faults(), *_untold(self._people.errands if is_by_mail else (), found)]
        return [f"seed {seed}: {fault}" for fault in faults]

    def _serve_mail(self, url: str, start: datetime) -> None:
        """Start anew, with people who write mails; then work for some rounds."""
        _serve(self._strict, url, start, self._people)

    def _torment(
        self, chance: random.Random, serve: Callable[[datetime], None], changes: list[Change]
    ) -> set[tuple[str, str]]:
        """Let workers work, fail and die; return the records that somebody changed by hand meanwhile."""
        by_hand: set[tuple[str, str]] = set()
        for number in range(WORKERS):
            self.ask("faults", [])
            self.ask("faults", [_fault(chance) for _ in range(chance.randint(1, 3))])
            if chance.random() < 0.2:
                self.ask("expire-tokens", {})
            if chance.random() < 0.15:
                by_hand |= self._by_hand(chance.choice(changes))
            start = START + timedelta(hours=2 * number)
            self._work(lambda start=start: serve(start), chance)
        return by_hand

    def _by_hand(self, change: Change) -> set[tuple[str, str]]:
        """Change something else in a record that a plan is about."""
        if change.table != "biodata":
            return set()
        self.ask("change", {"table": "biodata", "key": list(change.key), "values": {"kelurahan": HANDMADE}})
        return {("biodata", change.key[0])}

    def _work(self, work: Any, chance: random.Random | None) -> None:
        """Do something in a process of its own, which may be killed at any moment, or kill itself at a failpoint."""
        point = chance.choice((*POINTS, *MAIL_POINTS)) if chance is not None and chance.random() < 0.5 else ""
        setting = f"{point}:kill:{chance.randint(1, 4)}" if point and chance is not None else ""
        deadline = chance.uniform(0.02, 0.8) if chance is not None and chance.random() < 0.5 else 60.0
        child = os.fork()
        if not child:
            _as_worker(work, setting)
        ended = time.monotonic() + deadline
        while time.monotonic() < ended:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                assert status in (0, signal.SIGKILL), f"a worker ended with {status}"
                return
            time.sleep(0.01)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

    def tables(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Return the live records by table and key."""
        return {name: {_key_of(name, row): row for row in self.read(f"table/{name}")} for name in TABLES}

    def read(self, what: str) -> Any:
        with urllib.request.urlopen(f"{self._base}{what}", timeout=20) as answer:
            return json.load(answer)

    def ask(self, control: str, wish: Any) -> None:
        request = urllib.request.Request(f"{self._base}{control}", json.dumps(wish).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert json.load(answer) == {"done": True}

    def _make_template(self, live: str, sandbox: str) -> None:
        home = self.folder / "template"
        home.mkdir()
        loket = Installation(home, 9, '[[mailbox]]\nname = "x"\nkind = "pipe"\naddress = "bantuan@kampus.example"\n')
        secret = home / "feeder.password"
        secret.write_text(PASSWORD)
        secret.chmod(0o600)
        fields = ", ".join(f'"{name}"' for name in SINGLE)
        names = ("ubah-biodata", "ubah-akm", "tambah-krs", "hapus-krs", "ubah-nilai", "lulus-do")
        rules = "\n".join(
            f'[actions."feeder.{name}"]\napproval = "single"\nsingle_approval_fields = [{fields}]' for name in names
        )
        rights = ", ".join(f'"{right}"' for right in RIGHTS)
        text = loket.config.read_text().replace(
            'commands = ["*"]\n', f'commands = ["*"]\nrequest = [{rights}]\napprove = [{rights}]\n', 1
        )
        loket.config.write_text(
            f'{text}\n{rules}\n[feeder]\nurl = "{live}"\nsandbox_url = "{sandbox}"\n'
            f'username = "{USERNAME}"\npassword_file = "{secret}"\nconnect_timeout = "2s"\ntimeout = "1s"\n'
            'list_timeout = "1s"\nanswer_size = 2\n'
        )
        self._config = loket.config
        with build(load(loket.config)):
            """Make the tables."""
        config = load(loket.config)
        keys = KeyRing(dict(read_keys(config.keys)))
        blobs = Blobs(self.folder / "storage")
        client = FeederClient(FeederSettings(live, USERNAME, lambda: PASSWORD, None, QUICK, QUICK))
        self._desk = _impatient(desk_of(config, renderer_of(config), keys, blobs), client)
        self._strict = _impatient(
            desk_of(config.model_copy(update={"actions": {}}), renderer_of(config), keys, blobs), client
        )
        vocabulary = tailoring.vocabulary_of(config, self._desk.catalogue, self._desk.registry, keys)
        self._people = MailPeople(blobs, vocabulary, tailoring.authentication_of(config), START)

    def _fresh_database(self) -> str:
        if self.cluster is not None:
            if self._lent:
                self.cluster.empty(self._lent)
            self._lent = self.cluster.make()
            return self._lent
        path = self.folder / f"run-{self._number}.db"
        for old in self.folder.glob("run-*"):
            old.unlink()
        shutil.copy(self._config.parent / "loket.db", path)
        return f"sqlite:///{path}"


def _as_worker(work: Any, setting: str) -> None:
    """Do the work and end, in the process that was forked."""
    status = 1
    try:
        failpoints._armed = failpoints._read(setting)
        work()
        close_database()
        status = 0
    except BaseException:  # noqa: BLE001 - nobody above it would see what went wrong
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _plan(desk: Desk, url: str, changes: list[Change]) -> None:
    """Store a plan for each change, approved."""
    open_database(url)
    kind = desk.plan_kinds[KIND]
    assert isinstance(kind, ActionPlans)
    for change in changes:
        order = {
            "action": change.action,
            "system": "feeder",
            "arguments": dict(change.arguments),
            "common": {"bukti": "dilihat"},
            "line": f"!{change.action}",
            "text": "",
            "ticket": None,
            "name": "",
        }
        for _ in range(5):
            try:
                proposal = kind.planned(order, START)
                break
            except OutOfReach:
                continue
            except Refusal as refusal:
                raise AssertionError(f"{change.action}: {refusal.code} {refusal.facts}") from None
        step = Step(executing.CAUSE, START)
        with transaction():
            plan = plans.create(Wish(KIND, "rina", None, None), proposal, step, timedelta(days=30))
            plans.move(plan, State.CONFIRMED, step)
            plans.move(plan, State.APPROVED, step)


def _impatient(desk: Desk, client: FeederClient) -> Desk:
    """Have a desk ask the Feeder through a client that soon gives up."""
    kinds: Any = desk.plan_kinds
    for name, kind in list(kinds.items()):
        kinds[name] = replace(kind, systems=replace(kind.systems, feeder=client))
    return desk


def _serve(desk: Desk, url: str, start: datetime, people: MailPeople | None = None) -> None:
    """Start anew: find out what became of what was under way, then work for some rounds."""
    open_database(url)
    now = start

    def clock() -> datetime:
        return now

    kinds: dict[str, Any] = {}
    own = replace(desk, clock=clock, plan_kinds=kinds, post=moved(desk, clock))
    for name in (KIND, BULK):
        kinds[name] = replace(cast("Any", desk.plan_kinds[name]), desk=own)
    executing.recover(own, now)
    for _ in range(ROUNDS):
        if people is not None:
            people.work(own)
            Enrichment(own, kinds[KIND].systems).work(lambda: False)
            Serving(own, kinds[KIND].systems, kinds[KIND]).serve_due(lambda: False)
        executing.run_due(own, clock)
        now += STEP


def _errands(changes: list[Change], in_file: list[Change]) -> Iterator[Errand]:
    """Yield what the people of a run want: each change by itself, and one file."""
    for number, change in enumerate(changes, 1):
        yield Errand(number, ((change.action, change.arguments),))
    yield Errand(len(changes) + 1, tuple((change.action, change.arguments) for change in in_file), is_file=True)


def _told(url: str, errands: tuple[Errand, ...]) -> tuple[Told, ...]:
    """Return what the books say of each errand."""
    open_database(url)
    try:
        return tuple(told(errand) for errand in errands)
    finally:
        close_database()


def _states_of(found: tuple[Told, ...]) -> list[str]:
    """Return how each change ended, those of the file last; "failed" where it was never planned."""
    singles = [_end_of(one.plans) for one in found[:-1]]
    last = found[-1]
    lines = range(FIRST_LINE, FIRST_LINE + len(IN_A_FILE))
    unplanned = "failed" if last.rows else _end_of(last.plans)  # a line that could not be read is left out of the plan
    rows = [last.rows.get(line, unplanned) for line in lines]
    return [*singles, *("failed" if state == "waiting" else state for state in rows)]


def _end_of(states: tuple[str, ...]) -> str:
    """Return how an errand's plans ended: done if one was, else as the last; stale ones were renewed."""
    return "done" if "done" in states else states[-1] if states else "failed"


def _untold(errands: tuple[Errand, ...], found: tuple[Told, ...]) -> list[str]:
    return [
        f"errand {one.number}: {fault}"
        for one, books in zip(errands, found, strict=True)
        for fault in books.faults(one)
    ]


def _states(url: str) -> list[str]:
    """Return the states of the plans that the run asked for, in their order."""
    open_database(url)
    try:
        return [str(plan.state) for plan in StoredPlan.select().order_by(StoredPlan.id)]
    finally:
        close_database()


def _fault(chance: random.Random) -> dict[str, Any]:
    kind = chance.choice([*FAULTS, *FAULTS, "error"])
    acts = chance.choice([["Update", "Insert", "Delete"], ["Update", "Insert", "Delete"], [], ["Get"], ["GetToken"]])
    wish = {
        "kind": kind,
        "times": chance.choice([1, 1, 2, 4, -1]),
        "acts": acts,
        "probability": chance.choice([0.3, 1.0]),
    }
    return {**wish, "code": chance.choice(CODES)} if kind == "error" else wish


_KEYS = {
    "biodata": ("id_mahasiswa",),
    "riwayat": ("id_registrasi_mahasiswa",),
    "akm": ("id_registrasi_mahasiswa", "id_semester"),
    "lulus": ("id_registrasi_mahasiswa",),
    "peserta": ("id_kelas_kuliah", "id_registrasi_mahasiswa"),
    "mengajar": ("id_aktivitas_mengajar",),
    "kelas": ("id_kelas_kuliah",),
    "matkul": ("id_matkul",),
    "dosen": ("id_dosen",),
}


def _key_of(table: str, row: Mapping[str, Any]) -> str:
    return "/".join(str(row[name]) for name in _KEYS[table])


@dataclass(frozen=True)
class Verdict:
    """What a run has to show."""

    changes: list[Change]
    before: Mapping[str, Mapping[str, Mapping[str, Any]]]
    after: Mapping[str, Mapping[str, Mapping[str, Any]]]
    by_hand: set[tuple[str, str]]
    applied: list[dict[str, Any]]
    states: list[str]

    def faults(self) -> list[str]:
        """Return what was promised and is not so."""
        found = [*self._touched()]
        if any(change["path"] != "live" for change in self.applied):
            found.append("the sandbox was changed")
        for change, state in zip(self.changes, self.states, strict=False):
            found += self._of_one(change, state)
        return found

    def _of_one(self, change: Change, state: str) -> list[str]:
        times = len([done for done in self.applied if self._is_of(done, change)])
        what = f"{change.action} ({state}, made {times} times)"
        if state not in {ended.value for ended in ENDED}:
            return [f"{what}: did not come to an end"]
        if times > 1:
            return [f"{what}: made more than once"]
        if state == "done" and not (times and self._stands(change)):
            return [f"{what}: says that it is done"]
        if state in ("failed", "stale", "cancelled", "expired") and times:
            return [f"{what}: says that nothing was changed"]
        return []

    def _is_of(self, done: Mapping[str, Any], change: Change) -> bool:
        names = _KEYS[change.table]
        values = {**done["record"], **done["key"]}
        return done["act"] == change.act and tuple(values.get(name) for name in names) == change.key

    def _stands(self, change: Change) -> bool:
        row = self.after[change.table].get("/".join(change.key))
        if change.wanted is None or row is None:
            return (change.wanted is None) == (row is None)
        return all(row[name] == value for name, value in change.wanted.items())

    def _touched(self) -> list[str]:
        """Return the records that differ and were not asked for."""
        asked = {(change.table, "/".join(change.key)): change for change in self.changes}
        found = []
        for table, rows in self.after.items():
            for key in {*rows, *self.before[table]}:
                old, new = self.before[table].get(key), rows.get(key)
                if old != new and not self._is_meant(asked.get((table, key)), (table, key), old, new):
                    found.append(f"{table} {key} was changed")
        return found

    def _is_meant(self, change: Change | None, place: tuple[str, str], old: Any, new: Any) -> bool:
        if change is not None and (old is None or new is None):
            return (new is None) == (change.wanted is None)
        if old is None or new is None:
            return False
        allowed = {"synced", *(change.wanted or {} if change else {})}
        if place in self.by_hand:
            allowed.add("kelurahan")
        return {name for name in new if new[name] != old.get(name)} <= allowed
