"""Find what the sender's text says about the complaint: form values, type, language, short replies."""

from daemon.reading.findings.field_labels import label_index
from daemon.reading.findings.field_lines import labelled_values
from daemon.reading.findings.field_values import found_field, free_fields
from daemon.reading.findings.language import language_of, wished_language
from daemon.reading.findings.mentions import Folded
from daemon.reading.findings.short_replies import is_thanks, keyword_of
from daemon.reading.findings.suggestion import suggest
from daemon.reading.message import Findings, FoundField, InboundMessage, ReplyText
from daemon.reading.replies.header_block import without_headers
from daemon.reading.replies.own_text import own_lines
from daemon.reading.replies.plain_lines import split_lines
from daemon.reading.vocabulary import Vocabulary

_LONGEST_TEXT = 50_000  # characters that are searched for fields


def read_findings(message: InboundMessage, reply: ReplyText, vocabulary: Vocabulary) -> Findings:
    """Return what the reply and a form filled in inside the quotation say; the sender's own text comes first."""
    own = reply.reply
    folded = Folded(f"{message.subject}\n{own[:_LONGEST_TEXT]}")
    wished = wished_language(own, folded.words)
    return Findings(
        fields=_fields(message, reply, folded, vocabulary),
        suggestions=suggest(message.subject, own, vocabulary),
        language=wished or language_of(own if len(own) > 20 else folded.text, folded.words),
        wished_language=wished,
        keyword=keyword_of(own, message.subject),
        is_thanks=_is_thanks(message, own, vocabulary),
    )


def _fields(
    message: InboundMessage, reply: ReplyText, folded: Folded, vocabulary: Vocabulary
) -> tuple[FoundField, ...]:
    """Return the labelled values, then what was recognised without a label in the folded subject and own text."""
    found: dict[str, FoundField] = {}
    index = label_index(vocabulary)
    for text, is_quoted in ((reply.reply, False), (reply.quoted_form, True)):
        if not text:
            continue
        lines = split_lines(text[:_LONGEST_TEXT])
        lines = without_headers(lines) if reply.is_forward else lines
        for labelled in labelled_values(lines, index, is_quoted=is_quoted):
            _keep(found, found_field(labelled.field, labelled.value, is_labelled=True, is_quoted=is_quoted))
    strangers = frozenset((message.sender.address.lower(), *vocabulary.own_addresses))
    known = {name for name, field in found.items() if field.is_valid}
    for field in free_fields(folded, vocabulary, strangers, known):
        _keep(found, field)
    return tuple(found.values())


def _keep(found: dict[str, FoundField], field: FoundField) -> None:
    """Keep the first value of a name; a later one replaces it only where the first is invalid."""
    known = found.get(field.name)
    if known is None or (field.is_valid and not known.is_valid):
        found[field.name] = field


def _is_thanks(message: InboundMessage, own: str, vocabulary: Vocabulary) -> bool:
    """Look at the text above the quotation when the thanks were taken for the closing of a letter."""
    text = own or "\n".join(own_lines(message.text[:2000], vocabulary.reply_markers))
    return is_thanks(text, message.sender.name)
