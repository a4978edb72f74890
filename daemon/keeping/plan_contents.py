"""Forget what plans and requests hold about persons, once they ended: old and new values, names, numbers, files.

What stays: kind, state, times, approvals, the snapshot's hash, and which action it was, for figures and journal.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from daemon.desk.four_eyes.plans import ENDED
from models.actions import ActionRequest, BulkRow
from models.plans import PlanAttempt, StoredPlan
from models.tickets import TicketAttachment

_ENDED = [state.value for state in ENDED]
_KEPT = ("system", "action")  # of an action's order


def forget_old(before: datetime, now: datetime, most: int) -> tuple[int, frozenset[str]]:
    """Empty plans that ended before a time, inside the caller's transaction; return how many and their files' names."""
    due = StoredPlan.state.in_(_ENDED) & (StoredPlan.finished_at < before) & StoredPlan.content_removed_at.is_null()
    rows = list(StoredPlan.select().where(due).order_by(StoredPlan.id).limit(most))
    requests = list(ActionRequest.select().where((ActionRequest.finished_at < before) & (ActionRequest.order != {})))
    refused = {str(row.order["file"]) for row in requests if "file" in row.order}
    _give_up(refused, now)
    files = forget(rows, now) | refused
    ActionRequest.update(order={}).where(ActionRequest.id.in_([row.id for row in requests])).execute()
    return len(rows), files


def forget(rows: Iterable[StoredPlan], now: datetime) -> frozenset[str]:
    """Empty plans, inside the caller's transaction, and return the names of the files that they came from."""
    files = set()
    for plan in rows:
        order = plan.content.get("order", {})
        files |= {str(order["file"])} if "file" in order else set()
        kept = {"order": {name: order[name] for name in _KEPT}} if "action" in order else {}
        StoredPlan.update(content=kept, content_removed_at=now).where(StoredPlan.id == plan.id).execute()
        PlanAttempt.update(response="").where(PlanAttempt.plan == plan).execute()
        BulkRow.update(result="", before={}).where(BulkRow.plan == plan).execute()
    _give_up(files, now)
    return frozenset(files)


def _give_up(files: Collection[str], now: datetime) -> None:
    """Let files about many go from the tickets that they came to: they hold what the plans held."""
    theirs = TicketAttachment.sha256.in_(sorted(files)) & TicketAttachment.removed_at.is_null()
    TicketAttachment.update(removed_at=now).where(theirs).execute()


def mentioning(words: Collection[str]) -> tuple[StoredPlan, ...]:
    """Return the plans of any ticket whose content has one of the words as one of its texts."""
    kept = StoredPlan.select().where(StoredPlan.content_removed_at.is_null()).order_by(StoredPlan.id)
    wanted = {word.casefold() for word in words if word}
    return tuple(plan for plan in kept if wanted and not wanted.isdisjoint(_texts(plan.content)))


def is_ended(plan: StoredPlan) -> bool:
    """Say whether the plan will not be carried out any more."""
    return plan.state in _ENDED


def _texts(value: Any) -> set[str]:
    """Return the texts in plain data, lower case."""
    if isinstance(value, dict):
        return set().union(*map(_texts, value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*map(_texts, value)) if value else set()
    return {value.casefold()} if isinstance(value, str) else set()
