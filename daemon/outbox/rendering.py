"""Turn letters into texts: the only door to Jinja2.

Every letter is one template per language, mail/KIND.LANGUAGE.j2. It is rendered twice, with the macros of theme.txt.j2
(nothing escaped, foreign text quoted or on one line) and of theme.html.j2 (everything escaped). What came by mail is
only ever a value; templates come from the folders alone.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, FileSystemLoader, StrictUndefined, Template, TemplateError, meta, nodes
from jinja2.exceptions import TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from daemon.desk.complaint_types import catalogue as catalogues
from daemon.desk.refusal import TEMPLATE_BROKEN, Refusal
from daemon.desk.views import TicketView
from daemon.desk.writing.letters import NOTHING_ENCLOSED, Audience, Enclosures, LetterContent
from daemon.outbox import privacy, wording
from daemon.outbox.composing import text_part
from daemon.outbox.letterhead import Letterhead
from daemon.outbox.links import NO_LINKS, Links
from daemon.outbox.marks import MarkedLinks, Marking, Unmarkable
from daemon.outbox.phrasebook import LANGUAGES, read_reasons, read_words
from daemon.outbox.sandbox import Sandbox
from daemon.outbox.sandbox import links as current_links
from daemon.outbox.skeletons import Known, Skeleton, Skeletons, Sort, marked, skeleton_of, sort_of
from daemon.outbox.speech import Speech
from daemon.outbox.type_words import NAMES as TYPE_NAMES
from daemon.outbox.type_words import type_words
from daemon.value_objects import value_object

REPLY_MARKERS = {"id": "== balas di atas baris ini ==", "en": "== reply above this line =="}
_MEDIA = {"txt": False, "html": True}  # suffix of the theme → is HTML
_TICKET_NAMES = frozenset({"number", "subject", "requester_name", "letterhead"})  # every solution and refusal has them


# What a template that somebody edited can do wrong: syntax, unknown names and words, a filter on the wrong value.
_log = logging.getLogger(__name__)
_FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError, Unmarkable)


class BrokenTemplate(Exception):
    """A template cannot be used; the text names it and the kind of fault, never what was to be filled in."""


@value_object
class Rendered:
    """A letter in words."""

    subject: str  # one line, without the ticket's number
    text: str
    html: str
    parts: tuple[bytes, bytes] | None = field(default=None, compare=False)  # the two as parts of a mail, if known


@value_object
class _Draft:
    """A letter to be rendered, in a language that there is."""

    content: LetterContent
    language: str
    links: Links | MarkedLinks
    enclosures: Enclosures

    @property
    def template(self) -> str:
        """Return the template's name."""
        return f"mail/{self.content.kind}.{self.language}.j2"

    @property
    def values(self) -> dict[str, object]:
        """Return what the template is given."""
        marker = REPLY_MARKERS[self.language] if self.content.audience is Audience.STAFF else ""
        return {"letter": self.content, "marker": marker, "enclosures": self.enclosures}


def _marked(draft: _Draft, sort: Sort, marking: Marking) -> _Draft:
    content, links = marked(draft.content, sort, marking)
    return replace(draft, content=content, links=links)


@contextmanager
def _mendable(code: str) -> Iterator[None]:
    """Refuse what a broken template of the operator's makes impossible: staff can write the text themselves.

    Raises: Refusal("template-broken").
    """
    try:
        yield
    except _FAULTS as fault:
        _log.error("template broken", extra={"reason": f"{code}: {_where(fault)}"})
        raise Refusal(TEMPLATE_BROKEN, template=code) from fault


class Renderer:
    """The words of the templates folders, in every language."""

    def __init__(
        self, folders: Sequence[Path | str], letterhead: Letterhead, catalogue: catalogues.Catalogue = catalogues.EMPTY
    ) -> None:
        """Take the folders, the one that overrides first, and the catalogue whose words solutions are made with.

        Raises: BadTemplates when the word lists or the reasons of refusals cannot be read.
        """
        paths = [Path(folder) for folder in folders]
        self._loader = FileSystemLoader(paths)
        self.letterhead = letterhead
        self.catalogue = catalogue
        self._speech = {
            language: Speech(language, read_words(paths, language), letterhead.zone) for language in LANGUAGES
        }
        self._environments = {
            (language, suffix): self._environment(language, suffix) for language in LANGUAGES for suffix in _MEDIA
        }
        self._parsed: dict[str, list[nodes.Template]] = {}  # solutions by code
        self._skeletons = Skeletons()
        self._reasons = read_reasons(paths)
        self._commands = self._command_environment()

    def render(
        self,
        content: LetterContent,
        language: str,
        links: Links = NO_LINKS,
        enclosures: Enclosures = NOTHING_ENCLOSED,
    ) -> Rendered:
        """Return the letter's subject and its two texts. An unknown language falls back to the letterhead's.

        Raises: BrokenTemplate when the template is missing, or cannot be read or filled in.
        """
        language = language if language in LANGUAGES else self.letterhead.language
        is_bare = enclosures is NOTHING_ENCLOSED or enclosures == NOTHING_ENCLOSED
        sort = sort_of(content, language, links) if is_bare else None
        known = self._skeletons.find(sort) if sort else False
        if sort and isinstance(known, Skeleton):
            return Rendered(*known.filled(sort.values))
        draft = _Draft(content, language, links, enclosures)
        try:
            rendered = Rendered(*self._plain(draft), self._html(draft))
        except _FAULTS as fault:
            raise BrokenTemplate(f"{draft.template}: {_where(fault)}") from fault
        if sort and known:
            self._skeletons.keep(sort, self._skeleton(draft, sort, rendered))
        return rendered

    def _plain(self, draft: "_Draft") -> tuple[str, str]:
        """Return subject and text."""
        current_links.put(draft.links)
        template = self._environments[draft.language, "txt"].get_template(draft.template)
        return _subject(template, draft.values), current_links.placed(
            _tidy(template.render(draft.values)), is_html=False
        )

    def _html(self, draft: "_Draft") -> str:
        current_links.put(draft.links)
        page = self._environments[draft.language, "html"].get_template(draft.template).render(draft.values)
        return _without_controls(current_links.placed(page, is_html=True))

    def _skeleton(self, draft: "_Draft", sort: Sort, rendered: Rendered) -> Known:
        """Return the skeleton of a letter; False when its templates do more with the values than say them."""
        plain, html = Marking(is_html=False), Marking(is_html=True)
        try:
            with plain.used():
                subject, text = self._plain(_marked(draft, sort, plain))
            with html.used():
                page = self._html(_marked(draft, sort, html))
        except _FAULTS:
            return False
        skeleton = skeleton_of(plain.pattern(subject), plain.pattern(text), html.pattern(page))
        filled = Rendered(*skeleton.filled(sort.values))
        parts = (text_part("plain", rendered.text), text_part("html", rendered.html))
        return skeleton if filled == rendered and filled.parts == parts else False

    def prepare(self, kinds: Collection[str]) -> None:
        """Read the templates of these kinds of letters; else the first of each would take many times as long.

        One that is broken is told of when a letter needs it.
        """
        for (language, suffix), environment in self._environments.items():
            parts = (f"mail/theme.{suffix}.j2", f"mail/layout.{suffix}.j2", f"mail/enclosures.{language}.j2")
            for name in (*parts, *(f"mail/{kind}.{language}.j2" for kind in kinds)):
                with suppress(*_FAULTS):
                    environment.get_template(name)

    def speech(self, language: str) -> Speech:
        """Return a language's way of saying things; the letterhead's for an unknown one or ""."""
        return self._speech[language if language in LANGUAGES else self.letterhead.language]

    def page(self, name: str, language: str, values: Mapping[str, object]) -> str:
        """Return an HTML page of the folder reports; one template for all languages.

        Raises: BrokenTemplate.
        """
        language = language if language in LANGUAGES else self.letterhead.language
        try:
            return self._environments[language, "html"].get_template(f"reports/{name}.html.j2").render(values)
        except _FAULTS as fault:
            raise BrokenTemplate(f"reports/{name}.html.j2: {_where(fault)}") from fault

    def built_in(self) -> "Renderer":
        """Return what has the words of the last folder alone: those that came with the program.

        Raises: BadTemplates.
        """
        return Renderer(self._loader.searchpath[-1:], self.letterhead, self.catalogue)

    def refusal(self, code: str, language: str, facts: Mapping[str, str | int]) -> str:
        """Return the reason why a command was refused.

        Raises: KeyError for a code that commands.toml does not have.
        """
        if code not in self._reasons:
            raise KeyError(code)
        return wording.one_line(self._commands[language].get_template(code).render(facts))

    def remark(self, code: str, language: str) -> str:
        """Return the words for what people should look at in a plan; the code itself where there are none."""
        return self._speech[language].word(code, "action-remark")

    def solution(self, code: str, language: str, ticket: TicketView, values: Mapping[str, str]) -> str | None:
        """Return a solution template's text with the values filled in, or None when the code is unknown.

        Raises: Refusal("solution-values") when a value is missing, Refusal("solution-extra") when one is not asked for,
        Refusal("template-broken").
        """
        if code not in self.solution_codes():
            return None
        with _mendable(code):
            return self._solution(code, language, ticket, values)

    def _solution(self, code: str, language: str, ticket: TicketView, values: Mapping[str, str]) -> str:
        wanted, optional = self.variables(code), self.optional_variables(code)
        if missing := [name for name in wanted if name not in optional and not values.get(name)]:
            raise Refusal("solution-values", solution=code, names=", ".join(missing))
        if extra := [name for name in values if name not in wanted]:
            raise Refusal("solution-extra", solution=code, names=", ".join(extra), wanted=", ".join(wanted))
        return self._for_requester("solutions", code, language, ticket, {**dict.fromkeys(optional, ""), **values})

    def requester_refusal(self, code: str, language: str, ticket: TicketView) -> str | None:
        """Return a refusal template's text for a requester, or None when the code is unknown."""
        if code not in self.refusal_codes():
            return None
        with _mendable(code):
            return self._for_requester("refusals", code, language, ticket, {})

    def solution_codes(self) -> tuple[str, ...]:
        """Return the codes of all solution templates, sorted."""
        return self._codes("solutions")

    def is_handover(self, code: str) -> bool:
        """Say whether a solution tells that somebody else has to act now: it takes the type's words for that."""
        with _mendable(code):
            return any("handover" in meta.find_undeclared_variables(tree) for tree in self._trees(code))

    def refusal_codes(self) -> tuple[str, ...]:
        """Return the codes of all refusal templates for requesters, sorted."""
        return self._codes("refusals")

    def reason_codes(self) -> tuple[str, ...]:
        """Return the codes of all reasons for refused commands, sorted."""
        return tuple(sorted(self._reasons))

    def variables(self, code: str) -> tuple[str, ...]:
        """Return the names of the values that a solution takes from staff, in any of its languages."""
        found = set().union(*(meta.find_undeclared_variables(tree) for tree in self._trees(code)))
        return tuple(sorted(found - _TICKET_NAMES - TYPE_NAMES))

    def optional_variables(self, code: str) -> tuple[str, ...]:
        """Return those that may be left out: the ones that an `if` of the solution asks about."""
        tests = (branch.test for tree in self._trees(code) for branch in tree.find_all(nodes.If))
        asked = {name.name for test in tests for name in _names_in(test)}
        return tuple(name for name in self.variables(code) if name in asked)

    def _trees(self, code: str) -> list[nodes.Template]:
        """Return what a solution is made of, per language; parsed once."""
        if code not in self._parsed:
            environment = self._environments[LANGUAGES[0], "txt"]
            names = [f"solutions/{code}.{language}.j2" for language in LANGUAGES]
            self._parsed[code] = [environment.parse(self._loader.get_source(environment, name)[0]) for name in names]
        return self._parsed[code]

    def check(self) -> tuple[str, ...]:
        """Compile every template and return what is wrong, one line a fault; empty when all is well."""
        faults: list[str] = []
        for (language, suffix), environment in self._environments.items():
            names = (name for name in environment.list_templates() if _is_for(name, language, suffix))
            faults.extend(_fault(environment, name) for name in names)
        for environment in self._commands.values():
            faults.extend(_fault(environment, code) for code in environment.list_templates())
        return tuple(dict.fromkeys(fault for fault in (*faults, *self._lonely()) if fault))

    def _lonely(self) -> list[str]:
        """Return which templates exist in one language only."""
        names = set(self._environments[LANGUAGES[0], "txt"].list_templates())
        lonely = []
        for language, other in (LANGUAGES, LANGUAGES[::-1]):
            ending = f".{language}.j2"
            for name in names:
                twin = f"{name.removesuffix(ending)}.{other}.j2"
                if name.endswith(ending) and twin not in names:
                    lonely.append(f"{twin} is missing")
        return sorted(lonely)

    def _codes(self, folder: str) -> tuple[str, ...]:
        ending = f".{LANGUAGES[0]}.j2"
        names = self._environments[LANGUAGES[0], "txt"].list_templates()
        prefix = f"{folder}/"
        return tuple(
            name.removeprefix(prefix).removesuffix(ending)
            for name in names
            if name.startswith(prefix) and name.endswith(ending)
        )

    def _for_requester(
        self, folder: str, code: str, language: str, ticket: TicketView, values: Mapping[str, str]
    ) -> str:
        facts = {name: wording.one_line(str(value)) for name, value in values.items()}
        facts |= {name: wording.one_line(str(getattr(ticket, name))) for name in _TICKET_NAMES - {"letterhead"}}
        language = language if language in LANGUAGES else self.letterhead.language
        words = type_words(self.catalogue.get(ticket.type_code), code, language)
        template = self._environments[language, "txt"].get_template(f"{folder}/{code}.{language}.j2")
        return _tidy(template.render({**facts, **words.values})).strip()

    def _environment(self, language: str, suffix: str) -> ImmutableSandboxedEnvironment:
        environment = Sandbox(
            f"mail/theme.{suffix}.j2",
            self._filters(language),
            loader=self._loader,
            autoescape=_MEDIA[suffix],
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        environment.globals = {
            "language": language,
            "letterhead": self.letterhead,
            "links": current_links,
            "layout": f"mail/layout.{suffix}.j2",
            "theme": f"mail/theme.{suffix}.j2",
        }
        return environment

    def _filters(self, language: str) -> dict[str, Any]:
        speech = self._speech[language]
        return speech.filters() | {
            "one_line": _one_line,
            "wrap": wording.wrap,
            "masked": privacy.mask_nik,
            "quoted": wording.quoted,
            "written": wording.written,
            "paragraphs": wording.paragraphs,
            "leading": wording.leading,
            "lines": wording.lines,
        }

    def _command_environment(self) -> dict[str, ImmutableSandboxedEnvironment]:
        """Return an environment per language whose templates are the reasons of refused commands, by code."""
        environments = {}
        for language in LANGUAGES:
            sources = {code: texts[language] for code, texts in self._reasons.items()}
            environments[language] = ImmutableSandboxedEnvironment(
                loader=DictLoader(sources), undefined=StrictUndefined, autoescape=False
            )
            environments[language].filters |= self._filters(language)
        return environments


def _names_in(test: nodes.Node) -> list[nodes.Name]:
    return [test] if isinstance(test, nodes.Name) else list(test.find_all(nodes.Name))


def _one_line(text: object) -> str:
    """Return one clean line; what is escaped already stays so."""
    line = wording.one_line(str(text))
    return Markup(line) if isinstance(text, Markup) else line  # noqa: S704 - it was Markup before


def _subject(template: Template, values: dict[str, object]) -> str:
    return wording.one_line("".join(template.blocks["subject"](template.new_context(values))))


def _without_controls(page: str) -> str:
    """Return a page without what would turn its words around, hide some, or cannot be written (trust.md §2.5)."""
    return page if page.replace("\n", "").isprintable() else wording.clean(page)


def _tidy(text: str) -> str:
    """Never more than one blank line in a row, none at the ends."""
    lines: list[str] = []
    for line in text.split("\n"):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n") + "\n"


def _is_for(name: str, language: str, suffix: str) -> bool:
    """Say whether an environment uses a template: letters of its language, and its own theme and layout."""
    stem, _, ending = name.rpartition(".")
    kind = stem.rpartition(".")[2]
    return ending == "j2" and (kind not in {*LANGUAGES, *_MEDIA} or kind in {language, suffix})


def _where(fault: Exception) -> str:
    """Return the kind of a fault, and its line where the template itself tells it."""
    line = getattr(fault, "lineno", None)
    return f"{type(fault).__name__}{f' in line {line}' if line else ''}"


def _fault(environment: ImmutableSandboxedEnvironment, name: str) -> str:
    try:
        environment.get_template(name)
    except TemplateNotFound as fault:
        return f"{name}: {fault} is missing"
    except TemplateError as fault:
        line = getattr(fault, "lineno", None)
        return f"{name}{f', line {line}' if line else ''}: {fault.message}"
    return ""
