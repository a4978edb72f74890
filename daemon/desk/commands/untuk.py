"""`!untuk alamat`: a new ticket on somebody's behalf, by the times that staff state."""

from dataclasses import replace

from daemon.desk.planning.arguments import channel, moment_of, person_address, word_and_values
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan
from daemon.desk.planning.structure_effects import OpenTicket, Times
from daemon.desk.refusal import Refusal
from daemon.trust.levels import CommandClass

KEYS = {"kanal": "channel", "channel": "channel", "diterima": "received", "received": "received"}
KEYS |= {"lengkap": "complete", "complete": "complete", "judul": "subject", "subject": "subject"}
KEYS |= {"nama": "name", "name": "name"}
LONGEST = 200  # characters of a subject
WALK_IN = "langsung"  # the channel when nobody says another one: they stand at the counter


def plan(call: Call) -> Plan:
    """Open a ticket with the text below for whom the address names, who gets the acknowledgement.

    Without stated times the first stages of somebody at the counter are not measured (product.md §1).
    Raises: Refusal("argument"), Refusal("address…"), Refusal("unknown-word"), Refusal("moment"),
        Refusal("text-missing").
    """
    typed, given = word_and_values(call, "")
    values = _named(call, dict(given))
    address = _address(call, typed)
    text = call.text.strip()
    if not text and "subject" not in values:
        raise Refusal("text-missing", command=call.command.name)
    known = call.queries.whom(address)
    effect = OpenTicket(
        ticket=0,
        whom=replace(known, name=values.get("name") or known.name),
        subject=values.get("subject") or _first_line(text),
        text=text or values["subject"],
        channel=channel(values.get("channel", WALK_IN)),
        times=_times(call, values),
        understood=call.understood,
        staff_name=call.actor.name,
    )
    return Plan((effect,), uses_text=True)


def _named(call: Call, given: dict[str, str]) -> dict[str, str]:
    unknown = sorted(set(given) - set(KEYS))
    if unknown:
        raise Refusal("argument", usage=call.command.usage, problem="no-key", argument=unknown[0])
    return {KEYS[key]: value for key, value in given.items()}


def _address(call: Call, typed: str) -> str:
    address = person_address(call, typed)
    if call.directory.by_address(address) == call.actor:
        raise Refusal("address-own", typed=typed)
    return address


def _times(call: Call, values: dict[str, str]) -> Times:
    received = moment_of(call, values["received"], is_past=True) if "received" in values else None
    complete = moment_of(call, values["complete"], is_past=True) if "complete" in values else None
    if received and complete and complete < received:
        raise Refusal("moment-order")
    return Times(received, complete)


def _first_line(text: str) -> str:
    return next(line.strip() for line in text.splitlines() if line.strip())[:LONGEST]


COMMAND = Command(
    name="untuk",
    aliases=("for", "onbehalf"),
    usage="!untuk alamat [kanal=langsung] [diterima=09:10 lengkap=09:20]",
    summary_id="Membuat tiket baru atas nama orang lain dari teks di bawahnya",
    summary_en="Opens a new ticket on somebody's behalf from the text below",
    command_class=CommandClass.K2,
    plan=plan,
    needs_ticket=False,
    help_id="Kanal: langsung, telepon, pddikti, atau email; biasanya langsung. Sebutkan jam pelapor datang (diterima) "
    "dan jam isiannya lengkap (lengkap) supaya waktu SOP terukur; tanpa itu tahap 1 dan 2 tidak diukur. "
    'Juga: judul="…" dan nama="…". Untuk surat yang Anda terima sendiri: teruskan saja ke alamat ini, '
    "pengirim aslinya kami kenali dan kami tanyakan dahulu kepada Anda.",
    help_en="Channels: langsung (in person), telepon, pddikti or email; usually in person. State when they came "
    "(received) and when the form was complete (complete) so that the SOP's times are measured; without them stages 1 "
    'and 2 are not. Also: subject="…" and name="…". A mail that you got yourself: just forward it to this address; '
    "its author is recognised, and you are asked first.",
)
