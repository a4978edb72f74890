"""Read a reference table whole, whatever a version calls its columns and however few rows a server gives at once."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from daemon.integrator.feeder import answers
from daemon.integrator.feeder.acts import ReadAct, synonyms_of
from daemon.integrator.feeder.filters import MOST_ROWS, PAGE
from daemon.integrator.feeder.rows import Row

SURE_END = 50  # rows: a page with fewer is the last; one with more may have been cut at the server's own maximum
_COLUMN = re.compile(r"[A-Za-z_]{1,60}")  # what may stand in an order


def whole(ask: Callable[[Mapping[str, Any]], Any], act: ReadAct) -> Mapping[str, str]:
    """Return names by their codes; `ask` returns the act's data for the parameters of one page.

    A first page that is not all is only looked at for the name of the column by which the pages are ordered.
    Raises: FeederError.
    """
    page = ask(_page("", 0))
    order = _code_column(act, page)
    found = _pairs(act, page)
    if len(found) < SURE_END or not order:
        return MappingProxyType(found)
    found, offset = {}, 0
    while len(found) < MOST_ROWS:
        known = len(found)
        page = ask(_page(f"{order} ASC", offset))
        found |= _pairs(act, page)
        offset += len(page) if isinstance(page, list) else 1
        if len(found) == known or not isinstance(page, list) or len(page) < SURE_END:
            break
    return MappingProxyType(found)


def name_in(act: ReadAct, column: str, there: frozenset[str]) -> str | None:
    """Return what a server with these columns calls one of ours; None when it has none like it."""
    return next((name for name in (column, *synonyms_of(act, column)) if name in there), None)


def _page(order: str, offset: int) -> Mapping[str, Any]:
    return {"filter": "", "order": order, "limit": PAGE, "offset": offset}


def _code_column(act: ReadAct, page: Any) -> str:
    """Return what the server calls the column of the codes; "" where nothing can be ordered by it."""
    rows = page if isinstance(page, list) else [page]
    names = [str(name) for name in rows[0]] if rows and isinstance(rows[0], dict) else []
    code = name_in(act, act.key[0], frozenset(names)) or next((name for name in names if _is_code(name)), "")
    return code if _COLUMN.fullmatch(code) else ""


def _pairs(act: ReadAct, page: Any) -> dict[str, str]:
    pairs = (_code_and_name(row, act.key[0]) for row in answers.rows_of(act, page))
    return {code: name for code, name in pairs if code is not None}


def _code_and_name(row: Row, code: str) -> tuple[str | None, str]:
    """Return code and name of a row: the declared columns, else the first that look like them."""
    names = list(row.values)
    code = code if row.has(code) else next((name for name in names if _is_code(name)), names[0])
    others = [name for name in names if name != code]
    label = next((name for name in others if name.startswith(("nama_", "nm_"))), others[0] if others else code)
    return row.text(code), row.text(label) or ""


def _is_code(name: str) -> bool:
    return name.casefold().startswith("id_")
