"""Plan a block of command lines: look the words up, check who may, and ask each command what it would do.

Pure but for look-ups: nothing is changed here. One bad line, and nothing of the block will run.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches

from daemon.desk.authorising import Act, why_forbidden
from daemon.desk.case import Desk
from daemon.desk.planning.command import Call, Command, Queries
from daemon.desk.planning.plan import AddNote, Effect, MailRequester, Plan, SaveSolution, StartAction, TakeBack, after
from daemon.desk.planning.structure_effects import NOTHING_UNDERSTOOD, OpenTicket, Understood
from daemon.desk.refusal import Refusal
from daemon.desk.statuses import Status
from daemon.desk.views import StaffMember, TicketView
from daemon.desk.writing.letters import (
    AnswerSection,
    Enclosure,
    FormRequest,
    LetterContent,
    MergedOutcome,
    Rejection,
    Reply,
    ShownMail,
    Solution,
    Taken,
)
from daemon.reading.message import CommandLine
from daemon.trust.levels import CommandClass
from daemon.value_objects import value_object

SELECT = "tiket"  # `!tiket A B`: the lines after it are about these tickets
ALONE = "urung"  # what it takes back must not be changed by its own mail
REHEARSE = "coba"  # anywhere in a block: nothing of it runs, but all is shown
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_TAKES_FILES = (Reply, Solution, Rejection, FormRequest)  # letters that take the mail's files with its text


@value_object
class Request:
    """A block as it came in, and whom and what it is about."""

    actor: StaffMember
    lines: tuple[CommandLine, ...]
    text: str  # below the block
    view: TicketView | None  # the ticket that the mail answers
    numbered: Mapping[int, TicketView]  # what the numbers of an answered list stand for
    files: tuple[Enclosure, ...] = ()  # that came with the mail: they go where its text goes
    understood: Understood = NOTHING_UNDERSTOOD  # what the text says about a complaint


@value_object
class PlannedLine:
    """One command line with what it would do, or why it may not."""

    line: CommandLine
    command: Command | None  # None when the word is unknown
    effects: tuple[Effect, ...] = ()
    refusal: Refusal | None = None


@value_object
class PlannedBlock:
    """A whole block, ready to run when `is_sound`."""

    lines: tuple[PlannedLine, ...]
    reply: tuple[Effect, ...]  # what no command took: the text below as a public reply, files as an internal note
    command_class: CommandClass  # the highest of the lines
    versions: tuple[tuple[int, int], ...]  # (ticket id, version) of every ticket it was planned upon
    followers: frozenset[int] = frozenset()  # tickets that are answered because they belong to a disturbance

    @property
    def is_sound(self) -> bool:
        """Say whether every line may run."""
        return all(planned.refusal is None for planned in self.lines)

    @property
    def is_rehearsal(self) -> bool:
        """Say whether the block is only to be tried."""
        return any(planned.command is not None and planned.command.name == REHEARSE for planned in self.lines)

    @property
    def asks_first(self) -> bool:
        """Say whether the actor is shown what would happen and asked, however well they prove who they are."""
        return any(isinstance(effect, SaveSolution) for effect in self.effects)

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Return all effects in order."""
        return tuple(effect for planned in self.lines for effect in planned.effects) + self.reply


@value_object
class Rehearsal:
    """What a block would send and answer, found out by running it and taking all of it back."""

    mails: tuple[ShownMail, ...]
    sections: tuple[AnswerSection, ...]


class Planner:
    """Plans one block; keeps the tickets as they would stand after the lines so far."""

    def __init__(self, desk: Desk, queries: Queries, request: Request, now: datetime) -> None:
        """Start with the tickets that the mail is about."""
        self._desk = desk
        self._queries = queries
        self._request = request
        self._now = now
        self._views: dict[int, TicketView] = {}
        self._targets: tuple[int, ...] = ()
        self._text_taken_by = ""
        self._has_write = False
        self._followers: set[int] = set()
        if request.view is not None:
            self._select((request.view,))

    def plan(self) -> PlannedBlock:
        """Return what the block would do."""
        first_views = dict(self._views)
        lines = tuple(self._plan_line(line) for line in self._request.lines)
        classes = [planned.command.command_class for planned in lines if planned.command is not None]
        versions = tuple(sorted((view.id, view.version) for view in {**self._views, **first_views}.values()))
        highest = max(classes, default=CommandClass.K0)
        reply = self._public_reply()
        if reply and (meant := self._meant_for_staff()):
            lines, reply = (*lines, meant), ()
        lines = _one_letter_each(lines, reply)
        rest = self._note_of_files(tuple(effect for planned in lines for effect in planned.effects) + reply)
        return PlannedBlock(lines, reply + rest, highest, versions, frozenset(self._followers))

    def _plan_line(self, line: CommandLine) -> PlannedLine:
        command = self._desk.registry.get(line.name)
        try:
            command = self._checked(line, command)
            if command.name == SELECT:
                self._select_numbers(line.arguments)
                return PlannedLine(line, command)
            return PlannedLine(line, command, self._effects(line, command))
        except Refusal as refusal:
            return PlannedLine(line, command, refusal=refusal)

    def _checked(self, line: CommandLine, command: Command | None) -> Command:
        if command is None:
            known = get_close_matches(line.name, self._desk.registry, n=1, cutoff=0.6)
            raise Refusal("unknown-command", name=line.name, suggestion=known[0] if known else "")
        act = Act(command.command_class, (command.name,))
        if command.name == ALONE and len(self._others()) > 1:
            raise Refusal("plan-alone", command=command.name)
        if refusal := why_forbidden(self._desk.directory, self._request.actor, act):
            raise refusal
        return command

    def _others(self) -> tuple[Command, ...]:
        """Return the commands of the block, but for the word that only tries them."""
        known = (self._desk.registry.get(line.name) for line in self._request.lines)
        return tuple(command for command in known if command is not None and command.name != REHEARSE)

    def _effects(self, line: CommandLine, command: Command) -> tuple[Effect, ...]:
        targets: tuple[int | None, ...] = self._targets
        if line.target is not None:
            targets = (self._numbered(line.target).id,)
        if not command.needs_ticket or not targets:
            targets = targets[:1] or (None,)
        return tuple(effect for target in targets for effect in self._for_ticket(line, command, target))

    def _for_ticket(self, line: CommandLine, command: Command, target: int | None) -> tuple[Effect, ...]:
        view = None if target is None else self._views[target]
        plan = command.plan(self._call(line, command, view))
        if plan.uses_text:
            self._use_text(command)
            plan = replace(plan, effects=tuple(map(self._with_files, plan.effects)))
        if any(isinstance(effect, StartAction) and effect.is_write for effect in plan.effects):
            self._take_write()
        if view is None:
            return plan.effects
        effects = (*plan.effects, *self._words_for_merged(view, plan.effects))
        self._views[view.id] = after(view, effects)
        return effects + tuple(effect for one in self._followers_of(line, command, view) for effect in one)

    def _words_for_merged(self, view: TicketView, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
        """Tell others whose tickets were merged into one how it ended, without a word of what its requester is told."""
        ends = [one.content for one in effects if isinstance(one, MailRequester) and one.ticket == view.id]
        outcome = next(filter(None, map(_outcome, ends)), "")
        others = self._queries.merged_here(view) if outcome else ()
        return tuple(MailRequester(other.id, MergedOutcome(other.number, other.subject, outcome)) for other in others)

    def _followers_of(self, line: CommandLine, command: Command, view: TicketView) -> Iterator[tuple[Effect, ...]]:
        """Plan the same for each ticket of a disturbance whose parent this is, after the parent itself."""
        if not command.answers_all or view.id in self._followers:
            return
        for follower in self._queries.followers(view):
            if follower.id not in self._targets:
                self._views.setdefault(follower.id, follower)
                self._followers.add(follower.id)
                yield self._for_ticket(line, command, follower.id)

    def _take_write(self) -> None:
        """Let a mail ask for one change in another system: what people approve is one thing (trust.md §3.6)."""
        if self._has_write:
            raise Refusal("one-write")
        self._has_write = True

    def _use_text(self, command: Command) -> None:
        """Give the text below to one command: a note must not become a question because two of them want it."""
        if self._text_taken_by not in ("", command.name):
            raise Refusal("text-twice", first=self._text_taken_by, second=command.name)
        self._text_taken_by = command.name

    def _call(self, line: CommandLine, command: Command, view: TicketView | None) -> Call:
        return Call(
            command=command,
            arguments=line.arguments,
            text=self._request.text,
            view=view,
            actor=self._request.actor,
            directory=self._desk.directory,
            catalogue=self._desk.catalogue,
            queries=self._queries,
            texts=self._desk.texts,
            registry=self._desk.registry,
            now=self._now,
            reopen_within=self._desk.rules.reopen_within,
            calendar=self._desk.calendar,
            attached=self._request.files,
            understood=self._request.understood,
            zone=self._desk.rules.zone,
            own_addresses=self._desk.rules.own_addresses,
        )

    def _select(self, views: tuple[TicketView, ...]) -> None:
        self._views.update({view.id: self._views.get(view.id, view) for view in views})
        self._targets = tuple(view.id for view in views)

    def _select_numbers(self, numbers: tuple[str, ...]) -> None:
        if not numbers:
            raise Refusal("argument", usage=self._desk.registry[SELECT].usage, problem="missing")
        self._select(tuple(self._find(number) for number in numbers))

    def _find(self, number: str) -> TicketView:
        found = self._queries.find(number.strip("[],").upper())
        if found is None:
            raise Refusal("unknown-ticket", number=number)
        return found

    def _numbered(self, number: int) -> TicketView:
        found = self._request.numbered.get(number)
        if found is None:
            raise Refusal("unknown-number", number=number)
        self._views.setdefault(found.id, found)
        return found

    def _public_reply(self) -> tuple[Effect, ...]:
        text = self._request.text.strip()
        if self._text_taken_by or not text:
            return ()
        effects = (MailRequester(target, self._reply(self._views[target], text)) for target in self._targets)
        return tuple(map(self._with_files, effects))

    def _meant_for_staff(self) -> PlannedLine | None:
        """Refuse a reply that begins like an internal note: only `!` tells them apart."""
        line = self._request.text.strip().partition("\n")[0]
        word = _FIRST_WORD.match(line)
        command = self._desk.registry.get(word[0].casefold()) if word else None
        if command is None or not command.is_for_staff:
            return None
        refusal = Refusal("meant-for-staff", command=command.name)
        return PlannedLine(CommandLine(line, command.name, (), None, is_bare=True), command, refusal=refusal)

    def _note_of_files(self, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
        """Keep files that nothing else took with the tickets, for staff only; pictures of a signature are not meant."""
        meant = tuple(file for file in self._request.files if not file.is_shown)
        if not meant or any(isinstance(effect, TakeBack) or _carries(effect, meant) for effect in effects):
            return ()
        return tuple(AddNote(target, "", meant) for target in self._targets)

    def _with_files(self, effect: Effect) -> Effect:
        """Let the mail's files go along with what its text goes into."""
        if isinstance(effect, OpenTicket) and not effect.files:
            return replace(effect, files=self._request.files)
        if isinstance(effect, MailRequester) and isinstance(effect.content, _TAKES_FILES):
            return replace(effect, files=self._request.files)
        return effect

    def _reply(self, view: TicketView, text: str) -> Reply:
        by = self._request.actor.name
        return Reply(view.number, view.subject, text, by, is_question=False, ending=view.ending)


def _one_letter_each(lines: tuple[PlannedLine, ...], reply: tuple[Effect, ...]) -> tuple[PlannedLine, ...]:
    """Leave out the word that a ticket was taken where the same block writes to its requester anyway."""
    letters = [one for planned in lines for one in planned.effects if isinstance(one, MailRequester)]
    letters += [one for one in reply if isinstance(one, MailRequester)]
    written = {letter.ticket for letter in letters if not isinstance(letter.content, Taken)}
    idle = [letter for letter in letters if isinstance(letter.content, Taken) and letter.ticket in written]
    if not idle:
        return lines
    return tuple(replace(one, effects=tuple(effect for effect in one.effects if effect not in idle)) for one in lines)


def _outcome(content: LetterContent) -> str:
    """Return how a letter of staff to the requester ends the ticket; "" when it does not."""
    match content:
        case Solution():
            return "solved"
        case Rejection():
            return "rejected"
        case Reply(ending=Status.CLOSED):
            return "closed"
        case _:
            return ""


def _carries(effect: Effect, files: tuple[Enclosure, ...]) -> bool:
    """Say whether an effect takes files of the mail along, or keeps them."""
    return isinstance(effect, AddNote | MailRequester | OpenTicket) and any(file in effect.files for file in files)


def empty_plan(_call: Call) -> Plan:
    """Plan nothing: for the words that the desk itself acts upon (`!tiket`, `!ya`)."""
    return Plan(())
