"""A mail's commands as a kind of plan: what they would do, bound to the tickets they were planned upon."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from daemon.desk.authorising import Act, second_right
from daemon.desk.case import Desk
from daemon.desk.facts import view_of
from daemon.desk.four_eyes.plan_kind import Ending, Execution, Finding, Proposal
from daemon.desk.four_eyes.plans import Step
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.planning import receipts, undoing
from daemon.desk.planning.applying import Applied, Applier
from daemon.desk.planning.block import PlannedBlock, Planner, Rehearsal, Request
from daemon.desk.planning.plan import touched
from daemon.desk.planning.structure_effects import Understood
from daemon.desk.queries import DeskQueries
from daemon.desk.refusal import Refusal
from daemon.desk.views import StaffMember
from daemon.desk.writing.letters import Enclosure
from daemon.reading.message import CommandLine
from models.database import taken_back
from models.plans import StoredPlan
from models.tickets import Ticket

KIND = "commands"


class CommandPlans:
    """Plans of commands, which change our own tickets and write our own mails."""

    name = KIND
    is_local = True

    def __init__(self, desk: Desk) -> None:
        """Keep the desk's tools."""
        self._desk = desk

    def propose(self, plan: StoredPlan, now: datetime) -> Proposal:
        """Plan the commands again, as the tickets stand now.

        Raises: Refusal of the first line that may no longer run, or when the actor left.
        """
        actor = self._desk.directory.by_id(plan.actor)
        if actor is None:
            raise Refusal("plan-actor")
        request = _request(actor, plan.content["order"])
        block = plan_block(self._desk, request, now)
        if not block.is_sound:
            raise next(line.refusal for line in block.lines if line.refusal)
        return propose(self._desk, request, block)

    def verify(self, plan: StoredPlan) -> Finding:  # noqa: ARG002 - the protocol's signature
        """Leave it to a person; our own transaction either happened or did not, so nobody asks this."""
        return Finding.OTHER

    def settled(self, plan: StoredPlan, refusal: Refusal | None, cause: Cause, now: datetime) -> None:
        """Do nothing more: the commands did all there is to do."""

    def is_free(self, plan: StoredPlan, now: datetime) -> bool:  # noqa: ARG002 - the protocol's signature
        """Say that our own database can be asked."""
        return True


def plan_block(desk: Desk, request: Request, now: datetime) -> PlannedBlock:
    """Return what a block would do now."""
    return Planner(desk, DeskQueries(desk, now, request.actor), request, now).plan()


def propose(desk: Desk, request: Request, block: PlannedBlock) -> Proposal:
    """Return a sound block as a proposal."""
    items = receipts.items_of(desk, block.effects)
    right = second_right(act_of(desk, block))

    def execute(cause: Cause, now: datetime) -> Execution:
        applied = run_block(desk, request, block, cause, now)
        names = tuple(line.command.name if line.command else line.line.name for line in block.lines)
        return Execution(Ending.DONE, names=names, receipt=receipts.done(desk, request.view, block, applied))

    return Proposal(
        order=_order(request),
        command_class=block.command_class,
        right=right,
        approvals=1 if right else 0,
        commands=tuple(line.line for line in request.lines),
        items=items,
        state=[list(version) for version in block.versions],
        execute=execute,
    )


def act_of(desk: Desk, block: PlannedBlock) -> Act:
    """Return what the block is, for deciding whether it may run."""
    names = tuple(line.command.name for line in block.lines if line.command)
    counted = [
        effect for line in block.lines if line.command and line.command.counts_tickets for effect in line.effects
    ]
    tickets = set(touched((*counted, *block.reply))) - block.followers
    return Act(block.command_class, names, len(tickets), desk.rules.bulk_tickets)


def run_block(desk: Desk, request: Request, block: PlannedBlock, cause: Cause, now: datetime) -> Applied:
    """Carry out every line, then the reply below them, inside the caller's transaction, its mails held for a while."""
    post, earlier = undoing.HeldPost(desk.post, now + desk.rules.hold), undoing.before(block.effects)
    changes = receipts.changes_of(desk, block.effects)
    done = _run(replace(desk, post=post), request, block, Step(cause, now))
    run = undoing.Run(request.actor.id, cause, block.effects, changes, done.sent, tuple(post.letters), done.opened)
    return replace(done, undo_until=undoing.remember(desk, run, earlier, now), letters=run.letters)


def _run(desk: Desk, request: Request, block: PlannedBlock, step: Step) -> Applied:
    done, cause, now = Applied(), step.cause, step.now
    ticket_id = None if request.view is None else request.view.id
    for planned in block.lines:
        own = replace(cause, command=planned.command.name if planned.command else planned.line.name)
        applied = Applier(desk, own, now).apply(planned.effects)
        record(Entry("command.executed", own, ticket_id, {"changes": len(applied.changes)}), now)
        done += applied
    return done + Applier(desk, cause, now).apply(block.reply)


def rehearse(desk: Desk, request: Request, block: PlannedBlock, cause: Cause, now: datetime) -> Rehearsal:
    """Run the block, look at what it would send and answer, and take all of it back.

    Raises: Refusal of what cannot be carried out.
    """
    with taken_back():
        applied = run_block(desk, request, block, cause, now)
        return Rehearsal(tuple(desk.post.show(number) for number in applied.letters), applied.sections)


def _order(request: Request) -> dict[str, Any]:
    """Return the request as plain data."""
    return {
        "lines": [{**asdict(line), "arguments": list(line.arguments)} for line in request.lines],
        "text": request.text,
        "ticket": None if request.view is None else request.view.id,
        "numbered": {str(number): view.id for number, view in request.numbered.items()},
        "files": [asdict(file) for file in request.files],
        "understood": asdict(request.understood),
    }


def _request(actor: StaffMember, order: Mapping[str, Any]) -> Request:
    """Return the stored request, about the tickets as they are now."""
    lines = tuple(CommandLine(**{**line, "arguments": tuple(line["arguments"])}) for line in order["lines"])
    numbered = {int(number): view_of(Ticket.get_by_id(row)) for number, row in order["numbered"].items()}
    view = None if order["ticket"] is None else view_of(Ticket.get_by_id(order["ticket"]))
    files = tuple(Enclosure(**file) for file in order["files"])
    fields = tuple((name, value) for name, value in order["understood"]["fields"])
    understood = Understood(**{**order["understood"], "fields": fields})
    return Request(actor, lines, order["text"], view, numbered, files, understood)
