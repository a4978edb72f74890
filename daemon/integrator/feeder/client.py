"""Ask the Feeder and change it: what the rest of the integrator uses (feeder-api.md §13).

rows, one, find, count, reference        questions; each row is checked against what was asked for
insert, update, delete                   changes; they return what was applied, or raise
                                         OutcomeUnknown: it may have been made, read back;
                                         any other FeederError: it certainly was not made
dictionary, has_act, acts, profile, application, log_in      about the Feeder itself
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin

from daemon.integrator.feeder import answers
from daemon.integrator.feeder.acts import read_act
from daemon.integrator.feeder.answers import NotJson
from daemon.integrator.feeder.columns import Scalar
from daemon.integrator.feeder.exchange import Exchange, FeederSettings
from daemon.integrator.feeder.faults import (
    FeederProtocolError,
    FeederRefusal,
    FeederUnreachable,
    NotOneRecord,
    OutcomeUnknown,
    WrongRecord,
)
from daemon.integrator.feeder.filters import PAGE, Query
from daemon.integrator.feeder.reference_tables import SURE_END, name_in, whole
from daemon.integrator.feeder.rows import Row
from daemon.integrator.feeder.write_acts import write_act
from daemon.integrator.web import NoAnswer
from daemon.value_objects import value_object

UNFIT_COLUMN = (103, 121)  # error codes for a column that this version calls otherwise
_ABSENT = (13, 14)  # error codes for an act that this version has not, or not yet
_LISTED_ACT = re.compile(r"(?:^|>)\s*([A-Za-z][A-Za-z0-9]{2,59})\s*:", re.MULTILINE)


@value_object
class Application:
    """What the Feeder's own pages say of its version (feeder-api.md §3.7); "" for what they do not say."""

    version: str
    expires: str  # as it says it: "2026-12-31T…"
    database: str
    is_synchronised: bool | None  # after the last update; None when it does not say


class FeederClient:
    """One account at one Feeder, live or sandbox; safe for several threads."""

    def __init__(self, settings: FeederSettings, clock: Callable[[], float] = time.monotonic) -> None:
        """Send nothing yet; `clock` is monotonic, in seconds."""
        self._exchange = Exchange(settings, clock)
        self._settings = settings
        self._names: dict[tuple[str, str], str] = {}  # act and column → what this server calls it

    def rows(self, query: Query) -> tuple[Row, ...]:
        """Return all rows of a query, page by page.

        Raises: WrongRecord when one is not what was asked for, or when they are more than the query's limit.
        """
        size = min(PAGE, query.limit + 1)
        page = self._page(query, size, 0)
        found = list(page) if len(page) < min(size, SURE_END) else self._all_pages(query.for_pages(), size)
        if len(found) > query.limit:
            raise WrongRecord(f"{query.act.name}: more than {query.limit} rows")
        return tuple(found)

    def one(self, query: Query) -> Row:
        """Return the only row of a query. Raises: NotOneRecord when there is none, or more than one."""
        row = self.find(query)
        if row is None:
            raise NotOneRecord(query.act.name, 0)
        return row

    def find(self, query: Query) -> Row | None:
        """Return the only row of a query, None when there is none. Raises: NotOneRecord when there are more."""
        page = self._page(query, 2, 0)
        if len(page) > 1:
            raise NotOneRecord(query.act.name, len(page))
        return page[0] if page else None

    def count(self, query: Query) -> int:
        """Return how many rows a query has; acts without a counting act are read. Raises: FeederError."""
        if not query.act.count:
            return len(self.rows(query))
        envelope = self._exchange.ask(query.act.count, {"filter": query.filter()}, self._settings.lists)
        return answers.count_of(query.act.count, envelope.data)

    def reference(self, act: str) -> Mapping[str, str]:
        """Return a reference table: names by their codes. What versions call its columns does not matter.

        Raises: FeederError.
        """
        lists = self._settings.lists
        return whole(lambda page: self._exchange.ask(act, page, lists).data, read_act(act))

    def insert(self, act: str, record: Mapping[str, Scalar]) -> Row:
        """Add a record and return the ids that it got. Raises: OutcomeUnknown, or what says that nothing was added."""
        described = write_act(act)
        fitted = {name: described.fit(name, value) for name, value in record.items()}
        return self._change(act, {"record": fitted}, {})

    def update(self, act: str, key: Mapping[str, str], record: Mapping[str, Scalar]) -> Row:
        """Change a record and return its key. Raises: OutcomeUnknown, or what says that nothing was changed."""
        described = write_act(act)
        fitted = {name: described.fit(name, value) for name, value in record.items()}
        return self._change(act, {"key": described.fit_key(key), "record": fitted}, key)

    def delete(self, act: str, key: Mapping[str, str]) -> Row:
        """Remove a record and return its key. Raises: OutcomeUnknown, or what says that nothing was removed."""
        return self._change(act, {"key": write_act(act).fit_key(key)}, key)

    def dictionary(self, act: str) -> str:
        """Return what the Feeder says of an act's fields, as canonical JSON to compare and show; "" for no such act.

        Raises: FeederError.
        """
        try:
            envelope = self._exchange.ask("GetDictionary", {"fungsi": act}, self._settings.single)
        except FeederRefusal as refusal:
            if refusal.code in _ABSENT:
                return ""
            raise
        return json.dumps(envelope.data, sort_keys=True, ensure_ascii=False, default=str) if envelope.data else ""

    def has_act(self, act: str) -> bool:
        """Say whether this version of the Feeder has an act. Raises: FeederError."""
        return bool(self.dictionary(act))

    def acts(self) -> tuple[str, ...]:
        """Return the acts that the Feeder's page lists; none when it has no such page. Raises: FeederUnreachable."""
        answer = self._get(self._settings.url)
        text = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
        return tuple(dict.fromkeys(_LISTED_ACT.findall(re.sub(r"<br\s*/?>", "\n", text[:500_000]))))

    def profile(self) -> Row:
        """Return the institution that the account belongs to. Raises: FeederError."""
        envelope = self._exchange.ask("GetProfilPT", {}, self._settings.single)
        rows = answers.rows_of(read_act("GetProfilPT"), envelope.data)
        if len(rows) != 1:
            raise NotOneRecord("GetProfilPT", len(rows))
        return rows[0]

    def application(self) -> Application | None:
        """Return version and expiry; None where the Feeder does not tell, which is no fault. Raises: FeederError."""
        detail = self._pages_object("user/app_detail")
        if detail is None:
            return None
        patch = self._pages_object("user/app_detail_alter") or {}
        synchronised = str(patch.get("status_sync", "")).strip()
        return Application(
            version=str(detail.get("app_version") or ""),
            expires=str(detail.get("app_expired_date") or ""),
            database=str(detail.get("db_version") or ""),
            is_synchronised=synchronised == "1" if synchronised in ("0", "1") else None,
        )

    def log_in(self) -> None:
        """Make sure that there is a token. Raises: FeederError."""
        self._exchange.log_in()

    def _page(self, query: Query, size: int, offset: int) -> tuple[Row, ...]:
        """Return one page, checked; where the server calls columns otherwise, by the names that its rows have.

        Where it has not the act, another one with the same rows is asked.
        """
        try:
            return self._named_page(query, size, offset)
        except FeederRefusal as refusal:
            if refusal.code in _ABSENT and query.act.instead:
                return self._page(replace(query, act=read_act(query.act.instead)), size, offset)
            if refusal.code not in UNFIT_COLUMN or not self._learn_names(query):
                raise
        return self._named_page(query, size, offset)

    def _all_pages(self, query: Query, size: int) -> list[Row]:
        """Return rows until a page is short, repeats what was there, or makes them more than are meant.

        What a server gives at most at once is not known (feeder-api.md §14), so only a page of few rows is an end.
        """
        found: dict[frozenset[tuple[str, str | None]], Row] = {}
        while len(found) <= query.limit:
            known = len(found)
            page = self._page(query, size, known)
            found |= {frozenset(row.values.items()): row for row in page}
            if len(page) < min(size, SURE_END) or len(found) == known:
                break
        return list(found.values())

    def _learn_names(self, query: Query) -> bool:
        """Look at some row for what the server calls the query's columns; say whether that is news.

        The row is nobody's in particular, and nothing but the names of its columns is looked at.
        """
        act = query.act
        data = self._exchange.ask(act.name, {"filter": "", "limit": 1, "offset": 0}, self._settings.lists).data
        rows = data[:1] if isinstance(data, list) else [data]
        there = frozenset(rows[0]) if rows and isinstance(rows[0], dict) else frozenset()
        used = {condition.column for condition in query.conditions} | {order.column for order in query.orders}
        learnt = {(act.name, column): name for column in used if (name := name_in(act, column, there)) is not None}
        is_news = any(self._names.get(place, place[1]) != name for place, name in learnt.items())
        self._names |= learnt
        return is_news

    def _named_page(self, query: Query, size: int, offset: int) -> tuple[Row, ...]:
        def name_of(column: str) -> str:
            return self._names.get((query.act.name, column), column)

        body = {"filter": query.filter(name_of), "order": query.order(name_of), "limit": size, "offset": offset}
        limits = self._settings.single if size == 2 else self._settings.lists
        rows = answers.rows_of(query.act, self._exchange.ask(query.act.name, body, limits).data)
        query.check(rows)
        return rows

    def _change(self, act: str, body: Mapping[str, Any], key: Mapping[str, str]) -> Row:
        """Carry out a change and hold that the answer speaks of the same record."""
        envelope = self._exchange.change(act, body)
        data = envelope.data if isinstance(envelope.data, dict) else {}
        try:
            values = answers.values_of(act, data)
        except FeederProtocolError:
            values = {}
        if any((values.get(name) or value).lower() != value.lower() for name, value in key.items()):
            raise OutcomeUnknown(f"{act}: the answer speaks of another record")
        return Row(act, MappingProxyType(values))

    def _get(self, url: str) -> Any:
        try:
            return self._exchange.page(url)
        except NoAnswer as lost:
            reason = str(lost)
        raise FeederUnreachable(reason)

    def _pages_object(self, path: str) -> Mapping[str, Any] | None:
        answer = self._get(urljoin(self._settings.url, path))
        if answer.status != 200:
            return None
        try:
            found = answers.first_object(answer.body)
        except NotJson:
            return None
        inner = found.get("data")
        return inner if isinstance(inner, dict) else found
