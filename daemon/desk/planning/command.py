"""How a staff command is declared, and how all of them are found.

A command is one file in daemon/desk/commands/ with one constant:

    COMMAND = Command(name="ambil", aliases=("take",), usage="!ambil", …, plan=plan)

`plan` is pure: it gets a `Call` and returns a `Plan`, or raises `Refusal`.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from types import MappingProxyType
from typing import Protocol

from daemon.desk import commands as folder
from daemon.desk.complaint_types.catalogue import Catalogue
from daemon.desk.planning.plan import Plan, TakeBack
from daemon.desk.planning.structure_effects import NOTHING_UNDERSTOOD, Understood, Whom
from daemon.desk.refusal import Refusal
from daemon.desk.timekeeping.service_calendar import ServiceCalendar
from daemon.desk.views import Directory, IncidentView, StaffMember, TicketView
from daemon.desk.writing.letters import Enclosure, HandedTicket, History, SolutionRow, TicketFacts, TicketRow, Utterance
from daemon.trust.levels import CommandClass
from daemon.value_objects import value_object


@value_object
class QueueFilter:
    """Which open tickets are wanted; "" and False do not restrict."""

    assignee: str = ""  # staff id; "-" is nobody
    category: str = ""
    type_code: str = ""
    status: str = ""
    priority: str = ""
    is_overdue: bool = False


class Queries(Protocol):
    """What commands may look up; answers are for staff."""

    def queue(self, wanted: QueueFilter) -> tuple[TicketRow, ...]:
        """Return open tickets, oldest first."""

    def tickets_of(self, person: str) -> tuple[TicketRow, ...]:
        """Return all tickets of who has this address or student number, newest first; empty for nobody known."""

    def history(self, view: TicketView) -> History:
        """Return what happened to a ticket, oldest first."""

    def find(self, number: str) -> TicketView | None:
        """Return the ticket with this number (upper case), or None."""

    def facts(self, view: TicketView) -> TicketFacts:
        """Return the ticket as letters show it."""

    def held_by(self, staff_id: str) -> tuple[TicketView, ...]:
        """Return the open tickets of a person, oldest first."""

    def colleagues(self, category: str) -> tuple[StaffMember, ...]:
        """Return who of a category's team is there besides the asker, the one whose turn it is first."""

    def away_until(self, staff_id: str) -> datetime | None:
        """Return when somebody who is away will be back; None when they are here."""

    def summary(self, view: TicketView, language: str) -> HandedTicket:
        """Return a ticket in short, for somebody who takes it over."""

    def incident(self, view: TicketView) -> IncidentView | None:
        """Return the disturbance, proposed or accepted, that a ticket is the parent of; None when it is of none."""

    def followers(self, view: TicketView) -> tuple[TicketView, ...]:
        """Return the open tickets that the solution of this one answers as well: those of the same disturbance."""

    def last_block(self, view: TicketView | None) -> TakeBack:
        """Return what taking the asker's last commands back would do; of those about the ticket, when there is one.

        Raises: Refusal when that is not possible.
        """

    def files(self, view: TicketView) -> tuple[tuple[Enclosure, ...], ...]:
        """Return the files of requesters and of notes, in as many groups as it takes mails to send them."""

    def route(self, view: TicketView) -> tuple[str, str, str] | None:
        """Return the way by which others change the ticket's data, its submission and progress; None for none."""

    def last_words(self, view: TicketView) -> tuple[str, tuple[Enclosure, ...]]:
        """Return what the requester wrote last, and the files that came with it."""

    def merged_here(self, view: TicketView) -> tuple[TicketView, ...]:
        """Return the tickets of other people that were merged into this one."""

    def identity(self, view: TicketView) -> str:
        """Return what the requester's address is bound to: "nim 2190000001"; "" for nothing."""

    def whom(self, address: str) -> Whom:
        """Return what is known about who uses an addr-spec (lower case)."""

    def conversation(self, view: TicketView) -> tuple[Utterance, ...]:
        """Return the ticket's mails and notes, oldest first."""

    def links(self, view: TicketView) -> tuple[str, ...]:
        """Return the numbers of tickets that have to do with this one, a few of many."""

    def search(self, words: tuple[str, ...]) -> tuple[TicketRow, ...]:
        """Return the tickets that the words name or speak of, those that fit best first."""

    def solutions(self, words: tuple[str, ...]) -> tuple[SolutionRow, ...]:
        """Return the solutions that staff kept and that speak of the words; all of them for no words."""

    def saved(self, code: str, language: str) -> str | None:
        """Return the text of a kept solution; None when there is none of that code in that language."""

    def saved_codes(self) -> tuple[str, ...]:
        """Return the codes of all kept solutions, sorted."""

    def solution_sent(self, view: TicketView) -> str:
        """Return the solution that the ticket's requester was sent last; "" when none was."""

    def personal(self, view: TicketView) -> tuple[str, ...]:
        """Return what identifies the person of a ticket: names, numbers, addresses."""


class Texts(Protocol):
    """The words of the templates folder that commands and letters need."""

    def solution(self, code: str, language: str, ticket: TicketView, values: Mapping[str, str]) -> str | None:
        """Return a solution template's text with the values filled in, or None when the code is unknown.

        Raises: Refusal("solution-values") when the template needs values that are not given.
        """

    def solution_codes(self) -> tuple[str, ...]:
        """Return the codes of all solution templates."""

    def is_handover(self, code: str) -> bool:
        """Say whether a solution tells that somebody else has to act now."""

    def remark(self, code: str, language: str) -> str:
        """Return the words for what people should look at in a plan; the code itself where there are none."""

    def requester_refusal(self, code: str, language: str, ticket: TicketView) -> str | None:
        """Return a refusal template's text for a requester, or None when the code is unknown."""

    def refusal_codes(self) -> tuple[str, ...]:
        """Return the codes of all refusal templates for requesters."""

    def refusal(self, code: str, language: str, facts: Mapping[str, str | int]) -> str:
        """Return the reason why a command was refused."""


@value_object
class Call:
    """One command line about to be planned."""

    command: "Command"
    arguments: tuple[str, ...]
    text: str  # the sender's text below the block; "" for none
    view: TicketView | None  # None only for commands with needs_ticket=False
    actor: StaffMember
    directory: Directory
    catalogue: Catalogue
    queries: Queries
    texts: Texts
    registry: "Registry"
    now: datetime
    reopen_within: timedelta = timedelta(days=30)  # a ticket closed for longer stays closed
    zone: tzinfo = UTC  # in which days begin
    calendar: ServiceCalendar | None = None  # when the counter is open; None: nobody said
    understood: Understood = NOTHING_UNDERSTOOD  # what the text below says about a complaint
    attached: tuple[Enclosure, ...] = ()  # files that came with the mail
    own_addresses: tuple[str, ...] = ()  # of the desk, lower case

    @property
    def ticket(self) -> TicketView:
        """Return the ticket the command is about.

        Raises: Refusal("no-ticket") when the mail names none.
        """
        if self.view is None:
            raise Refusal("no-ticket", command=self.command.name)
        return self.view


@value_object
class Command:
    """A keyword that staff may write."""

    name: str  # Indonesian keyword, ASCII, lower case
    aliases: tuple[str, ...]  # English first
    usage: str  # "!tugaskan alamat"
    summary_id: str  # one line
    summary_en: str
    command_class: CommandClass  # what it takes to run it (trust.md §3.3)
    plan: Callable[[Call], Plan]
    needs_ticket: bool = True
    answers_all: bool = False  # on the parent of a disturbance it is carried out for each of its tickets
    counts_tickets: bool = True  # False: however many tickets it is about, no second person is needed
    help_id: str = ""  # examples and details for !bantuan
    help_en: str = ""
    right: str = ""  # what a role must name besides, to ask for it: "feeder.ubah-biodata"; "" for nothing
    offer: str = ""  # label of the mailto link in notifications; "" offers none
    is_for_staff: bool = False  # its text never reaches a requester; its name without `!` is taken for a slip

    def offered(self, language: str) -> tuple[str, str]:
        """Return the label of its link and the line that it stands for; in English by its first other name."""
        if language == "en" and self.aliases:
            return self.aliases[0].capitalize(), f"!{self.aliases[0]}"
        return self.offer or self.name, f"!{self.name}"


Registry = Mapping[str, Command]  # by name and by alias, read-only


def find_commands() -> Registry:
    """Import every file of the commands folder and return the commands by name and alias.

    Raises: TypeError for a file without COMMAND, ValueError for a name that is taken.
    """
    names = sorted(entry.name for entry in pkgutil.iter_modules(folder.__path__))
    return with_commands(MappingProxyType({}), map(_declared, names))


def with_commands(known: Registry, more: Iterable[Command]) -> Registry:
    """Return the known commands and more of them. Raises: ValueError for a name that is taken."""
    found = dict(known)
    for command in more:
        for name in (command.name, *command.aliases):
            if name in found:
                raise ValueError(f"command name {name!r} is taken by {found[name].name}")
            found[name] = command
    return MappingProxyType(found)


def _declared(module: str) -> Command:
    command = getattr(importlib.import_module(f"{folder.__name__}.{module}"), "COMMAND", None)
    if not isinstance(command, Command):
        raise TypeError(f"daemon/desk/commands/{module}.py declares no COMMAND")
    return command
