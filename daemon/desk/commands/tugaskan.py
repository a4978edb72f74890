"""`!tugaskan alamat`: somebody works on the ticket from now on, and hears of it."""

from dataclasses import replace
from datetime import timedelta

from daemon.desk.planning.arguments import NOBODY, colleague, single
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.effects import assigned, moved
from daemon.desk.planning.plan import MailStaff, Plan, TellActor
from daemon.desk.statuses import Move
from daemon.desk.views import StaffMember, TicketView
from daemon.desk.writing.letters import AbsentColleague, Offer, StaffNotification
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Change the assignee and tell the new one, unless that is the actor; `-` gives the ticket back.

    Who is away gets it all the same, with a word to the actor.
    """
    word, ticket = single(call), call.ticket
    if word == NOBODY:
        return Plan((assigned(ticket, None), moved(ticket, Move.RELEASE)))
    member = colleague(call, word)
    change = assigned(ticket, member.id)
    if member.id in (ticket.assignee, call.actor.id):
        return Plan((change,))
    told = MailStaff(ticket.id, member.id, _notification(call, ticket, member))
    return Plan((change, told, *_warning(call, ticket, member)))


def _warning(call: Call, ticket: TicketView, member: StaffMember) -> tuple[TellActor, ...]:
    """Tell the actor that the new assignee is away, and until when; nothing when they are here."""
    until = call.queries.away_until(member.id)
    if until is None:
        return ()
    last_day = (until - timedelta(seconds=1)).astimezone(call.zone).date()
    return (TellActor(AbsentColleague(ticket.number, member.name, last_day.isoformat())),)


def _notification(call: Call, ticket: TicketView, member: StaffMember) -> StaffNotification:
    facts = replace(call.queries.facts(ticket), assignee_name=member.name)
    return StaffNotification(event="assigned", ticket=facts, text="", remarks=(), offers=_offers(call, member))


def _offers(call: Call, member: StaffMember) -> tuple[Offer, ...]:
    commands = {command.name: command for command in call.registry.values() if command.offer}
    return tuple(
        Offer(*command.offered(member.language))
        for name, command in sorted(commands.items())
        if call.directory.may(member, name)
    )


COMMAND = Command(
    name="tugaskan",
    aliases=("assign",),
    usage="!tugaskan alamat",
    summary_id="Menyerahkan tiket kepada petugas lain; petugas itu diberi tahu",
    summary_en="Gives the ticket to another member of staff, who is told",
    command_class=CommandClass.K1,
    plan=plan,
    help_id="Sebutkan alamat surel atau id petugas, atau `saya`. `!tugaskan -` mengembalikan tiket ke antrean.",
    help_en="Name the address or id of a member of staff, or `me`. `!tugaskan -` puts the ticket back into the queue.",
)
