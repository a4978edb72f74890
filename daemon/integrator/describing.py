"""Turn what actions found into what letters show: labels in the reader's language, personal values masked."""

from collections.abc import Collection, Mapping

from daemon.desk.masking import mask
from daemon.desk.writing.action_letters import Fact, SheetFacts, TableRow
from daemon.desk.writing.letter_parts import Change
from daemon.integrator.action import Difference, Sheet, Values
from daemon.integrator.labels import LABELS, label_of

MOST_ROWS = 100  # of one table in a mail
_FIELD_COLUMNS = ("simak", "feeder")  # of a comparison, whose rows are fields


def sheet_facts(sheet: Sheet, personal: Collection[str], language: str) -> SheetFacts:
    """Return one sheet for a mail: a single record as facts, several, or none, as a table."""
    hidden = {*personal, *sheet.personal}
    title = sheet.title.in_language(language)
    if len(sheet.rows) == 1 and "field" not in sheet.columns:
        return SheetFacts(title, _facts(sheet, sheet.rows[0], hidden, language), (), (), sheet.remarks)
    head = tuple(label_of(column, sheet.labels, language) for column in sheet.columns)
    rows = tuple(_row(sheet, row, hidden, language) for row in sheet.rows[:MOST_ROWS])
    return SheetFacts(title, (), head, rows, sheet.remarks)


def changes_of(difference: Difference, personal: Collection[str]) -> tuple[Change, ...]:
    """Return a difference as people are shown it; personal values are marked, not masked."""
    hidden = {*personal, *difference.personal}
    return tuple(_change(difference, name, name in hidden) for name in difference.new)


def labels_of(difference: Difference, language: str) -> str:
    """Return what changes, by its labels alone."""
    return ", ".join(label_of(name, difference.labels, language) for name in difference.new)


def _change(difference: Difference, name: str, is_personal: bool) -> Change:  # noqa: FBT001 - private
    words = difference.labels.get(name) or LABELS.get(name)
    return Change(
        number="",
        name=name,
        before=difference.old.get(name, ""),
        after=difference.new[name],
        label_id=words.id if words else name,
        label_en=words.en if words else name,
        is_personal=is_personal,
    )


def _facts(sheet: Sheet, row: Values, hidden: Collection[str], language: str) -> tuple[Fact, ...]:
    return tuple(
        Fact(label_of(column, sheet.labels, language), _shown(column, row[column], hidden))
        for column in sheet.columns
        if row.get(column)
    )


def _row(sheet: Sheet, row: Values, hidden: Collection[str], language: str) -> TableRow:
    """Return a line of a table; in a comparison the column that is compared decides what is masked."""
    compared = row.get("field", "")
    cells = []
    for column in sheet.columns:
        value = row.get(column, "")
        if column == "field":
            cells.append(label_of(value, sheet.labels, language))
        else:
            cells.append(_shown(compared if column in _FIELD_COLUMNS else column, value, hidden))
    return TableRow(tuple(cells))


def _shown(column: str, value: str, hidden: Collection[str]) -> str:
    return mask(value) if column in hidden else value


def record_facts(
    values: Mapping[str, str], columns: Collection[str], personal: Collection[str], language: str
) -> tuple[Fact, ...]:
    """Return some columns of a record as facts."""
    return tuple(
        Fact(label_of(column, {}, language), _shown(column, values[column], personal))
        for column in columns
        if values.get(column)
    )
