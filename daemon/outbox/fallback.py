"""Find words for a letter when its template is broken: a mail must not wait for somebody to mend a template."""

import logging
from html import escape

from daemon.desk.writing.letters import Letter, LetterContent, Rejection, Reply, Solution, Trouble
from daemon.outbox.links import Links
from daemon.outbox.phrasebook import BadTemplates
from daemon.outbox.rendering import BrokenTemplate, Rendered, Renderer
from daemon.value_objects import value_object

_log = logging.getLogger(__name__)
_PLAIN = {
    "id": "Surat ini tidak dapat kami susun seperti biasanya, tetapi pesan Anda sudah kami terima dan kami catat.",
    "en": "This mail could not be written as usual, but your message has arrived and is on record.",
}


@value_object
class Words:
    """A letter in words, and what was wrong with its template."""

    rendered: Rendered
    fault: str = ""  # one line; empty when all was well


def words_for(renderer: Renderer, letter: Letter, links: Links) -> Words:
    """Return the letter as the templates say it, else as the built-in ones do, else in plain words; never fails."""
    content, language, enclosures = letter.content, letter.language, letter.enclosures
    try:
        return Words(renderer.render(content, language, links, enclosures))
    except BrokenTemplate as broken:
        fault = str(broken)
    _log.error("template broken, using another", extra={"reason": fault})
    try:
        return Words(renderer.built_in().render(content, language, links, enclosures), fault)
    except (BadTemplates, BrokenTemplate):
        return Words(_plain(renderer, content, language), fault)


def _plain(renderer: Renderer, content: LetterContent, language: str) -> Rendered:
    """Return what people wrote, as it is, or that the mail arrived."""
    text = _PLAIN.get(language, _PLAIN["id"])
    if isinstance(content, Reply | Solution | Rejection):
        text = content.text
    elif isinstance(content, Trouble):
        text = f"{content.what}: {content.detail}\n\n{content.command}"
    letterhead = renderer.letterhead
    whole = f"{text.strip()}\n\n{letterhead.unit}\n{letterhead.name}\n"
    return Rendered(letterhead.unit, whole, f"<pre>{escape(whole)}</pre>")
