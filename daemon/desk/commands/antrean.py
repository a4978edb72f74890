"""`!antrean`: the open tickets, in the receipt."""

from daemon.desk.commands.prioritas import PRIORITIES
from daemon.desk.complaint_types.categories import CATEGORIES
from daemon.desk.planning.arguments import NOBODY, known_word, means_me
from daemon.desk.planning.command import Call, Command, QueueFilter
from daemon.desk.planning.plan import Plan, TellActor
from daemon.desk.refusal import Refusal
from daemon.desk.writing.letters import TicketList
from daemon.trust.levels import CommandClass

STATUSES = {
    "baru": "new",
    "diproses": "in_progress",
    "menunggu": "waiting",
    "new": "new",
    "in-progress": "in_progress",
    "waiting": "waiting",
}
OVERDUE = frozenset({"lewat", "terlambat", "overdue", "late"})


def plan(call: Call) -> Plan:
    """List open tickets, as narrow as the words make it: each word is a filter of its own kind.

    Raises: Refusal("unknown-word"), Refusal("argument") for two words of one kind.
    """
    chosen: dict[str, str] = {}
    for word in call.arguments:
        name, value = _filter(call, word)
        if name in chosen:
            raise Refusal("argument", usage=call.command.usage, problem="extra", argument="")
        chosen[name] = value
    wanted = QueueFilter(is_overdue=bool(chosen.pop("overdue", "")), **chosen)
    title = "own" if wanted.assignee == call.actor.id else "queue"
    return Plan((TellActor(TicketList(title, call.queries.queue(wanted))),))


def _filter(call: Call, word: str) -> tuple[str, str]:
    """Return which filter a word is, and its value. Raises: Refusal("unknown-word")."""
    typed = word.casefold()
    kinds = {
        "assignee": _assignee(call, typed),
        "overdue": "yes" if typed in OVERDUE else "",
        "status": STATUSES.get(typed, ""),
        "priority": PRIORITIES.get(typed, ""),
        "type_code": word.upper() if call.catalogue.get(word.upper()) else "",
    }
    found = next(((name, value) for name, value in kinds.items() if value), None)
    return found or ("category", known_word("category", typed, CATEGORIES))


def _assignee(call: Call, typed: str) -> str:
    """Return the id of the person meant, "-" for nobody; "" when the word names none."""
    if means_me(typed):
        return call.actor.id
    member = call.directory.by_id(typed) or call.directory.by_address(typed)
    return member.id if member else NOBODY if typed == NOBODY else ""


COMMAND = Command(
    name="antrean",
    aliases=("list", "queue"),
    usage="!antrean [saya|-|petugas] [kategori|jenis] [status] [prioritas] [lewat]",
    summary_id="Daftar tiket terbuka: semua, milik Anda, tanpa petugas, satu kategori, yang lewat batas, …",
    summary_en="Lists open tickets: all, yours, nobody's, one category's, those overdue, …",
    command_class=CommandClass.K0,
    plan=plan,
    needs_ticket=False,
    help_id="Saringannya dapat digabung, misalnya `!antrean - sarpras`, `!antrean saya menunggu`, "
    "`!antrean budi tinggi lewat`. Jawab daftar itu dengan baris seperti `5 ambil`.",
    help_en="Filters can be combined, such as `!antrean - sarpras`, `!queue me waiting`, `!queue budi high overdue`. "
    "Answer the list with lines such as `5 ambil`.",
)
