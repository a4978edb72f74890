"""`!prioritas p`: how urgent the ticket is."""

from daemon.desk.planning.arguments import known_word, single
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan, SetField
from daemon.trust.levels import CommandClass

PRIORITIES = {
    "rendah": "low",
    "biasa": "normal",
    "tinggi": "high",
    "mendesak": "urgent",
    "low": "low",
    "normal": "normal",
    "high": "high",
    "urgent": "urgent",
}


def plan(call: Call) -> Plan:
    """Set the priority.

    Raises: Refusal("unknown-word").
    """
    ticket = call.ticket
    priority = PRIORITIES[known_word("priority", single(call), PRIORITIES)]
    return Plan((SetField(ticket.id, "priority", ticket.priority, priority),))


COMMAND = Command(
    name="prioritas",
    aliases=("priority",),
    usage="!prioritas p",
    summary_id="Menetapkan prioritas: rendah, biasa, tinggi, atau mendesak",
    summary_en="Sets the priority: low, normal, high or urgent",
    command_class=CommandClass.K1,
    plan=plan,
)
