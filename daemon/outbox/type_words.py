"""Say what a complaint type gives to the solution templates: its name, its own paragraphs, its documents."""

from daemon.desk.complaint_types.catalogue import ComplaintType, Document
from daemon.value_objects import value_object

NAMES = frozenset({"type_name", "solution", "handover", "documents"})
_OR = {"id": " atau ", "en": " or "}


@value_object
class TypeWords:
    """The words of one type for one template, in one language; all empty while the type is not known."""

    type_name: str = ""
    solution: str = ""  # paragraphs, parted by empty lines
    handover: str = ""  # paragraphs; empty where the type's hand-over belongs to another template
    documents: tuple[str, ...] = ()  # labels of what is required, those that stand for one another joined

    @property
    def values(self) -> dict[str, object]:
        """Return what a template may use, by name."""
        return {name: getattr(self, name) for name in NAMES}


def type_words(kind: ComplaintType | None, code: str, language: str) -> TypeWords:
    """Return the words of a type for the template `code`."""
    if kind is None:
        return TypeWords()
    fits = kind.handover_route in {"", code}
    return TypeWords(
        type_name=kind.name.in_language(language),
        solution=kind.solution.in_language(language),
        handover=kind.handover.in_language(language) if fits else "",
        documents=_documents(kind.required_documents, language),
    )


def _documents(documents: tuple[Document, ...], language: str) -> tuple[str, ...]:
    labels = {document.name: document.label.in_language(language) for document in documents}
    groups = dict.fromkeys(document.alternatives or (document.name,) for document in documents)
    return tuple(_OR[language].join(labels[name] for name in group if name in labels) for group in groups)
