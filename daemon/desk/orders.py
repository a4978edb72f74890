"""Carry out what an authenticated staff member ordered by mail: all of it, or none of it, and always a receipt."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta

from daemon.desk import limits, receipts
from daemon.desk.applying import Applied, Applier
from daemon.desk.block import PlannedBlock, Planner, Request
from daemon.desk.case import Case, CommandOutcome, Desk, Disposition, Outcome, Result
from daemon.desk.facts import view_of
from daemon.desk.handlers.replies import referenced_ticket
from daemon.desk.journal import Entry, record
from daemon.desk.queries import DeskQueries
from daemon.desk.refusal import Refusal
from daemon.desk.tokens import Checked, TokenState, check_reply_token, note_mismatch, use_confirmation
from daemon.desk.views import StaffMember, TicketView
from daemon.reading.message import CommandFault, CommandLine
from daemon.trust.authentication import Shortfall
from daemon.trust.levels import Level, Need, raise_level, what_is_needed
from models.database import transaction
from models.fields import canonical_json
from models.mail import ExecutedSignature
from models.outgoing import Notification, NumberedEntry
from models.plans import StoredPlan
from models.tickets import Ticket

CONFIRM = "ya"
ASKED_ABOUT = frozenset({CommandFault.HTML_ONLY})  # understood, but only run after a question
CODE_OCTETS = 8  # 64 random bits, used once, five tries an hour


class Orders:
    """One mail with orders, from one member of staff."""

    def __init__(self, desk: Desk, case: Case, member: StaffMember) -> None:
        """Check the mail's token; change nothing."""
        self._desk = desk
        self._case = case
        self._member = member
        self._block = case.reading.commands
        self._token = check_reply_token(desk, case, member)
        self._ticket = self._target(self._token)

    def carry_out(self) -> Outcome:
        """Run the block, ask for a confirmation, or refuse all of it."""
        if self._token.state is TokenState.MISMATCH and self._token.notification is not None:
            note_mismatch(self._case, self._token.notification)
            return self._refuse_all("token-mismatch")
        if fault := next((fault for fault in self._block.faults if fault not in ASKED_ABOUT), None):
            return self._refuse_all(fault.value)
        if self._case.authentication.shortfall is Shortfall.STALE:
            return self._refuse_all("stale")
        if self._needs_missing_token():
            return self._refuse_all("needs-token")
        if [line.name for line in self._block.lines] in ([CONFIRM], *([alias] for alias in self._confirm_aliases())):
            return self._confirm(self._block.lines[0])
        return self._weigh(self._plan(self._request()))

    def reply_only(self) -> Outcome:
        """Send a text without commands to the requester: a public reply."""
        if self._ticket is None or self._token.state is TokenState.MISMATCH:
            return Outcome(Disposition.HELD, "a staff reply to no ticket that it may speak about")
        block = self._plan(self._request())
        if not block.reply:
            return Outcome(Disposition.IGNORED, "a staff reply without text", self._id)
        need = what_is_needed(self._level(), block.command_class)
        if need is not Need.ALLOW:
            return Outcome(Disposition.HELD, "a staff reply that needs more proof", self._id)
        applied = self._apply(block)
        receipts.send(self._desk, self._case, self._member, receipts.done(self._desk, self._view(), block, applied))
        return Outcome(Disposition.APPENDED, "public reply", self._id)

    # the parts

    @property
    def _id(self) -> int | None:
        return None if self._ticket is None else int(self._ticket.id)

    def _view(self) -> TicketView | None:
        return None if self._ticket is None else view_of(self._ticket)

    def _confirm_aliases(self) -> tuple[str, ...]:
        command = self._desk.registry.get(CONFIRM)
        return command.aliases if command else ()

    def _target(self, token: Checked) -> Ticket | None:
        """Return the ticket that the mail answers: the token's, else the one that its references name."""
        if token.notification is not None and token.notification.ticket is not None:
            found: Ticket = token.notification.ticket
            return found
        return referenced_ticket(self._case)

    def _needs_missing_token(self) -> bool:
        bare = any(line.is_bare for line in self._block.lines)
        return bare and self._token.state is not TokenState.VALID

    def _numbered(self) -> Mapping[int, TicketView]:
        if self._token.state is not TokenState.VALID or self._token.notification is None:
            return {}
        rows = NumberedEntry.select().where(NumberedEntry.notification == self._token.notification)
        return {row.number: view_of(row.ticket) for row in rows}

    def _request(self) -> Request:
        return Request(self._member, self._block.lines, self._block.text, self._view(), self._numbered())

    def _plan(self, request: Request) -> PlannedBlock:
        queries = DeskQueries(self._desk, self._case.now, self._member)
        return Planner(self._desk, queries, request, self._case.now).plan()

    def _level(self) -> Level:
        has_token = self._token.state is TokenState.VALID
        return raise_level(self._case.authentication.level, has_reply_token=has_token, has_confirmation=False)

    def _weigh(self, block: PlannedBlock) -> Outcome:
        """Decide between running, asking and refusing a planned block."""
        if not block.is_sound:
            return self._refuse(block)
        need = what_is_needed(self._level(), block.command_class)
        if need is Need.ALLOW and not self._block.faults:
            return self._run(block)
        if need in (Need.ALLOW, Need.ASK_CONFIRMATION):
            return self._ask(block)
        return self._refuse_all("needs-more-proof")

    def _run(self, block: PlannedBlock) -> Outcome:
        if not self._claim_signatures():
            return self._refuse_all("replayed")
        try:
            with transaction():
                applied = self._apply(block)
        except Refusal as refusal:
            return self._refuse_all(refusal.code, dict(refusal.facts))
        receipt = receipts.done(self._desk, self._view(), block, applied, self._block.stray)
        receipts.send(self._desk, self._case, self._member, receipt)
        return self._outcome(Disposition.COMMANDS_EXECUTED, block, Result.EXECUTED)

    def _apply(self, block: PlannedBlock) -> Applied:
        done = Applied()
        for planned in block.lines:
            name = planned.command.name if planned.command else planned.line.name
            cause = self._case.caused_by(f"staff:{self._member.id}", name)
            applied = Applier(self._desk, cause, self._case.now).apply(planned.effects)
            record(Entry("command.executed", cause, self._id, {"changes": len(applied.changes)}), self._case.now)
            done += applied
        cause = self._case.caused_by(f"staff:{self._member.id}")
        return done + Applier(self._desk, cause, self._case.now).apply(block.reply)

    def _claim_signatures(self) -> bool:
        """Remember the mail's signatures; say whether none of them ever commanded before (trust.md §3.8)."""
        for digest in self._case.authentication.signature_hashes:
            _, is_new = ExecutedSignature.found_or_made({"inbound": self._case.inbound}, signature_hash=digest)
            if not is_new:
                return False
        return True

    def _ask(self, block: PlannedBlock) -> Outcome:
        """Keep the block and ask the actor's configured address whether it is meant."""
        code = _code(self._desk.random(CODE_OCTETS))
        content = {
            "lines": [asdict(line) for line in self._block.lines],
            "text": self._block.text,
            "ticket": self._id,
            "numbered": {str(number): view.id for number, view in self._numbered().items()},
        }
        expires = self._case.now + timedelta(hours=self._desk.rules.confirmation_hours)
        plan = StoredPlan.create(
            kind="commands",
            ticket=self._ticket,
            actor=self._member.id,
            inbound=self._case.inbound,
            content=content,
            hash=_snapshot(content, block),
            state="requested",
            created_at=self._case.now,
            expires_at=expires,
        )
        reason = "html-only" if self._block.faults else "no-token"
        request = receipts.confirmation(self._desk, self._view(), block, code, reason)
        receipts.send(self._desk, self._case, self._member, request, code=code, plan_id=int(plan.id))
        return self._outcome(Disposition.CONFIRMATION_REQUESTED, block, Result.CONFIRMATION_REQUESTED)

    def _confirm(self, line: CommandLine) -> Outcome:
        """Run the block that a code stands for, if nothing it was planned upon has changed."""
        try:
            plan = self._confirmed_plan(line)
        except Refusal as refusal:
            return self._refuse_all(refusal.code, dict(refusal.facts))
        block = self._plan(self._stored_request(plan))
        if _snapshot(plan.content, block) != plan.hash:
            plan.state = "stale"
            plan.save()
            return self._refuse_all("confirm-stale")
        if not block.is_sound:
            return self._refuse(block)
        need = what_is_needed(self._case.authentication.level, block.command_class, is_confirmed=True)
        if need is not Need.ALLOW:
            return self._refuse_all("needs-more-proof")
        plan.state, plan.finished_at = "done", self._case.now
        plan.save()
        self._ticket = plan.ticket
        return self._run(block)

    def _confirmed_plan(self, line: CommandLine) -> StoredPlan:
        if len(line.arguments) != 1:
            raise Refusal("argument", usage=self._desk.registry[CONFIRM].usage, problem="missing")
        notification: Notification = use_confirmation(self._desk, self._case, self._member, line.arguments[0])
        plan: StoredPlan | None = StoredPlan.get_or_none(StoredPlan.id == notification.plan_id)
        if plan is None or plan.state != "requested":
            raise Refusal("confirm-used")
        return plan

    def _stored_request(self, plan: StoredPlan) -> Request:
        content = plan.content
        lines = tuple(CommandLine(**{**line, "arguments": tuple(line["arguments"])}) for line in content["lines"])
        numbered = {int(number): view_of(Ticket.get_by_id(row)) for number, row in content["numbered"].items()}
        view = None if plan.ticket is None else view_of(plan.ticket)
        return Request(self._member, lines, content["text"], view, numbered)

    def _refuse(self, block: PlannedBlock) -> Outcome:
        """Tell which lines were wrong; nothing ran."""
        self._send_refusal(block, None)
        outcomes = tuple(
            CommandOutcome(
                planned.command.name if planned.command else planned.line.name,
                Result.REFUSED if planned.refusal else Result.NOT_RUN,
                planned.refusal.code if planned.refusal else "",
            )
            for planned in block.lines
        )
        reason = next((planned.refusal.code for planned in block.lines if planned.refusal), "")
        return Outcome(Disposition.COMMANDS_REFUSED, reason, self._id, outcomes)

    def _refuse_all(self, code: str, facts: Mapping[str, str | int] | None = None) -> Outcome:
        """Refuse the whole mail for one reason."""
        self._send_refusal(None, Refusal(code, **(facts or {})))
        outcomes = tuple(CommandOutcome(line.name, Result.REFUSED, code) for line in self._block.lines)
        return Outcome(Disposition.COMMANDS_REFUSED, code, self._id, outcomes)

    def _send_refusal(self, block: PlannedBlock | None, refusal: Refusal | None) -> None:
        entry = Entry(
            "command.refused",
            self._case.caused_by(f"staff:{self._member.id}"),
            self._id,
            {"reason": refusal.code if refusal else "lines"},
        )
        record(entry, self._case.now)
        if not limits.take(self._desk.rules.refusals, self._member.id, self._case.now):
            return
        receipt = (
            receipts.refused(self._desk, self._member, self._view(), block)
            if block is not None
            else receipts.refused_whole(
                self._desk, self._member, self._view(), self._block, refusal or Refusal("lines")
            )
        )
        receipts.send(self._desk, self._case, self._member, receipt)

    def _outcome(self, disposition: Disposition, block: PlannedBlock, result: Result) -> Outcome:
        names = (planned.command.name if planned.command else planned.line.name for planned in block.lines)
        return Outcome(disposition, "", self._id, tuple(CommandOutcome(name, result) for name in names))


def _snapshot(content: object, block: PlannedBlock) -> str:
    """Return the hash of what was asked and of the state of the tickets that it was planned upon."""
    return hashlib.sha256(canonical_json([content, block.versions]).encode()).hexdigest()


def _code(random: bytes) -> str:
    """Return twelve characters that survive any phone keyboard."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    number = int.from_bytes(random)
    digits = []
    for _ in range(12):
        number, rest = divmod(number, len(alphabet))
        digits.append(alphabet[rest])
    return "".join(digits)
