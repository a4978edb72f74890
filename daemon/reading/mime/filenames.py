"""Make file names safe to show, to store in a column and to send on (trust.md §2.5)."""

import re
import unicodedata

LONGEST = 120  # characters

_SEPARATORS = re.compile(r"[/\\\u2044\u2215\uff0f\uff3c\u29f5]+")
_EXTENSIONS = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/calendar": ".ics",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "text/rtf": ".rtf",
    "text/rfc822-headers": ".txt",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "image/pjpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "image/tiff": ".tiff",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/pgp-signature": ".asc",
    "application/pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m",
    "application/ms-tnef": ".dat",
}


def tidy_filename(name: str, content_type: str, number: int) -> str:
    """Return a file name in NFC without folders, controls and format characters, at most 120 characters, never empty.

    A nameless file is called after its number (from 1) and its type: "attachment-2.pdf".
    """
    base = _SEPARATORS.split(unicodedata.normalize("NFC", name[: 8 * LONGEST]).rstrip("/\\"))[-1]
    shown = "".join(" " if _is_space(char) else char for char in base if not _is_invisible(char))
    shown = " ".join(shown.split())
    if not shown.strip(". "):
        return f"attachment-{number}{_EXTENSIONS.get(content_type, '.bin')}"
    return _shortened(shown)


def _is_space(char: str) -> bool:
    return char in "\t\n\r" or unicodedata.category(char) == "Zs"


def _is_invisible(char: str) -> bool:
    return char not in "\t\n\r" and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 16:
        return name[:LONGEST]
    return stem[: LONGEST - len(extension) - 1] + dot + extension
