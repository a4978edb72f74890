"""The campus's own words, handed to the readers as plain data so that they need no file and no database."""

from daemon.value_objects import value_object


@value_object
class FieldWords:
    """How people name one form field, and what its value looks like."""

    name: str  # "nim"
    labels: tuple[str, ...]  # names and synonyms, Indonesian and English, as people write them
    pattern: str  # full-match regular expression without nested quantifiers; "" accepts anything
    kind: str  # text, nim, nip, nidn, nik, nisn, email, phone, date, semester, number, choice
    choices: tuple[str, ...] = ()


@value_object
class TypeWords:
    """How people speak of one complaint type."""

    code: str  # "M01"
    category: str  # "data-mahasiswa"
    phrases: tuple[str, ...]  # names and synonyms, Indonesian and English


@value_object
class Vocabulary:
    """All that reading needs to know about one installation."""

    fields: tuple[FieldWords, ...]
    types: tuple[TypeWords, ...]
    ticket_prefix: str  # "PDI"
    own_addresses: tuple[str, ...]  # the desk's addresses, lower case
    message_id_domain: str  # right-hand side of our own Message-IDs
    loop_keys: tuple[bytes, ...]  # HMAC keys of the own-mail header, newest first; empty: no own mail is recognised
    command_names: tuple[str, ...] = ()  # names and aliases, lower case: only these count as bare keywords
    reply_markers: tuple[str, ...] = ("== balas di atas baris ini ==", "== reply above this line ==")
