"""Systems of the campus that speak HTTP, such as its SIMAK, and the actions that they offer (feeder-api.md §11).

Each campus has its own, so that everything about them is declared: how to log in, what is sent, what an answer means.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from daemon.configuration.systems import LARGEST_ANSWER, HttpAddress
from daemon.configuration.values import Duration, FilePath, Host, Pattern, SecretPath, Section, Slug, Text

_PATH = re.compile(r"\$(?:\.[A-Za-z_][A-Za-z0-9_-]{0,60}|\[\d{1,4}\]|\[\*\])*")
_PLACE = re.compile(r"\{([^{}]*)\}")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")


def places_in(template: str) -> tuple[str, ...]:
    """Return the names in braces."""
    return tuple(_PLACE.findall(template))


def _json_path(value: str) -> str:
    if not _PATH.fullmatch(value):
        raise ValueError(f'{value!r} is no path such as "$.data.nim", "$.data[0]" or "$.rows[*]"')
    return value


def _template(value: str) -> str:
    for name in places_in(value):
        if not _NAME.fullmatch(name):
            raise ValueError(f"{{{name}}} is no parameter's name")
    if set(_PLACE.sub("", value)) & {"{", "}"} or re.search(r"[\x00-\x1f\x7f]", value):
        raise ValueError("braces stand around a parameter's name only, on one line")
    return value


def _place(value: str) -> str:
    """Hold that a path is one of the system's, or a whole address."""
    if not value.startswith("/") or value.startswith("//") or re.search(r"[\s?#\\]", value) or ".." in value.split("/"):
        raise ValueError('expected a path such as "/api/mahasiswa/{nim}"; what follows a "?" stands in query')
    return value


def _header(value: str) -> str:
    if not _HEADER.fullmatch(value):
        raise ValueError(f"{value!r} is no header's name")
    return value


JsonPath = Annotated[str, AfterValidator(_json_path)]
Template = Annotated[str, AfterValidator(_template)]
Place = Annotated[str, AfterValidator(_template), AfterValidator(_place)]
HeaderName = Annotated[str, AfterValidator(_header)]
ParameterName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
ActionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{1,31}$")]
Kind = Literal["text", "nim", "nidn", "nik", "nisn", "email", "phone", "date", "semester", "number"]


class HttpParameter(Section):
    """What staff may write behind an action's name."""

    label_id: Text
    label_en: Text
    pattern: Pattern  # of the whole value
    example: Text
    kind: Kind = "text"  # how the value is tidied
    type: Literal["text", "integer", "number", "boolean"] = "text"  # what it is in JSON
    longest: Annotated[int, Field(ge=1, le=2000)] = 200  # characters
    choices: Mapping[Text, Text] = {}  # what people may write → what is sent; empty: what fits the pattern
    aliases: tuple[ParameterName, ...] = ()
    required: bool = True
    personal: bool = False  # masked for all but who approves
    from_form: tuple[ParameterName, ...] = ()  # fields of the ticket's form that hold it
    evidence: tuple[Slug, ...] = ()  # one of these documents is needed for it


class HttpCondition(Section):
    """What an answer's JSON must have at a path."""

    path: JsonPath
    equals: str | bool | int | None = None  # None: it is enough that there is something


class HttpPaging(Section):
    """How the rows of several pages are asked for."""

    parameter: ParameterName = "page"  # of the query; counted from 1
    last: JsonPath  # where the answer says which page is the last one
    most: Annotated[int, Field(ge=1, le=100)] = 10


class HttpCall(Section):
    """One request and what its answer means."""

    path: Place  # behind the system's address
    query: Mapping[str, Template] = {}
    headers: Mapping[HeaderName, Template] = {}
    content: Literal["json", "form"] = "json"
    body: Mapping[str, Template | Mapping[str, Template]] = {}
    codes: tuple[Annotated[int, Field(ge=200, le=299)], ...] = (200, 201)  # HTTP
    success: HttpCondition | None = None  # None: the HTTP code says it
    failure: HttpCondition | None = None
    message: JsonPath | None = None  # the system's own words

    @model_validator(mode="after")
    def _form_is_flat(self) -> Self:
        if self.content == "form" and any(isinstance(value, Mapping) for value in self.body.values()):
            raise ValueError("body: a form has no tables inside")
        return self

    @property
    def places(self) -> frozenset[str]:
        """Return the parameters that the request needs or takes."""
        inner = [value for value in self.body.values() if isinstance(value, Mapping)]
        flat = [value for value in self.body.values() if isinstance(value, str)]
        templates = [self.path, *self.query.values(), *self.headers.values(), *flat]
        templates += [value for table in inner for value in table.values()]
        return frozenset(name for template in templates for name in places_in(template))


class HttpQuestion(HttpCall):
    """A request that changes nothing."""

    method: Literal["GET", "POST"] = "GET"
    rows: JsonPath = "$"  # one record, or a list of them
    paging: HttpPaging | None = None
    retries: Annotated[int, Field(ge=0, le=3)] = 0  # of GET only

    @model_validator(mode="after")
    def _fits_its_method(self) -> Self:
        if self.method == "GET" and self.body:
            raise ValueError("body: GET has none")
        if self.retries and self.method != "GET":
            raise ValueError("retries: only of GET, for anything else could be done twice")
        return self


class HttpChange(HttpCall):
    """A request that changes one record; it is never sent again by itself."""

    method: Literal["POST", "PUT", "PATCH", "DELETE"] = "POST"
    idempotency_header: HeaderName | None = None  # the same for each try of the same change


class HttpAction(Section):
    """An action of the system: it reads, or it changes what it can read."""

    summary_id: Text
    summary_en: Text
    risk: Literal["read", "write", "grade"] = "read"
    aliases: tuple[ActionName, ...] = ()
    parameters: Mapping[ParameterName, HttpParameter]
    read: HttpQuestion  # looks the record up: the preview of a change, and its proof
    apply: HttpChange | None = None  # changes it
    fields: Mapping[ParameterName, JsonPath]  # column → where it is in a row; Feeder's names where they fit
    labels: Mapping[ParameterName, tuple[Text, Text]] = {}  # column → Indonesian and English
    match: Mapping[ParameterName, ParameterName] = {}  # column → parameter it must equal, besides those of one name
    changes: Mapping[ParameterName, ParameterName] = {}  # column → parameter that becomes its value
    personal: tuple[ParameterName, ...] = ()  # columns that are masked for all but who approves
    evidence: tuple[Slug, ...] = ()  # one of these documents must be with the ticket
    approvals: Annotated[int, Field(ge=1, le=3)] = 1  # persons besides who asks
    compares: bool = False  # its record is what `!banding` compares with the Feeder; needs a parameter nim

    @property
    def matched(self) -> Mapping[str, str]:
        """Return the columns that show whether a row is the one that was asked for, with their parameters."""
        same = {name: name for name in self.fields if name in self.parameters and name not in self.changes}
        return {**same, **self.match}

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        is_change = self.risk != "read"
        if is_change != (self.apply is not None) or is_change != bool(self.changes):
            raise ValueError("a change has apply and changes, reading has neither")
        sent = self.read.places | (self.apply.places if self.apply else frozenset())
        wanted = sent | {*self.match.values(), *self.changes.values()}
        if unknown := sorted(wanted - set(self.parameters)):
            raise ValueError(f"{unknown[0]} is no parameter of the action")
        if unknown := sorted({*self.match, *self.changes} - set(self.fields)):
            raise ValueError(f"{unknown[0]} is none of its fields")
        if is_change and not self.matched:
            raise ValueError("match: a change needs a column that shows that it is the right record")
        if self.compares and ("nim" not in self.parameters or is_change):
            raise ValueError("compares: only of an action that reads by nim")
        return self


class HttpLogin(Section):
    """A request that gives a token."""

    path: Place
    content: Literal["json", "form"] = "json"
    body: Mapping[str, Template] = {"username": "{username}", "password": "{password}"}
    token: JsonPath = "$.token"  # noqa: S105 - where it stands
    lifetime: JsonPath | None = None  # seconds; None: the token's own exp, else 20 minutes

    @model_validator(mode="after")
    def _needs_only_the_account(self) -> Self:
        places = {name for value in self.body.values() for name in places_in(value)}
        if unknown := sorted(places - {"username", "password"}):
            raise ValueError(f"{{{unknown[0]}}}: a login has {{username}} and {{password}} only")
        return self


class HttpSystem(Section):
    """A system, how it is reached and logged in to, and what it can do."""

    url: HttpAddress  # what all paths stand behind
    hosts: tuple[Host, ...] = ()  # the only ones that are ever asked; empty: the address's own
    auth: Literal["none", "basic", "bearer", "api-key", "login"] = "none"
    username: Text | None = None
    password_file: SecretPath | None = None
    token_file: SecretPath | None = None
    header: HeaderName = "Authorization"  # of a token or key
    header_value: str = "Bearer {token}"  # "{token}" for a key alone
    login: HttpLogin | None = None
    ca_file: FilePath | None = None
    connect_timeout: Duration = timedelta(seconds=10)
    timeout: Duration = timedelta(seconds=30)
    answer_size: Annotated[int, Field(ge=1, le=256)] = LARGEST_ANSWER  # MB
    per_minute: Annotated[int, Field(ge=1, le=6000)] = 120  # requests, at most
    actions: Mapping[ActionName, HttpAction] = {}

    @model_validator(mode="after")
    def _login_is_whole(self) -> Self:
        needs = {"basic": {"username", "password_file"}, "bearer": {"token_file"}, "api-key": {"token_file"}}
        wanted = needs.get(self.auth, {"username", "password_file", "login"} if self.auth == "login" else set())
        given = {key for key in ("username", "password_file", "token_file", "login") if getattr(self, key) is not None}
        if missing := sorted(wanted - given):
            raise ValueError(f'{missing[0]} is missing for auth = "{self.auth}"')
        if foreign := sorted(given - wanted):
            raise ValueError(f'{foreign[0]} is nothing of auth = "{self.auth}"')
        if "{token}" not in self.header_value or re.search(r"[^\x20-\x7e]", self.header_value):
            raise ValueError('header_value: expected "{token}" in it')
        if self.hosts and urlsplit(self.url).hostname not in self.hosts:
            raise ValueError("hosts: the address's own host is not among them")
        return self
