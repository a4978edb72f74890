"""Say what an element is by its tag and attributes alone."""

from collections.abc import Mapping

from daemon.reading.markup.html_containers import Mark, mark_of
from daemon.reading.markup.html_elements import font_size_is_none, is_block, is_hidden, is_spaced
from daemon.value_objects import value_object

_STATEFUL = frozenset(("ol", "tr", "td", "th", "li"))


@value_object
class ElementFacts:
    """What holds for each element with the same tag and attributes, wherever it stands."""

    tag: str
    mark: Mark
    is_silent: bool  # it changes nothing about the text before it and behind it, nor whether that inside is shown
    is_counted: bool  # the layout counts how many such are open
    has_state: bool  # the layout notes how far it is with each of them
    ends_line: bool  # it stands on lines of its own
    is_hidden: bool
    is_tiny: bool | None  # font size zero; None: as the element around it
    is_quote: bool  # its lines are prefixed
    wants_gap: bool  # an empty line stands before it
    is_spaced: bool  # and behind it
    target: str  # of a link; "" when there is none


def facts_of(tag: str, attributes: Mapping[str, str]) -> ElementFacts:
    """Return what an element is; names of attributes in lower case."""
    mark = mark_of(tag, attributes)
    wants_gap = is_spaced(tag, attributes)
    ends_line = is_block(tag) or mark is not Mark.NONE
    hides = is_hidden(tag, attributes)
    is_quote = tag == "blockquote" and mark is Mark.QUOTED
    is_counted = hides or is_quote or tag == "pre"
    return ElementFacts(
        tag,
        mark,
        is_silent=not (ends_line or is_counted or tag in ("a", "br")),
        is_counted=is_counted,
        has_state=mark is not Mark.NONE or tag in _STATEFUL,
        ends_line=ends_line,
        is_hidden=hides,
        is_tiny=font_size_is_none(attributes),
        is_quote=is_quote,
        wants_gap=wants_gap,
        is_spaced=tag == "blockquote" or wants_gap,
        target=attributes.get("href", "") if tag == "a" else "",
    )
