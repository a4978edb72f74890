"""Decide which files go along with a letter: never dangerous ones, and no more than a mail may carry."""

from collections.abc import Iterable

from daemon.desk.writing.letters import Enclosure, Enclosures
from daemon.reading.message import Attachment
from daemon.reading.mime.danger import is_dangerous
from models.tickets import TicketAttachment

SMALL_PICTURE = 5_000  # octets: a picture shown in the text that is smaller is a logo or an icon, nothing to look at


def enclose(files: Iterable[Enclosure], most: int) -> Enclosures:
    """Return the files sorted out: dangerous ones, then the largest until the rest has at most that many octets."""
    every = tuple(files)
    kept = [file for file in every if not file.is_dangerous]
    too_large: list[Enclosure] = []
    for file in sorted(kept, key=lambda file: file.size, reverse=True):
        if sum(one.size for one in kept) > most:
            kept.remove(file)
            too_large.append(file)
    return Enclosures(tuple(kept), tuple(too_large), tuple(file for file in every if file.is_dangerous))


def in_batches(files: Iterable[Enclosure], most: int) -> tuple[tuple[Enclosure, ...], ...]:
    """Return the files in as many groups as it takes, none with more octets than that but for a single larger file."""
    batches: list[tuple[Enclosure, ...]] = []
    for file in files:
        if batches and sum(one.size for one in batches[-1]) + file.size <= most:
            batches[-1] = (*batches[-1], file)
        else:
            batches.append((file,))
    return tuple(batches)


def is_worth_keeping(file: Attachment, own_pictures: frozenset[str]) -> bool:
    """Say whether a file is more than decoration of the text: not our own logo quoted back, nor somebody's icon.

    `own_pictures`: the SHA-256 of each picture that our own mails bring.
    """
    return file.sha256 not in own_pictures and not (file.inline and file.size < SMALL_PICTURE)


def enclosure_of(file: Attachment) -> Enclosure:
    """Return a file of a mail as something to send on."""
    return Enclosure(
        file.filename,
        file.size,
        file.sha256,
        is_dangerous=is_dangerous(file.filename, file.content),
        is_shown=file.inline,
    )


def kept_file(row: TicketAttachment) -> Enclosure:
    """Return a file of a ticket as something to send on."""
    return Enclosure(row.filename, int(row.size), row.sha256, bool(row.is_dangerous))
