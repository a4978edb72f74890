"""Write CSV files that are safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable
from io import StringIO

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # begin a formula somewhere


def harmless(cell: object) -> object:
    """Return a cell that no spreadsheet runs; numbers stay numbers.

    A text that would be taken for a formula begins with an apostrophe (OWASP, CSV injection).
    """
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_DANGEROUS):
        return f"'{cell}"
    return cell


def sheet_of(heading: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Return a CSV that spreadsheets open as it is: UTF-8 with a mark, CRLF, no cell a formula."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(list(heading))
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
