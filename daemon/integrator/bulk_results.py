"""Mail what became of each row of a plan about many: a table, and the same as a CSV."""

from daemon.desk.case import Desk
from daemon.desk.journal import Cause
from daemon.desk.writing.action_letters import ActionAnswer, SheetFacts, TableRow
from daemon.desk.writing.cells import sheet_of
from daemon.desk.writing.enclosing import enclose
from daemon.desk.writing.letters import Enclosure, Letter
from daemon.integrator.describing import MOST_ROWS
from daemon.integrator.labels import label_of
from models.actions import BulkRow
from models.plans import StoredPlan

_COLUMNS = ("line", "record", "result", "reason")
_FILE = "hasil.csv"
_WORDS = (
    {"done": "berhasil", "failed": "gagal", "manual": "perlu diperiksa", "refused": "ditolak", "waiting": "belum"},
    {"done": "done", "failed": "failed", "manual": "to be checked", "refused": "refused", "waiting": "not done"},
)


def send(desk: Desk, plan: StoredPlan, cause: Cause) -> None:
    """Mail the actor the result, inside the caller's transaction."""
    actor = desk.directory.by_id(plan.actor)
    if actor is None:
        return
    rows = _rows(plan, actor.language)
    head = tuple(label_of(column, {}, actor.language) for column in _COLUMNS)
    table = tuple(TableRow(row) for row in rows[:MOST_ROWS])
    sheet = SheetFacts(_FILE, (), head, table, ())
    octets = sheet_of(head, rows)
    file = Enclosure(_FILE, len(octets), desk.store(octets))
    line = str(plan.content["order"]["line"])
    desk.post.send(
        Letter(
            content=ActionAnswer(_number(plan), _subject(plan), line, (sheet,), is_result=True),
            to=actor.address,
            language=actor.language,
            ticket_id=None if plan.ticket is None else int(plan.ticket.id),
            ticket_number=_number(plan),
            subject=_subject(plan),
            inbound_id=cause.inbound_id,
            staff_id=actor.id,
            enclosures=enclose((file,), desk.rules.enclosed_size),
        )
    )


def _rows(plan: StoredPlan, language: str) -> list[tuple[str, ...]]:
    """Return line, record, result and reason of each line of the file, those that were never planned included."""
    order = plan.content["order"]
    titles = {int(row["line"]): str(row["title"]) for row in order["rows"]}
    found = {int(row.number): (row.state, row.result) for row in BulkRow.rows(plan=plan)}
    ended = [(line, titles[line], *found.get(line, ("waiting", ""))) for line in titles]
    refused = [(int(line), "", "refused", str(words)) for line, words in order["problems"]]
    words = _WORDS[language == "en"]
    every = sorted([*ended, *refused])
    return [(str(line), title, words.get(state, state), reason) for line, title, state, reason in every]


def _number(plan: StoredPlan) -> str:
    return "" if plan.ticket is None else str(plan.ticket.number)


def _subject(plan: StoredPlan) -> str:
    return "" if plan.ticket is None else str(plan.ticket.subject)
