"""`!pdm nomor=… status=…`: how far the change of locked data has come at PDDIKTI."""

import re

from daemon.desk.planning.arguments import known_word, pairs
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan, SetRoute
from daemon.desk.refusal import Refusal
from daemon.trust.levels import CommandClass

_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z./_-]{1,59}")
# As PDDIKTI calls them, in either language (feeder-api.md §7.2).
_PROGRESS = {
    "diajukan": "submitted",
    "submitted": "submitted",
    "menunggu": "waiting",
    "waiting": "waiting",
    "verifikasi": "verification",
    "verification": "verification",
    "invalid": "invalid",
    "disetujui": "approved",
    "approved": "approved",
    "ditolak": "rejected",
    "rejected": "rejected",
}


def plan(call: Call) -> Plan:
    """Note the submission's number, its progress, or both; the requester is told, with the text below.

    Raises: Refusal("argument") without either, Refusal("pdm-number"), Refusal("unknown-word").
    """
    ticket = call.ticket
    values = pairs(call)
    if not values or set(values) - {"nomor", "status"}:
        raise Refusal("argument", usage=call.command.usage, problem="missing", argument="")
    _, number, progress = call.queries.route(ticket) or ("", "", "")
    after = (_number(values.get("nomor", number)), _progress(values.get("status", ""), progress))
    effect = SetRoute(ticket.id, (number, progress), after, call.text.strip())
    return Plan((effect,), uses_text=bool(call.text.strip()))


def _number(typed: str) -> str:
    if typed and not _NUMBER.fullmatch(typed):
        raise Refusal("pdm-number")
    return typed


def _progress(typed: str, before: str) -> str:
    """Return the progress that was typed; a number alone means that it was submitted."""
    if not typed:
        return before or "submitted"
    return _PROGRESS[known_word("progress", typed, _PROGRESS)]


COMMAND = Command(
    name="pdm",
    aliases=("submission",),
    usage="!pdm [nomor=…] [status=…]",
    summary_id="Mencatat nomor dan perkembangan pengajuan PDM; pelapor diberi tahu",
    summary_en="Notes number and progress of a PDM submission; the requester is told",
    command_class=CommandClass.K2,
    plan=plan,
    help_id="Status: diajukan, menunggu, verifikasi, invalid, disetujui, ditolak. Contoh: !pdm nomor=PDM-123",
    help_en="Status: submitted, waiting, verification, invalid, approved, rejected. Example: !pdm nomor=PDM-123",
)
