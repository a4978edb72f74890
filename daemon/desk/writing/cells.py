"""Write cells of CSV files that are safe to open in a spreadsheet."""

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
