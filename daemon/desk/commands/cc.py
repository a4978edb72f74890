"""`!cc +a -b`: who gets copies of what the requester is written."""

from daemon.desk.planning.arguments import person_address, several
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan
from daemon.desk.planning.structure_effects import SetCopies
from daemon.desk.refusal import Refusal
from daemon.trust.levels import CommandClass

MOST = 10  # people besides the requester


def plan(call: Call) -> Plan:
    """Add and remove people. Raises: Refusal("argument"), Refusal("address…"), Refusal("cc-…")."""
    words = several(call)
    added = tuple(dict.fromkeys(person_address(call, word.lstrip("+-")) for word in words if not word.startswith("-")))
    removed = tuple(dict.fromkeys(person_address(call, word.lstrip("+-")) for word in words if word.startswith("-")))
    ticket = call.ticket
    for address in added:
        _check(call, address)
    if missing := [address for address in removed if address not in ticket.cc]:
        raise Refusal("cc-absent", address=missing[0])
    if len({*ticket.cc, *added} - set(removed)) > MOST:
        raise Refusal("cc-many", most=MOST)
    return Plan((SetCopies(ticket.id, added, removed),))


def _check(call: Call, address: str) -> None:
    """Hold that an address may get copies: neither the requester nor staff, who are told anyway."""
    if address == call.ticket.requester_address:
        raise Refusal("cc-requester", address=address)
    if call.directory.by_address(address) is not None:
        raise Refusal("cc-staff", address=address)


COMMAND = Command(
    name="cc",
    aliases=("tembusan",),
    usage="!cc +alamat [-alamat …]",
    summary_id="Menambah (+) atau mengeluarkan (-) penerima tembusan surat kepada pelapor",
    summary_en="Adds (+) or removes (-) who gets copies of mail to the requester",
    command_class=CommandClass.K2,
    plan=plan,
    help_id="Penerima tembusan membaca semua surat kepada pelapor sejak saat itu dan boleh membalas; tambahkan "
    "hanya orang "
    "yang berhak, misalnya asisten dosen itu. Mereka dapat keluar sendiri dengan membalas KELUAR.",
    help_en="They read all mail to the requester from then on and may answer it; add only who is entitled, such as the "
    "lecturer's assistant. They can leave by replying KELUAR.",
)
