"""`!ikat nim=…`: the requester's address belongs to this person, as staff have checked."""

import re

from daemon.desk.planning.arguments import NOBODY, several
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan
from daemon.desk.planning.structure_effects import BindRequester
from daemon.desk.refusal import Refusal
from daemon.trust.levels import CommandClass

_PAIR = re.compile(r"(nim|nip|nidn|nuptk)=([0-9A-Za-z.\-/]{4,24})", re.IGNORECASE)


def plan(call: Call) -> Plan:
    """Bind the requester's address to an identity; `-` takes that back.

    Raises: Refusal("argument"), Refusal("bind").
    """
    word = "".join(several(call))
    found = _PAIR.fullmatch(word)
    if word != NOBODY and found is None:
        raise Refusal("bind", typed=word)
    after = f"{found[1].lower()} {found[2]}" if found else ""
    return Plan((BindRequester(call.ticket.id, call.queries.identity(call.ticket), after),))


COMMAND = Command(
    name="ikat",
    aliases=("bind",),
    usage="!ikat nim=2190000001",
    summary_id="Mencatat bahwa alamat pelapor ini milik pemegang NIM, NIP, atau NIDN itu",
    summary_en="Notes that the requester's address belongs to who has this NIM, NIP or NIDN",
    command_class=CommandClass.K2,
    plan=plan,
    help_id="Hanya setelah Anda memeriksa identitasnya: sesudah itu data orang tersebut boleh dikirim ke alamat ini. "
    "`!ikat -` mencabutnya. Pelapor juga dapat mengikat sendiri dengan membalas IKAT alamat-kampus.",
    help_en="Only once you have checked who it is: from then on that person's data may be sent to this address. "
    "`!ikat -` takes it back. Requesters can do it themselves by replying IKAT campus-address.",
)
