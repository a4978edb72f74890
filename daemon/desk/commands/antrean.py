"""`!antrean`: the open tickets, in the receipt."""

from daemon.desk.arguments import NOBODY, known_word, means_me
from daemon.desk.categories import CATEGORIES
from daemon.desk.command import Call, Command
from daemon.desk.letters import TicketList
from daemon.desk.plan import Plan, TellActor
from daemon.desk.refusal import Refusal
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """List open tickets: all, the actor's (`saya`), nobody's (`-`), of one category, or both kinds of choice.

    Raises: Refusal("unknown-word"), Refusal("argument") for two choices of one kind.
    """
    assignees = [word for word in call.arguments if means_me(word) or word == NOBODY]
    categories = [word for word in call.arguments if word not in assignees]
    if len(assignees) > 1 or len(categories) > 1:
        raise Refusal("argument", usage=call.command.usage, problem="extra", argument="")
    is_own = bool(assignees) and means_me(assignees[0])
    rows = call.queries.queue(
        assignee=call.actor.id if is_own else next(iter(assignees), None),
        category=known_word("category", categories[0], CATEGORIES) if categories else None,
    )
    return Plan((TellActor(TicketList("own" if is_own else "queue", rows)),))


COMMAND = Command(
    name="antrean",
    aliases=("list", "queue"),
    usage="!antrean [saya|-|kategori]",
    summary_id="Daftar tiket terbuka: semua, milik Anda, tanpa petugas, atau satu kategori",
    summary_en="Lists open tickets: all, yours, nobody's, or one category's",
    command_class=CommandClass.K0,
    plan=plan,
    needs_ticket=False,
    help_id="Jawab daftar itu dengan baris seperti `5 ambil`.",
    help_en="Answer the list with lines such as `5 ambil`.",
)
