"""`!label +x -y`: free words by which staff sort tickets."""

import re

from daemon.desk.planning.arguments import several
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan
from daemon.desk.planning.structure_effects import SetLabels
from daemon.desk.refusal import Refusal
from daemon.trust.levels import CommandClass

_LABEL = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
MOST = 20  # labels of one ticket


def plan(call: Call) -> Plan:
    """Add and remove labels. Raises: Refusal("argument"), Refusal("label"), Refusal("label-many")."""
    ticket = call.ticket
    labels = set(ticket.labels)
    for word in several(call):
        name = _label(word)
        labels = labels - {name} if word.startswith("-") else labels | {name}
    if len(labels) > MOST:
        raise Refusal("label-many", most=MOST)
    return Plan((SetLabels(ticket.id, tuple(sorted(ticket.labels)), tuple(sorted(labels))),))


def _label(word: str) -> str:
    name = word.lstrip("+-").casefold()
    if not _LABEL.fullmatch(name):
        raise Refusal("label", typed=word)
    return name


COMMAND = Command(
    name="label",
    aliases=("tag",),
    usage="!label +ijazah -mendadak",
    summary_id="Menambah (+) atau menghapus (-) label tiket",
    summary_en="Adds (+) or removes (-) labels of the ticket",
    command_class=CommandClass.K1,
    plan=plan,
    help_id="Label berupa huruf kecil, angka, dan tanda hubung, paling panjang 30. Pelapor tidak melihatnya.",
    help_en="Labels are small letters, digits and hyphens, 30 at most. Requesters do not see them.",
)
