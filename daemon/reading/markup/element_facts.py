"""Say what an element is by its tag and attributes alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from daemon.reading.markup.html_containers import Mark, mark_of
from daemon.reading.markup.html_elements import font_size_is_none, is_block, is_hidden, is_spaced


@dataclass(frozen=True, slots=True)
class ElementFacts:
    """What holds for each element with the same tag and attributes, wherever it stands."""

    tag: str
    mark: Mark
    ends_line: bool  # it stands on lines of its own
    is_hidden: bool
    is_tiny: bool | None  # font size zero; None: as the element around it
    is_quote: bool  # its lines are prefixed
    wants_gap: bool  # an empty line stands before it
    is_spaced: bool  # and behind it
    target: str  # of a link; "" when there is none


class KnownFacts:
    """The facts about the elements of one page: most are written in the same few ways, all with long styles."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[tuple[str, ...], ElementFacts] = {}

    def of(self, tag: str, attributes: Mapping[str, str]) -> ElementFacts:
        """Return what an element is; names of attributes in lower case."""
        key = (tag, *attributes.keys(), *attributes.values()) if attributes else (tag,)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _facts_of(tag, dict(attributes))
        return found


def _facts_of(tag: str, attributes: Mapping[str, str]) -> ElementFacts:
    mark = mark_of(tag, attributes)
    wants_gap = is_spaced(tag, attributes)
    return ElementFacts(
        tag,
        mark,
        ends_line=is_block(tag) or mark is not Mark.NONE,
        is_hidden=is_hidden(tag, attributes),
        is_tiny=font_size_is_none(attributes),
        is_quote=tag == "blockquote" and mark is Mark.QUOTED,
        wants_gap=wants_gap,
        is_spaced=tag == "blockquote" or wants_gap,
        target=attributes.get("href", "") if tag == "a" else "",
    )
