"""Do what staff asked of other systems, in order: answer what is looked up, preview what would be changed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from daemon import failpoints
from daemon.desk.case import Desk
from daemon.desk.four_eyes import plan_letters, plans
from daemon.desk.four_eyes.plan_kind import OutOfReach, Proposal
from daemon.desk.four_eyes.plans import Step, Wish
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.refusal import Refusal
from daemon.desk.views import StaffMember
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import ActionAnswer, ActionStopped, Letter, LetterContent, Offer, Trouble
from daemon.integrator import aftermath, outages, routes
from daemon.integrator.action_plans import KIND, ActionPlans
from daemon.integrator.bulk_file import read_rows
from daemon.integrator.bulk_plans import KIND as BULK
from daemon.integrator.bulk_plans import BulkPlans
from daemon.integrator.describing import sheet_facts
from daemon.integrator.guarding import asked
from daemon.integrator.locks import Lock, Locked
from daemon.integrator.systems import Systems
from daemon.value_objects import value_object
from models.actions import ActionRequest
from models.database import settled
from models.tickets import TicketField

STRIKES = 3  # attempts that a fault of the program broke off
_OFFERS = {Lock.PDM: Offer("catat pengajuan", "!pdm nomor="), Lock.SISTER: Offer("solusi SISTER", "!solusi sister")}


@value_object
class Serving:
    """Serves requests; each in transactions of its own, none while a system is asked."""

    desk: Desk
    systems: Systems
    plans: ActionPlans

    def serve_due(self, stopped: Callable[[], bool]) -> int:
        """Serve what can be served now, oldest first, and return how many requests ended."""
        count = 0
        for row in ActionRequest.select().where(_WAITING).order_by(ActionRequest.id):
            if stopped():
                break
            if outages.may_ask(row.system, self.desk.clock()):
                count += self._serve(row)
        return count

    def _serve(self, row: ActionRequest) -> bool:
        """Serve one request; say whether it ended."""
        now = self.desk.clock()
        if row.attempts >= STRIKES:
            self._give_up(row, now)
            return True
        ActionRequest.update(attempts=row.attempts + 1).where(ActionRequest.id == row.id).execute()
        try:
            self._answer(row, now) if row.kind == "read" else self._preview(row, now)
        except OutOfReach as fault:
            ActionRequest.update(attempts=row.attempts).where(ActionRequest.id == row.id).execute()
            outages.failed(self.desk, fault.system, fault.reason, self.desk.clock())
            return False
        except Refusal as refusal:
            self._stop(row, refusal, self.desk.clock())
        return True

    def _answer(self, row: ActionRequest, now: datetime) -> None:
        """Look something up and answer who asked. Raises: Refusal, OutOfReach."""
        action = self.systems.actions.get(row.order["action"])
        if action is None or action.read is None:
            raise Refusal("action-gone")
        read, tools = action.read, self.systems.tools(now)
        failpoints.reach("action_asked")
        sheets = asked(action.system, lambda: read(tools, row.order["arguments"]))
        failpoints.reach("action_answered")
        outages.answered(self.desk, action.system, now)
        language = self._member(row).language
        shown = tuple(sheet_facts(sheet, self.systems.rules.personal, language) for sheet in sheets)
        answer = ActionAnswer(_number(row), _subject(row), row.order["line"], shown)

        def tell() -> str:
            self._tell(row, answer)
            return "answered"

        self._end(row, "done", tell)

    def _preview(self, row: ActionRequest, now: datetime) -> None:
        """Plan a change and ask who wants it whether they mean it. Raises: Refusal, OutOfReach."""
        routes.require_way(self.desk, row.ticket, row.system)
        is_bulk = "file" in row.order
        kind = BULK if is_bulk else KIND
        proposal = self._bulk(row, now) if is_bulk else self.plans.planned(_order_of(row), now)
        self._require_approver(row, proposal)
        step = Step(_cause(row), self.desk.clock())
        wish = Wish(kind, row.actor, _ticket_id(row), _inbound(row))
        lifetime = timedelta(hours=self.desk.rules.confirmation_hours)

        def ask() -> str:
            plan = plans.create(wish, proposal, step, lifetime)
            plan_letters.preview(self.desk, plan, "action", step, row.address)
            return f"plan {plan.id}"

        self._end(row, "done", ask)

    def _bulk(self, row: ActionRequest, now: datetime) -> Proposal:
        """Read the file and plan its rows. Raises: Refusal, OutOfReach."""
        action = self.systems.actions.get(row.order["action"])
        if action is None or self.systems.files is None:
            raise Refusal("action-gone")
        octets = self.systems.files(row.order["file"])
        rows = read_rows(action, octets, row.order["arguments"], self.systems.rules.most_rows)
        problems = [[one.line, self._words(one.refusal)] for one in rows if one.refusal]
        good = [
            {"line": one.line, "arguments": dict(one.arguments), "name": one.name}
            for one in rows
            if one.refusal is None
        ]
        order = {**_order_of(row), "rows": good, "problems": problems}
        return BulkPlans(self.desk, self.systems).planned(order, now)

    def _words(self, refusal: Refusal) -> str:
        return self.desk.texts.refusal(refusal.code, self.desk.rules.language, refusal.facts)

    def _require_approver(self, row: ActionRequest, proposal: Proposal) -> None:
        if proposal.approvals > len(self.desk.directory.approvers(proposal.right, row.actor)):
            raise Refusal("no-approver", right=proposal.right)

    def _stop(self, row: ActionRequest, refusal: Refusal, now: datetime) -> None:
        """Tell who asked why it is not done, and put locked data on its way."""
        member = self._member(row)
        reason = self.desk.texts.refusal(refusal.code, member.language, refusal.facts)
        lock = refusal if isinstance(refusal, Locked) else None
        content = ActionStopped(
            number=_number(row),
            subject=_subject(row),
            line=row.order["line"],
            reason=reason,
            route=lock.lock.value if lock else "",
            checklist=routes.checklist(self.desk, row.ticket, lock, member.language) if lock else (),
            offers=(_OFFERS[lock.lock],) if lock and lock.lock in _OFFERS else (),
        )

        def tell() -> str:
            self._tell(row, content)
            if row.ticket is not None:
                aftermath.reroute(self.desk, row.ticket, refusal, _cause(row), now)
            return refusal.code

        self._end(row, "failed", tell)

    def _give_up(self, row: ActionRequest, now: datetime) -> None:
        """End a request at which the program broke off again and again."""
        self._stop(row, Refusal("action-broken"), now)
        trouble = Trouble("action", f"request {row.id}", "loket journal --last 20")
        settled(lambda: correspondence.tell_admins(self.desk, trouble, _cause(row)))

    def _end(self, row: ActionRequest, state: str, work: Callable[[], str]) -> None:
        """End a request in one transaction with the work, which returns the result; once, however often it is tried."""

        def end() -> None:
            if ActionRequest.get_by_id(row.id).state == "waiting":
                self._finish(row, state, work(), self.desk.clock())

        settled(end)

    def _finish(self, row: ActionRequest, state: str, result: str, now: datetime) -> None:
        name = f"{row.system}.{row.order.get('action', '')}"
        data = {"request": int(row.id), "kind": row.kind, "result": result, "action": name}
        record(Entry(f"action.{state}", _cause(row), _ticket_id(row), data), now)
        rest = {
            name: row.order[name] for name in ("file",) if name in row.order
        }  # the file goes with the plan's content
        ended = {"state": state, "result": result, "finished_at": now, "order": rest}
        ActionRequest.update(ended).where(ActionRequest.id == row.id).execute()

    def _tell(self, row: ActionRequest, content: LetterContent) -> None:
        member = self._member(row)
        self.desk.post.send(
            Letter(
                content=content,
                to=row.address or member.address,
                language=member.language,
                ticket_id=_ticket_id(row),
                ticket_number=_number(row),
                subject=_subject(row),
                inbound_id=_inbound(row),
                staff_id=member.id,
            )
        )

    def _member(self, row: ActionRequest) -> StaffMember:
        """Return who asked; one who left meanwhile is answered nowhere. Raises: Refusal."""
        member = self.desk.directory.by_id(row.actor)
        return member or StaffMember(row.actor, row.actor, (row.address,), (), self.desk.rules.language)


_WAITING = (ActionRequest.state == "waiting") & ActionRequest.kind.in_(["read", "write"])


def _order_of(row: ActionRequest) -> dict[str, Any]:
    """Return the order of a plan: what was asked, by whom from where, and who the record should be about."""
    order = {"system": row.system, "ticket": _ticket_id(row), "name": "", **row.order}
    if row.ticket is not None:
        named = TicketField.get_or_none(
            (TicketField.ticket == row.ticket) & (TicketField.name == "nama") & TicketField.is_valid
        )
        order["name"] = named.value if named else ""
    return order


def _cause(row: ActionRequest) -> Cause:
    return Cause(f"staff:{row.actor}", _inbound(row), command="integrator")


def _inbound(row: ActionRequest) -> int | None:
    return None if row.inbound is None else int(row.inbound.id)


def _ticket_id(row: ActionRequest) -> int | None:
    return None if row.ticket is None else int(row.ticket.id)


def _number(row: ActionRequest) -> str:
    return "" if row.ticket is None else str(row.ticket.number)


def _subject(row: ActionRequest) -> str:
    return "" if row.ticket is None else str(row.ticket.subject)
