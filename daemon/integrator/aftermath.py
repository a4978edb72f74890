"""What the end of a change means for the ticket that it was asked from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from daemon.desk.case import Desk
from daemon.desk.facts import view_of
from daemon.desk.four_eyes.plan_kind import items_of
from daemon.desk.four_eyes.plan_letters import name_of
from daemon.desk.journal import Cause
from daemon.desk.planning.applying import Applier
from daemon.desk.planning.effects import moved
from daemon.desk.planning.plan import MailRequester
from daemon.desk.refusal import Refusal
from daemon.desk.statuses import OPEN, Move
from daemon.desk.views import TicketView
from daemon.desk.writing.letters import SentFacts, Solution
from daemon.integrator import routes
from daemon.integrator.action import Difference
from daemon.integrator.describing import labels_of
from daemon.integrator.locks import Locked
from daemon.integrator.ordering import solves
from models.plans import StoredPlan
from models.tickets import Ticket

_USUAL = "dikoreksi"  # the solution where the type has none of its own that says that it is done


def letters(desk: Desk, view: TicketView, order: Mapping[str, Any], difference: Difference) -> tuple[SentFacts, ...]:
    """Return the solution that a verified change would send: part of what is confirmed and approved."""
    if view.status not in OPEN or not solves(order["common"]):
        return ()
    solution = _solution(desk, view, labels_of(difference, view.language))
    text = "\n\n".join(part for part in (solution.strip(), order["text"]) if part)
    return (SentFacts(view.requester_address, Solution.kind, text),)


def solve(desk: Desk, plan: StoredPlan, cause: Cause, now: datetime) -> None:
    """Send the solution that was approved, and solve the ticket, if it is still open."""
    if plan.ticket is None:
        return
    view = view_of(Ticket.get_by_id(plan.ticket.id))
    sent = [mail for item in items_of(plan) for mail in item.sent if mail.kind == Solution.kind]
    if not sent or view.status not in OPEN:
        return
    letter = Solution(view.number, view.subject, sent[0].text, name_of(desk, plan.actor))
    Applier(desk, cause, now).apply((moved(view, Move.SOLVE), MailRequester(view.id, letter)))


def reroute(desk: Desk, ticket: Ticket, refusal: Refusal, cause: Cause, now: datetime) -> None:
    """Put the ticket on the way by which locked data is changed."""
    if isinstance(refusal, Locked):
        routes.take(desk, ticket, refusal, cause, now)


def _solution(desk: Desk, view: TicketView, data: str) -> str:
    """Return the words of the type's own solution, unless that tells what others have to do or is broken."""
    kind = desk.catalogue.get(view.type_code)
    own = kind.route if kind and kind.route else _USUAL
    for code, values in ((own, {"data": data}), (own, {}), (_USUAL, {"data": data})):
        try:
            if code == _USUAL or not desk.texts.is_handover(code):
                return desk.texts.solution(code, view.language, view, values) or ""
        except Refusal:
            continue
    return data
