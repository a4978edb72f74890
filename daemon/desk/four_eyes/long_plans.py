"""Shorten what a mail shows of a plan about many records, and put the whole into a CSV beside it.

Items that send mails are never left out: their words are part of what people agree to.
"""

from dataclasses import replace

from daemon.desk.case import Desk
from daemon.desk.masking import mask
from daemon.desk.writing.cells import sheet_of
from daemon.desk.writing.enclosing import enclose
from daemon.desk.writing.letters import NOTHING_ENCLOSED, Change, Enclosure, Enclosures, LongPlan, PlannedItem
from daemon.value_objects import value_object

SHOWN = 20  # records in the mail itself, and so many that cannot be planned
_FILE = "rencana.csv"
_HEADING = (("data", "isian", "sekarang", "menjadi", "catatan"), ("record", "field", "now", "then", "note"))


@value_object
class Shown:
    """What goes into a mail about a plan, and what goes along with it."""

    items: tuple[PlannedItem, ...]
    whole: LongPlan | None = None  # None: the items are all there is
    enclosures: Enclosures = NOTHING_ENCLOSED


def masked(items: tuple[PlannedItem, ...]) -> tuple[PlannedItem, ...]:
    """Return what a plan would do with personal values hidden: only who approves it sees them."""
    return tuple(replace(item, changes=tuple(map(_masked, item.changes))) for item in items)


def shortened(desk: Desk, items: tuple[PlannedItem, ...], language: str, *, with_file: bool = True) -> Shown:
    """Return the first records and the first problems of a long plan, and all of it as a file."""
    if len(items) <= SHOWN or any(item.sent for item in items):
        return Shown(items)
    records = tuple(item for item in items if item.changes)
    problems = tuple(item for item in items if not item.changes)
    first = (*problems[:SHOWN], *records[:SHOWN])
    whole = LongPlan(len(records), len(problems), len(items) - len(first), _FILE if with_file else "")
    return Shown(first, whole, _file(desk, items, language) if with_file else NOTHING_ENCLOSED)


def _file(desk: Desk, items: tuple[PlannedItem, ...], language: str) -> Enclosures:
    octets = sheet_of(_HEADING[language == "en"], (row for item in items for row in _rows(desk, item, language)))
    return enclose((Enclosure(_FILE, len(octets), desk.store(octets)),), desk.rules.enclosed_size)


def _rows(desk: Desk, item: PlannedItem, language: str) -> list[tuple[str, ...]]:
    notes = " ".join(desk.texts.remark(code, language) for code in item.remarks)
    name = f"{item.number} {item.title}".strip()
    changes: list[tuple[str, ...]] = [
        (name, _label(change, language), change.before, change.after, notes) for change in item.changes
    ]
    return changes or [(name, "", "", "", notes)]


def _label(change: Change, language: str) -> str:
    return (change.label_en if language == "en" else change.label_id) or change.name


def _masked(change: Change) -> Change:
    if not change.is_personal:
        return change
    return replace(change, before=mask(change.before), after=mask(change.after))
