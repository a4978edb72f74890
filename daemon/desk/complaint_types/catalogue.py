"""The complaint types that this counter serves, as the files of its catalogue declare them (product.md §3)."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from daemon.desk.complaint_types.catalogue_files import DATA, CatalogueError, is_writing, read_folder
from daemon.desk.complaint_types.catalogue_shapes import (
    DocumentShape,
    FieldShape,
    TargetsShape,
    TypeShape,
    WordingShape,
)
from daemon.reading.vocabulary import FieldWords, TypeWords, Vocabulary
from daemon.value_objects import value_object

__all__ = [
    "EMPTY",
    "Catalogue",
    "CatalogueError",
    "ComplaintType",
    "Document",
    "Field",
    "StageTarget",
    "Wording",
    "load",
]


@value_object
class Wording:
    """The same words in both languages; "" when there are none."""

    id: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the English words for "en", the Indonesian ones for anything else."""
        return self.en if language == "en" else self.id


@value_object
class Field:
    """One line of a form."""

    name: str  # "nama_benar"; the same name means the same field in every type
    label: Wording
    synonyms: tuple[str, ...]  # how people name it in either language
    kind: str  # text, nim, nip, nidn, nik, nisn, email, phone, date, semester, number, choice
    pattern: str  # full-match regular expression of the tidied value; "" accepts anything
    choices: tuple[str, ...]  # of kind choice: "L|Laki-laki|male", the first is what is stored
    example: str
    help: Wording
    is_required: bool
    is_personal: bool  # never shown in full to anybody but its owner
    also: tuple[str, ...] = ()  # names of fields whose value answers this one as well: a NIP where either number does
    intake: str = ""  # full-match regular expression whose group is the year of intake; "" where no year is in it


@value_object
class Document:
    """A file that a requester has to send along."""

    name: str  # "ktp"
    label: Wording
    synonyms: tuple[str, ...]  # words in file names and sentences, lower case
    is_required: bool
    alternatives: tuple[str, ...]  # names of documents of which one is enough, this one among them; empty: only this


@value_object
class StageTarget:
    """What the SOP expects of one stage of a type that differs."""

    stage: str  # contact, form, processing, notification
    expected_minutes: int  # service minutes
    target_minutes: int  # service minutes


@value_object
class ComplaintType:
    """One kind of complaint."""

    code: str  # "M04"
    category: str  # data-mahasiswa, data-dosen, akademik, sarpras, integrator, lain
    name: Wording
    synonyms: tuple[str, ...]  # what requesters write, in either language
    roles: tuple[str, ...]  # who may ask: mahasiswa, dosen, pegawai, operator
    fields: tuple[Field, ...]  # in the order of the form
    documents: tuple[Document, ...]
    actions: tuple[str, ...]  # of the integrator, that can serve it
    route: str  # the usual solution template, "dikoreksi"; "" when staff choose
    solution: Wording  # paragraphs of the solution, parted by empty lines
    handover: Wording  # paragraphs for when somebody else has to act
    is_outside_scope: bool  # politely refused (product.md §1)
    handover_route: str = ""  # the solution template that the hand-over belongs to, "pdm"; "" for any
    advice: Wording = Wording("", "")  # what a requester may try meanwhile; never about a change of data
    targets: tuple[StageTarget, ...] = ()  # of the SOP, where this type differs; empty: nowhere
    wanted_documents: tuple[Document, ...] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find out once which documents complete the form, of alternatives the first."""
        object.__setattr__(self, "wanted_documents", _first_of_alternatives(self.required_documents))

    @property
    def required_fields(self) -> tuple[Field, ...]:
        """Return the fields that complete the form."""
        return tuple(field for field in self.fields if field.is_required)

    @property
    def required_documents(self) -> tuple[Document, ...]:
        """Return the documents that complete the form."""
        return tuple(document for document in self.documents if document.is_required)

    @property
    def changes_data(self) -> bool:
        """Say whether serving it changes somebody's record, which is ours to do."""
        return self.category in DATA or (self.category == "akademik" and any(map(is_writing, self.actions)))

    def field(self, name: str) -> Field | None:
        """Return a field of the form by its name; None when the form has none such."""
        return next((field for field in self.fields if field.name == name), None)


@value_object
class Catalogue:
    """All complaint types of the counter."""

    types: Mapping[str, ComplaintType]  # by code, in the order of the codes; read-only
    fields: tuple[Field, ...] = dataclasses.field(init=False, repr=False, compare=False)  # once, of most types first
    _named: Mapping[str, Field] = dataclasses.field(init=False, repr=False, compare=False)  # the same, by name

    def __post_init__(self) -> None:
        """Gather the fields of all types: many mails are read with them."""
        object.__setattr__(self, "fields", _fields_of(self.types.values()))
        object.__setattr__(self, "_named", {field.name: field for field in self.fields})

    def get(self, code: str) -> ComplaintType | None:
        """Return a type by its code, in any case; None when there is none such."""
        found = self.types.get(code)  # nearly always written as it is kept
        return self.types.get(code.strip().upper()) if found is None else found

    def field(self, name: str) -> Field | None:
        """Return a field that any type asks for by its name; None when there is none such."""
        return self._named.get(name)

    def faults(self, routes: Collection[str]) -> tuple[str, ...]:
        """Return the types whose route is no solution template, one line a fault; `routes` are the templates' codes."""
        named = (
            (kind.code, key, route)
            for kind in self.types.values()
            for key, route in (("route", kind.route), ("handover.route", kind.handover_route))
        )
        return tuple(
            f"{code}: {key}: there is no solution template {route!r}"
            for code, key, route in named
            if route and route not in routes
        )

    def documents_from(self, first: ComplaintType | None) -> tuple[Document, ...]:
        """Return every document once, those of one type before all others."""
        kinds = (*((first,) if first else ()), *self.types.values())
        documents: dict[str, Document] = {}
        for kind in kinds:
            for document in kind.documents:
                documents.setdefault(document.name, document)
        return tuple(documents.values())

    def _labels(self, name: str) -> tuple[str, ...]:
        """Return how any type calls a field: the labels of the forms before the synonyms."""
        same = [field for kind in self.types.values() for field in kind.fields if field.name == name]
        labels = [label for field in same for label in (field.label.id, field.label.en)]
        return tuple(dict.fromkeys(labels + [synonym for field in same for synonym in field.synonyms]))

    def vocabulary(self, installation: Vocabulary) -> Vocabulary:
        """Return the words of an installation with the names of this catalogue's fields and types put in."""
        return replace(
            installation,
            fields=tuple(_field_words(field, self._labels(field.name)) for field in self.fields),
            types=tuple(_type_words(kind) for kind in self.types.values()),
        )


def _first_of_alternatives(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Return the documents without those for which an earlier one stands in."""
    covered: set[str] = set()
    kept = []
    for document in documents:
        if document.name not in covered:
            kept.append(document)
        covered |= set(document.alternatives)
    return tuple(kept)


def _fields_of(kinds: Iterable[ComplaintType]) -> tuple[Field, ...]:
    """Return every field once, those of most types first."""
    count: dict[str, int] = {}
    fields: dict[str, Field] = {}
    for kind in kinds:
        for field in kind.fields:
            fields.setdefault(field.name, field)
            count[field.name] = count.get(field.name, 0) + 1
    return tuple(sorted(fields.values(), key=lambda field: -count[field.name]))


EMPTY = Catalogue(MappingProxyType({}))  # of a counter that knows no types


def load(folder: Path) -> Catalogue:
    """Return the catalogue in a folder of TOML files; what did not change since the last time is not read again.

    Raises: CatalogueError with every fault of every file.
    """
    files = ((path.name, path.stat()) for path in sorted(folder.glob("*.toml")))
    return _load(folder, tuple((name, found.st_mtime_ns, found.st_size) for name, found in files))


@lru_cache(maxsize=4)
def _load(folder: Path, _state: tuple[tuple[str, int, int], ...]) -> Catalogue:
    """Return the catalogue as it is in a state of its files: name, nanoseconds of the last change, octets."""
    shapes = read_folder(folder)
    return Catalogue(MappingProxyType({shape.code: _complaint_type(shape) for shape in shapes}))


def _field_words(field: Field, labels: tuple[str, ...]) -> FieldWords:
    return FieldWords(
        name=field.name,
        labels=labels,
        pattern=field.pattern,
        kind=field.kind,
        choices=field.choices,
    )


def _type_words(kind: ComplaintType) -> TypeWords:
    return TypeWords(code=kind.code, category=kind.category, phrases=(kind.name.id, kind.name.en, *kind.synonyms))


def _complaint_type(shape: TypeShape) -> ComplaintType:
    return ComplaintType(
        code=shape.code,
        category=shape.category,
        name=_wording(shape.name),
        synonyms=(*shape.synonyms.id, *shape.synonyms.en),
        roles=tuple(shape.roles),
        fields=tuple(_field(field) for field in shape.fields),
        documents=tuple(_document(document) for document in shape.documents),
        actions=tuple(shape.actions),
        route=shape.route,
        solution=_wording(shape.solution),
        handover=_wording(shape.handover),
        handover_route=shape.handover.route,
        targets=_targets(shape.targets),
        advice=_wording(shape.advice),
        is_outside_scope=shape.outside_scope,
    )


def _targets(shape: TargetsShape) -> tuple[StageTarget, ...]:
    stages = ((stage, getattr(shape, stage)) for stage in TargetsShape.model_fields)
    return tuple(StageTarget(stage, own.expected, own.target) for stage, own in stages if own is not None)


def _field(shape: FieldShape) -> Field:
    return Field(
        name=shape.name,
        label=_wording(shape.label),
        synonyms=tuple(shape.synonyms),
        kind=shape.kind,
        pattern=shape.pattern,
        choices=tuple(shape.choices),
        example=shape.example,
        help=_wording(shape.help),
        is_required=shape.required,
        is_personal=shape.personal,
        also=tuple(shape.also),
        intake=shape.intake,
    )


def _document(shape: DocumentShape) -> Document:
    return Document(
        name=shape.name,
        label=_wording(shape.label),
        synonyms=tuple(synonym.casefold() for synonym in shape.synonyms),
        is_required=shape.required,
        alternatives=tuple(shape.alternatives),
    )


def _wording(shape: WordingShape) -> Wording:
    return Wording(id=shape.id.strip(), en=shape.en.strip())
