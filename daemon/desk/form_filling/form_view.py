"""The form of a ticket as it stands: what its type asks for, what is there, what is missing. Pure."""

from collections.abc import Mapping
from dataclasses import field

from daemon.desk.complaint_types.catalogue import Catalogue, ComplaintType, Document, Field
from daemon.desk.masking import mask
from daemon.desk.views import FieldView, FormValues
from daemon.desk.writing.letter_parts import FormField
from daemon.value_objects import value_object

_PARTS_OF_YEAR = {"1": "Ganjil", "2": "Genap", "3": "Pendek"}
_KEPT = 256  # forms, in each language
_empty: dict[tuple[int, str], tuple[ComplaintType, tuple[FormField, ...]]] = {}  # by the type's identity
UNKNOWN_TYPE = "LAIN"  # whose form is asked for while the type is not known


@value_object
class Form:
    """A ticket's form as it stands, in one language."""

    fields: tuple[FormField, ...]
    documents: tuple[str, ...]  # labels of the required documents that are not there
    missing: tuple[FormField, ...] = field(
        init=False
    )  # the required fields that are not there, and all that do not fit

    def __post_init__(self) -> None:
        """Look for what is missing once: it is asked for several times on the way of a mail."""
        missing = [one for one in self.fields if one.problem or (one.is_required and not _is_there(one))]
        object.__setattr__(self, "missing", tuple(missing))

    @property
    def is_complete(self) -> bool:
        """Say whether everything required is there and valid."""
        return not self.missing and not self.documents


def _is_there(field: FormField) -> bool:
    return bool(field.value) and not field.is_suggested


def type_of(catalogue: Catalogue, type_code: str) -> ComplaintType | None:
    """Return a ticket's type, or the general one while nobody knows; None when the catalogue has neither."""
    return catalogue.get(type_code) or catalogue.get(UNKNOWN_TYPE)


def form_of(catalogue: Catalogue, view: FormValues, language: str) -> Form:
    """Return the form with the values that are there, personal ones hidden."""
    kind = type_of(catalogue, view.type_code)
    if kind is None:
        return Form((), ())
    values = {found.name: found for found in view.fields}
    fields = [
        empty if (found := answer_to(asked, values)) is None else _filled_in(asked, empty, found)
        for asked, empty in zip(kind.fields, _empty_form(kind, language), strict=True)
    ]
    if not kind.wanted_documents:
        return Form(tuple(fields), ())
    there = frozenset(file.document for file in view.attachments if file.document)
    return Form(tuple(fields), tuple(one.label.in_language(language) for one in missing_documents(kind, there)))


def _empty_form(kind: ComplaintType, language: str) -> tuple[FormField, ...]:
    """Return the lines of a type's form with nothing in them."""
    key = (id(kind), language)
    known = _empty.get(key)
    if known is None:
        if len(_empty) >= _KEPT:
            _empty.clear()
        lines = tuple(form_field(asked, None, language) for asked in kind.fields)
        known = _empty[key] = (kind, lines)  # holding the type keeps its identity its own
    return known[1]


def answer_to(field: Field, there: Mapping[str, FieldView]) -> FieldView | None:
    """Return what stands for a field, or for one that answers it as well; None when there is neither."""
    found = there.get(field.name)
    if found is None and field.also:
        return next((there[name] for name in field.also if name in there), None)
    return found


def missing_documents(kind: ComplaintType, there: frozenset[str]) -> tuple[Document, ...]:
    """Return the required documents of which neither they nor one that stands for them is there; names in `there`."""
    return tuple(document for document in kind.wanted_documents if not there & {document.name, *document.alternatives})


def form_field(field: Field, found: FieldView | None, language: str) -> FormField:
    """Return one line of the form with what is there; `problem` names the kind that the value is not."""
    empty = FormField(
        name=field.name,
        label=field.label.in_language(language),
        help=field.help.in_language(language),
        example="" if field.kind == "nik" else field.example,  # no mail shows anything like a whole NIK
        value="",
        problem="",
        is_required=field.is_required,
    )
    return empty if found is None else _filled_in(field, empty, found)


def _filled_in(field: Field, empty: FormField, found: FieldView) -> FormField:
    """Return a line of the form with what is there."""
    return FormField(
        empty.name,
        empty.label,
        empty.help,
        empty.example,
        mask(found.value) if field.is_personal else _as_people_say(field, found.value),
        _problem(field, found),
        empty.is_required,
        found.is_suggested,
    )


def _as_people_say(field: Field, value: str) -> str:
    """Return a semester as people write it, "2025/2026 Ganjil" for the code 20251; other values as they are."""
    if field.kind != "semester" or not (len(value) == 5 and value.isdecimal() and value[4] in _PARTS_OF_YEAR):
        return value
    return f"{value[:4]}/{int(value[:4]) + 1} {_PARTS_OF_YEAR[value[4]]}"


def _problem(field: Field, found: FieldView) -> str:
    if found.is_valid:
        return ""
    if found.is_doubtful:
        return "doubtful"
    return "" if found.is_suggested else field.kind
