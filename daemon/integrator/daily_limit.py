"""Hold that one action changes no more records within a day than this installation wants (trust.md §3.11)."""

from collections import Counter
from datetime import datetime, timedelta

from daemon.desk.refusal import Refusal
from daemon.integrator.systems import ActionRule
from models.actions import BulkRow
from models.plans import StoredPlan
from models.rows import keys_of

_DAY = timedelta(hours=24)
_ALONE = "action"  # kind of the plans about one record
_MAY_HAVE = ("done", "manual")  # states of plans and of rows after which the record may be another


def require_room(rule: ActionRule, action: str, records: int, now: datetime) -> None:
    """Hold that an action may change so many records more; plans that are not carried out yet do not count.

    They are looked at again before they are. Raises: Refusal("action-day-limit").
    """
    if rule.max_per_day is None:
        return
    changed = _changed(action, now - _DAY)
    if changed + records > rule.max_per_day:
        raise Refusal("action-day-limit", most=str(rule.max_per_day), changed=str(changed), wanted=str(records))


def _changed(action: str, since: datetime) -> int:
    """Return how many records an action changed, or may have changed: alone, or by rows of files."""
    alone = StoredPlan.select().where(
        (StoredPlan.kind == _ALONE) & StoredPlan.state.in_(_MAY_HAVE) & (StoredPlan.finished_at > since)
    )
    rows = BulkRow.select(BulkRow.plan).where(BulkRow.state.in_(_MAY_HAVE) & (BulkRow.finished_at > since))
    of_files = Counter(keys_of(rows))
    files = StoredPlan.select().where(StoredPlan.id.in_(list(of_files)))
    return sum(_is_of(plan, action) for plan in alone) + sum(
        of_files[plan.id] for plan in files if _is_of(plan, action)
    )


def _is_of(plan: StoredPlan, action: str) -> bool:
    return bool(plan.content.get("order", {}).get("action") == action)
