"""`!cari kata`: solved tickets and kept solutions about these words, in the receipt."""

from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan, TellActor
from daemon.desk.refusal import Refusal
from daemon.desk.writing.letters import AnswerSection, SolutionList, TicketList
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Search; tickets only for those who may look at tickets.

    Raises: Refusal("argument") without a word.
    """
    words = tuple(word for word in call.arguments if word.strip())
    if not words:
        raise Refusal("argument", usage=call.command.usage, problem="missing", argument="")
    sections: tuple[AnswerSection, ...] = (SolutionList(call.queries.solutions(words)),)
    if call.directory.may(call.actor, "lihat"):
        sections = (TicketList("found", call.queries.search(words)), *sections)
    return Plan(tuple(TellActor(section) for section in sections))


COMMAND = Command(
    name="cari",
    aliases=("find", "search"),
    usage="!cari kata …",
    summary_id="Mencari tiket dan solusi: kata, nomor tiket, alamat, atau NIM",
    summary_en="Finds tickets and solutions: by words, a ticket's number, an address or a student number",
    command_class=CommandClass.K0,
    plan=plan,
    needs_ticket=False,
    help_id="Contoh: !cari nama ibu kandung. Tiket selesai dicari menurut isinya, tiket terbuka menurut judulnya.",
    help_en="Example: !cari mother's name. Solved tickets are searched by content, open ones by subject.",
)
