"""Run the templates of the folders in Jinja's sandbox, which asks each question about safety once.

What the theme's macros make of the same values is remembered: most of a letter says what the one before it said. It can
also render with marks in place of values (daemon/outbox/marks.py): then no text that holds marks is ever given to an
operation of Python; only what is written at last is a text again.
"""

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from secrets import token_hex
from typing import Any, cast

from jinja2 import TemplateError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from daemon.outbox import marks
from daemon.outbox.links import NO_LINKS, Links, prefilled
from daemon.outbox.marks import Mark, MarkedLinks, Unmarkable, quotable

_REMEMBERED = 256  # pieces in each of two generations; those that one letter alone has are soon forgotten
_MARK = f"links-{token_hex(8)}"  # nobody can have written it
_PLAIN = frozenset({bool, int, float, type(None)})
_FIELDS = frozenset({str, bool})


class _Changing(Exception):
    """A value cannot be compared with another by what it says."""


class _Fields(dict[type, frozenset[str]]):
    """The public plain values of the records that were met, and where a loop is; of anything else none."""

    def __missing__(self, kind: type) -> frozenset[str]:
        self[kind] = found = _fields_of(kind)
        return found


class _Watching(CodeGenerator):
    """Asks the environment wherever an expression makes a text of others."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        self.write("environment.kept(")
        super().visit_Concat(node, frame)
        self.write(")")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: FBT001, FBT002, N802
        """Keep what a call returns, but not that of a call block, which is written at once."""
        self.write("(" if forward_caller else "environment.kept(")
        super().visit_Call(node, frame, forward_caller=forward_caller)
        self.write(")")

    def visit_AssignBlock(self, node: nodes.AssignBlock, frame: Frame) -> None:  # noqa: N802
        self.writeline("environment.without_marks()")
        super().visit_AssignBlock(node, frame)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox. `theme` names the template whose macros depend on nothing but what they are given."""

    code_generator_class = _Watching
    intercepted_binops = frozenset({"+", "%"})

    def __init__(self, theme: str, filters: Mapping[str, Callable[..., Any]], **options: Any) -> None:
        """Take the theme's name, the filters besides Jinja's, and Jinja's options."""
        super().__init__(**options)
        self._theme = theme
        self._macros: frozenset[Macro] | None = None
        self._young: dict[object, str] = {}
        self._old: dict[object, str] = {}
        self.filters = {name: marks.watched(name, one) for name, one in {**self.filters, **filters}.items()}
        self.tests = {name: marks.watched(name, cast(Any, one)) for name, one in self.tests.items()}
        self._known: dict[tuple[type, str], bool] = {}
        self._fields = _Fields({LoopContext: frozenset({"first", "last", "index", "index0"})})

    def make_globals(self, d: Any) -> dict[str, Any]:
        """Return what every template can see; a plain dictionary is looked through faster than a chain of them."""
        return {**self.globals, **(d or {})}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute; the fields of records are plain values and need no second look."""
        kind = type(obj)
        if attribute in self._fields[kind]:
            return getattr(obj, attribute)
        if kind is TemplateModule and attribute in obj.__dict__ and attribute[0] != "_":
            return obj.__dict__[attribute]
        return super().getattr(obj, attribute)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template calls; the macros of templates are as safe as these."""
        marking = marks.current.get()
        if type(obj) is Macro:
            kwargs.pop("_block_vars", None)  # for functions that are given the context
            kwargs.pop("_loop_vars", None)
            if marking is None and obj in self._theme_macros():
                return self._said(context, obj, args, kwargs)
            return obj(context.eval_ctx, *args, **kwargs)
        if marking is None:
            return super().call(context, obj, *args, **kwargs)
        with marking.muted():
            return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Apply an operator that may put texts together; nothing with marks in it."""
        made = super().call_binop(context, operator, left, right)
        if isinstance(self.kept(made), Mark):
            raise Unmarkable
        return made

    def kept(self, value: Any) -> Any:
        """Return a text with marks in it as a mark."""
        marking = marks.current.get()
        return value if marking is None else marking.kept(value)

    def without_marks(self) -> None:
        """Say that a text is kept in a variable. Raises: Unmarkable."""
        if marks.current.get() is not None:
            raise Unmarkable

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Say whether a template may use an attribute."""
        key = (type(obj), attr)
        is_safe = self._known.get(key)
        if is_safe is None:
            is_safe = self._known[key] = super().is_safe_attribute(obj, attr, value)
        return is_safe

    def _theme_macros(self) -> frozenset[Macro]:
        """Return the macros of the theme; none when it is broken, which whoever uses it is told."""
        if self._macros is None:
            try:
                module = self.get_template(self._theme).module
            except TemplateError:
                return frozenset()
            self._macros = frozenset(value for value in vars(module).values() if type(value) is Macro)
        return self._macros

    def _said(self, context: Context, macro: Macro, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Return what a macro of the theme makes of these values, and of what stands in its block."""
        words = None
        if kwargs:
            caller = kwargs.get("caller")
            if len(kwargs) > 1 or type(caller) is not Macro or caller.arguments:
                return macro(context.eval_ctx, *args, **kwargs)
            words = caller()
            kwargs["caller"] = lambda: words
        try:
            key = (macro, links.are_there, _said_by(args), _said_by(words))
        except _Changing:
            return macro(context.eval_ctx, *args, **kwargs)
        found = self._young.get(key)
        if found is not None:
            return found
        found = self._old.get(key)
        if found is None:
            found = macro(context.eval_ctx, *args, **kwargs)
        self._keep(key, found)
        return found

    def _keep(self, key: object, words: str) -> None:
        if len(self._young) >= _REMEMBERED:
            self._old, self._young = self._young, {}
        self._young[key] = words


class _CurrentLinks:
    """The links of whatever letter is rendered: a mark stands for where they lead until the letter is complete."""

    def __init__(self) -> None:
        self._links: ContextVar[Links | MarkedLinks] = ContextVar("links", default=NO_LINKS)

    def put(self, current: Links | MarkedLinks) -> None:
        """Begin a letter of this thread with these links."""
        self._links.set(current)

    def placed(self, text: str, *, is_html: bool) -> str:
        """Return a complete text with the letter's links in their places."""
        if _MARK not in text:
            return text
        target = self._links.get().target
        return text.replace(_MARK, str(escape(target)) if is_html else target)

    @property
    def are_there(self) -> bool:
        """Say whether links can be made."""
        return self._links.get().are_there

    def write(self, body: str) -> Any:
        """Return a link that opens an answer with this text."""
        current = self._links.get()
        return current.write(body) if isinstance(current, MarkedLinks) else _MARK + prefilled(body)

    def form(self, lines: Iterable[tuple[str, Any]]) -> Any:
        """Return a link that opens an answer with the form, one "label: value" a line."""
        return self.write("".join(f"{label}: {quotable(value)}\n" for label, value in lines))


links = _CurrentLinks()


def _fields_of(kind: type) -> frozenset[str]:
    """Return the public fields and properties of a record, and its kind's own words; of anything else none."""
    if not is_dataclass(kind):
        return frozenset()
    names = {field.name for field in fields(kind)}
    names |= {name for name in dir(kind) if isinstance(getattr(kind, name), property | str)}
    return frozenset(name for name in names if not name.startswith("_"))


def _said_by(value: Any) -> object:
    """Return what is equal for values that say the same, escaped or not, and for no others. Raises: _Changing."""
    kind = type(value)
    if _plain_records[kind]:
        return value
    if kind is tuple or kind is list:
        return (kind, *[_said_by(one) for one in value])
    if kind in _PLAIN:
        return (kind, value)
    if kind is Markup:
        return (kind, str(value))
    raise _Changing


def _is_plain_record(kind: type) -> bool:
    """Say whether values of a type are records of texts and yes or no, which are equal when they say the same."""
    return is_dataclass(kind) and all(field.type in _FIELDS for field in fields(kind))


class _PlainRecords(dict[type, bool]):
    """Which types are such records, asked once."""

    def __missing__(self, kind: type) -> bool:
        self[kind] = found = _is_plain_record(kind)
        return found


_plain_records = _PlainRecords({str: True})
