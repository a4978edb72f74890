"""`!form`: the requester gets the form again, with what is there and what is missing."""

from daemon.desk.form_filling.form_words import missing_request
from daemon.desk.planning.arguments import expect_none
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.effects import moved
from daemon.desk.planning.plan import MailRequester, Plan
from daemon.desk.statuses import Move
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Send the form and wait for it; the text below stands above it.

    Raises: Refusal("form-complete") when nothing is missing.
    """
    expect_none(call)
    letter = missing_request(call)
    return Plan((moved(call.ticket, Move.WAIT), MailRequester(call.ticket.id, letter)), uses_text=bool(letter.text))


COMMAND = Command(
    name="form",
    aliases=("formulir",),
    usage="!form",
    summary_id="Mengirim lagi formulir kepada pelapor, dengan yang masih kurang",
    summary_en="Sends the requester the form again, with what is still missing",
    command_class=CommandClass.K2,
    plan=plan,
    help_id="Tulisan di bawahnya menjadi pengantar. Jam proses berhenti sampai pelapor menjawab.",
    help_en="The text below stands above the form. The processing clock stops until the requester answers.",
)
