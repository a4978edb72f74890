"""Carry out what an authenticated staff member ordered by mail: all of it, or none of it, and always a receipt."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from daemon.desk import limits, understanding
from daemon.desk.authorising import Actor, Decision, Origin, Proof, authorise
from daemon.desk.case import Case, CommandOutcome, Desk, Disposition, Outcome, Result
from daemon.desk.facts import view_of
from daemon.desk.four_eyes import plan_letters, plans
from daemon.desk.four_eyes.command_plans import KIND, act_of, plan_block, propose, rehearse, run_block
from daemon.desk.four_eyes.plan_answers import ANSWERS, Answer
from daemon.desk.four_eyes.plans import Step, Wish
from daemon.desk.handlers.replies import referenced_ticket
from daemon.desk.journal import Entry, record
from daemon.desk.planning import receipts
from daemon.desk.planning.applying import Applied
from daemon.desk.planning.block import REHEARSE, PlannedBlock, PlannedLine, Request
from daemon.desk.planning.plan import MailRequester
from daemon.desk.refusal import Refusal
from daemon.desk.tokens import Checked, TokenState, check_reply_token
from daemon.desk.views import StaffMember, TicketView
from daemon.desk.writing.enclosing import enclosure_of, is_worth_keeping
from daemon.reading.message import Attachment, CommandFault
from daemon.reading.replies.forwarding import is_forward_subject
from daemon.trust.levels import Level, Need, raise_level
from models.database import transaction
from models.mail import ExecutedSignature
from models.outgoing import NumberedEntry
from models.tickets import Ticket

_WRONG_TOKENS = {TokenState.MISMATCH: "token-mismatch", TokenState.OTHER_TICKET: "other-ticket"}
ASKED_ABOUT = frozenset({CommandFault.HTML_ONLY})  # understood, but only run after a question


# What the log calls a refusal for one of these reasons (trust.md §3.10); all others are "command.refused".
_EVENTS = {
    "stale": "command.stale",
    "permission": "command.not_permitted",
    "confirm-expired": "token.expired",
    "confirm-used": "token.used",
    "token-mismatch": "token.mismatch",
    "other-ticket": "token.mismatch",
} | dict.fromkeys(
    ("unknown-command", "argument", "unknown-word", "text-missing", "unclosed-quote", "too-many", "too-long"),
    "command.syntax",
)
log = logging.getLogger("loket.orders")


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
        if self._token.state in _WRONG_TOKENS:
            return self._refuse_all(_WRONG_TOKENS[self._token.state])
        if fault := next((fault for fault in self._block.faults if fault not in ASKED_ABOUT), None):
            return self._refuse_all(fault.value)
        if not self._case.authentication.is_fresh:
            return self._refuse_all("stale")
        if self._needs_missing_token():
            return self._refuse_all("needs-token")
        if (word := self._word_about_plan()) is not None:
            return self._answer_plan(word)
        return self._weigh(plan_block(self._desk, self._request, self._case.now))

    def on_behalf(self) -> Outcome | None:
        """Ask whether a ticket is to be opened as the block says; None when the mail is about something else."""
        if self._ticket is not None or not self._case.authentication.is_fresh:
            return None
        block = plan_block(self._desk, self._request, self._case.now)
        decision = self._decide(block)
        if not block.is_sound or decision.need not in (Need.ALLOW, Need.ASK_CONFIRMATION):
            return None
        if not self._claim_signatures():
            return Outcome(Disposition.IGNORED, "a mail that was forwarded before", self._id)
        return self._ask(block, decision, "forward")

    def reply_only(self) -> Outcome:
        """Send a text without commands to the requester: a public reply."""
        if obstacle := self._why_no_reply():
            return Outcome(Disposition.HELD, obstacle, self._id)
        block = plan_block(self._desk, self._request, self._case.now)
        if block.is_sound and not block.reply:
            # files alone may be anything, a mail that was attached by mistake among them
            kept = Disposition.HELD if self._request.files else Disposition.IGNORED
            return Outcome(kept, "a staff reply without text", self._id)
        decision = self._decide(block)
        if not decision.is_allowed:
            return Outcome(Disposition.HELD, "a staff reply that needs more proof", self._id)
        if not self._claim_signatures():
            return Outcome(Disposition.IGNORED, "a staff reply that was sent before", self._id)
        if block.is_sound and (self._token.state is not TokenState.VALID or not self._may_be_sent(block)):
            # it may have been meant for a colleague who was in copy
            return self._ask(block, decision)
        return self._send_reply(block) if block.is_sound else self._refuse(block)

    def _why_no_reply(self) -> str:
        """Return why the text must not reach the requester without a person's decision; "" when nothing is wrong."""
        if self._ticket is None or self._token.state in _WRONG_TOKENS:
            return "a staff reply to no ticket that it may speak about"
        if self._case.reading.message.is_encrypted:
            return "a staff reply that nobody can read here"
        if self._case.reading.reply.is_forward or is_forward_subject(self._case.reading.message.subject):
            return "a mail that staff forwarded to a ticket"
        return "" if self._case.authentication.is_fresh else "a staff reply that is too old"

    def _send_reply(self, block: PlannedBlock) -> Outcome:
        applied = self._apply(block)
        receipts.send(self._desk, self._case, self._member, receipts.done(self._desk, self._view(), block, applied))
        is_public = any(isinstance(effect, MailRequester) for effect in block.reply)
        return Outcome(Disposition.APPENDED, "public reply" if is_public else "files kept with a note", self._id)

    # the parts

    @property
    def _id(self) -> int | None:
        return None if self._ticket is None else int(self._ticket.id)

    def _view(self) -> TicketView | None:
        return None if self._ticket is None else view_of(self._ticket)

    def _word_about_plan(self) -> str | None:
        """Return the word that decides about a plan when it stands alone in the mail, by its Indonesian name."""
        command = self._desk.registry.get(self._block.lines[0].name) if len(self._block.lines) == 1 else None
        return command.name if command is not None and command.name in ANSWERS else None

    def _decide(self, block: PlannedBlock) -> Decision:
        actor = Actor(Origin.MAIL, self._member)
        return authorise(self._desk.directory, actor, act_of(self._desk, block), Proof(self._level()))

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
        rows = NumberedEntry.rows(notification=self._token.notification)
        return {row.number: view_of(row.ticket) for row in rows}

    @cached_property
    def _request(self) -> Request:
        """What was ordered, about the tickets as they were before any of it."""
        files = tuple(enclosure_of(file) for file in self._files())
        understood = understanding.of(self._desk, self._case)
        return Request(
            self._member, self._block.lines, self._block.text, self._view(), self._numbered(), files, understood
        )

    def _files(self) -> list[Attachment]:
        own = self._desk.rules.own_pictures
        return [file for file in self._case.reading.message.attachments if is_worth_keeping(file, own)]

    def _keep_files(self) -> None:
        """Keep the octets of the mail's files, before a letter or a plan refers to them."""
        for file in self._files():
            self._desk.store(file.content)

    def _level(self) -> Level:
        has_token = self._token.state is TokenState.VALID
        return raise_level(self._case.authentication.level, has_reply_token=has_token, has_confirmation=False)

    def _weigh(self, block: PlannedBlock) -> Outcome:
        """Decide between running, asking and refusing a planned block."""
        if not block.is_sound:
            return self._refuse(block)
        if block.is_rehearsal:
            return self._rehearse(block)
        decision = self._decide(block)
        if decision.is_allowed and not self._block.faults and not block.asks_first and self._may_be_sent(block):
            return self._run(block)
        if decision.need in (Need.ALLOW, Need.ASK_CONFIRMATION):
            if not self._claim_signatures():  # the same mail again must not bring question after question
                return self._refuse_all("replayed")
            return self._ask(block, decision)
        refusal = decision.refusal or Refusal("needs-more-proof")
        return self._refuse_all(refusal.code, dict(refusal.facts))

    def _may_be_sent(self, block: PlannedBlock) -> bool:
        """Say whether what the block writes to requesters was written to us: else somebody else may have sent it on."""
        is_written = any(isinstance(effect, MailRequester) for effect in block.effects)
        return self._case.authentication.is_addressed_to_us or not is_written

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

    def _rehearse(self, block: PlannedBlock) -> Outcome:
        """Show all that the block would do; the database stays as it is, but for this answer."""
        if not self._claim_signatures():
            return self._refuse_all("replayed")
        cause = self._case.caused_by(f"staff:{self._member.id}")
        try:
            rehearsal = rehearse(self._desk, self._request, block, cause, self._case.now)
        except Refusal as refusal:
            return self._refuse_all(refusal.code, dict(refusal.facts))
        answer = receipts.rehearsed(self._desk, self._view(), block, rehearsal, self._block.stray)
        receipts.send(self._desk, self._case, self._member, answer)
        outcomes = tuple(_rehearsed(planned) for planned in block.lines)
        return Outcome(Disposition.COMMANDS_EXECUTED, "dry run", self._id, outcomes)

    def _apply(self, block: PlannedBlock) -> Applied:
        self._keep_files()
        cause = self._case.caused_by(f"staff:{self._member.id}")
        return run_block(self._desk, self._request, block, cause, self._case.now)

    def _claim_signatures(self) -> bool:
        """Remember the mail's signatures; say whether none of them ever commanded before (trust.md §3.8)."""
        for digest in self._case.authentication.signature_hashes:
            _, is_new = ExecutedSignature.found_or_made({"inbound": self._case.inbound}, signature_hash=digest)
            if not is_new:
                return False
        return True

    def _ask(self, block: PlannedBlock, decision: Decision, reason: str = "") -> Outcome:
        """Keep the block and ask the actor, at the address that it came from, whether it is meant."""
        case, desk = self._case, self._desk
        step = Step(case.caused_by(f"staff:{self._member.id}"), case.now, self._level().name)
        wish = Wish(KIND, self._member.id, self._id, int(case.inbound.id))
        lifetime = timedelta(hours=desk.rules.confirmation_hours)
        self._keep_files()
        plan = plans.create(wish, propose(desk, self._request, block), step, lifetime)
        reason = reason or self._why_asked(block, decision)
        self._record("command.needs_confirm", reason)
        if self._token.state is TokenState.EXPIRED:
            self._record("token.expired", "reply")
        plan_letters.preview(desk, plan, reason, step, case.authentication.address or self._member.address)
        return self._outcome(Disposition.CONFIRMATION_REQUESTED, block, Result.CONFIRMATION_REQUESTED)

    def _why_asked(self, block: PlannedBlock, decision: Decision) -> str:
        if self._block.faults:
            return "html-only"
        if decision.right:
            return "bulk"
        return "preview" if block.asks_first and decision.is_allowed else "no-token"

    def _answer_plan(self, name: str) -> Outcome:
        """Obey a word that decides about a plan."""
        valid = self._token.notification if self._token.state is TokenState.VALID else None
        line = replace(self._block.lines[0], name=name)
        answer = Answer(self._desk, self._case, self._member, line, self._block.text, valid)
        if not self._claim_signatures():
            return self._refuse_all("replayed")
        try:
            return ANSWERS[name](answer)
        except Refusal as refusal:
            return self._refuse_all(refusal.code, dict(refusal.facts))

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
        return Outcome(Disposition.COMMANDS_REFUSED, _first_reason(block), self._id, outcomes)

    def _refuse_all(self, code: str, facts: Mapping[str, str | int] | None = None) -> Outcome:
        """Refuse the whole mail for one reason."""
        self._send_refusal(None, Refusal(code, **(facts or {})))
        outcomes = tuple(CommandOutcome(line.name, Result.REFUSED, code) for line in self._block.lines)
        return Outcome(Disposition.COMMANDS_REFUSED, code, self._id, outcomes)

    def _send_refusal(self, block: PlannedBlock | None, refusal: Refusal | None) -> None:
        code = refusal.code if refusal else _first_reason(block)
        self._record(_EVENTS.get(code, "command.refused"), code)
        if not limits.take(self._desk.rules.refusals, self._member.id, self._case.now):
            return
        receipt = (
            receipts.refused(self._desk, self._member, self._view(), block)
            if block is not None
            else receipts.refused_whole(
                self._desk, self._member, self._view(), self._block, refusal or Refusal("lines")
            )
        )
        silent_until = limits.free_again(self._desk.rules.refusals, self._member.id, self._case.now)
        receipts.send(self._desk, self._case, self._member, replace(receipt, silent_until=silent_until))

    def _record(self, event: str, reason: str) -> None:
        """Write an event of this mail into the journal and the log, without a word of its text (trust.md §3.10)."""
        cause = self._case.caused_by(f"staff:{self._member.id}")
        record(Entry(event, cause, self._id, {"reason": reason}), self._case.now)
        log.info(event, extra={"mail": self._case.inbound.id, "reason": reason})

    def _outcome(self, disposition: Disposition, block: PlannedBlock, result: Result) -> Outcome:
        names = (planned.command.name if planned.command else planned.line.name for planned in block.lines)
        return Outcome(disposition, "", self._id, tuple(CommandOutcome(name, result) for name in names))


def _rehearsed(planned: PlannedLine) -> CommandOutcome:
    """Return what became of one line of a block that was only tried."""
    name = planned.command.name if planned.command else planned.line.name
    return (
        CommandOutcome(name, Result.EXECUTED) if name == REHEARSE else CommandOutcome(name, Result.NOT_RUN, "dry run")
    )


def _first_reason(block: PlannedBlock | None) -> str:
    """Return why the first of the lines that may not run is refused."""
    lines = block.lines if block else ()
    return next((planned.refusal.code for planned in lines if planned.refusal), "lines")
