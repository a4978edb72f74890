"""Count what is limited (trust.md §3.9) over sliding windows."""

from datetime import datetime, timedelta

from daemon.value_objects import value_object
from models.database import delete_rows
from models.upkeep import LimitUse


@value_object
class Limit:
    """So many uses in so long a time."""

    name: str
    count: int
    window: timedelta


def is_used_up(limit: Limit, key: str, now: datetime) -> bool:
    """Say whether one more use would break the limit."""
    return _is_broken(limit, LimitUse.rows(name=limit.name, key=key), now)


def use(name: str, key: str, now: datetime) -> None:
    """Count one use."""
    LimitUse.add(name=name, key=key, at=now)


def take(limits: tuple[Limit, ...], key: str, now: datetime) -> bool:
    """Count one use of limits that share a name unless one of them is used up; say whether it was granted."""
    uses = LimitUse.rows(name=limits[0].name, key=key)
    if any(_is_broken(limit, uses, now) for limit in limits):
        return False
    use(limits[0].name, key, now)
    return True


def free_again(limits: tuple[Limit, ...], key: str, now: datetime) -> datetime | None:
    """Return when limits that share a name allow one more use; None when they do now."""
    uses = sorted(use.at for use in LimitUse.rows(name=limits[0].name, key=key)) if limits else []
    used_up = [limit for limit in limits if sum(at > now - limit.window for at in uses) >= limit.count]
    return max((uses[-limit.count] + limit.window for limit in used_up if limit.count), default=None)


def _is_broken(limit: Limit, uses: list[LimitUse], now: datetime) -> bool:
    """Say whether one more would be too many; the uses are few: only what is allowed is counted, and old ones go."""
    return len(uses) >= limit.count and sum(use.at > now - limit.window for use in uses) >= limit.count


def sweep(now: datetime, keep: timedelta = timedelta(days=2)) -> int:
    """Forget uses older than `keep` and return how many."""
    return delete_rows(LimitUse, LimitUse.at < now - keep)
