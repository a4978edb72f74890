"""Hold the house together: who may import whom, one door per library, names, sizes."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# From the roof down: an area may import itself and what stands lower, never its neighbours.
LAYERS = (
    {"__main__"},
    {"cli"},
    {"demo"},
    {"printing"},
    {"caretaking", "watching", "reloading"},
    {"duties", "reporting"},
    {"app"},
    {"checks"},
    {"tailoring"},
    {"service"},
    {"regular_work"},
    {"inbox", "outbox", "integrator", "reports", "keeping", "watch"},
    {"pipeline"},
    {"oauth"},
    {"desk"},
    {"readers"},
    {"trust"},
    {"instance", "leases"},
    {"config"},
    {"storage", "failpoints", "places", "logs", "pulse", "clock_watch"},
    {"disk"},
    {"reading"},
    {"value_objects"},
)
PARTS_OF = {"configuration": "config"}  # daemon.config is the face of daemon/configuration/

# A library behind one door can be replaced, and what it does to hostile input is known in one place.
DOORS = {
    "imap_tools": {"daemon/inbox/imap.py"},
    "jinja2": {"daemon/outbox/rendering.py", "daemon/outbox/sandbox.py"},
    "smtplib": {f"daemon/outbox/{name}.py" for name in ("smtp", "smtp_dialogue", "smtp_session")},
    "requests": {"daemon/integrator/web_requests.py", "daemon/integrator/web_deadline.py", "daemon/oauth/web.py"},
    "google": {"daemon/oauth/google_tokens.py"},
    "msal": {"daemon/oauth/microsoft_tokens.py"},
    "dkim": {"daemon/trust/dkim_verification.py"},
    "gmpy2": {"daemon/trust/dkim_verification.py"},
    "nacl": {"daemon/trust/dkim_verification.py"},
    "dns": {"daemon/trust/resolver.py"},
    "peewee": {"models"},
    "playhouse": {"models"},
    "sqlite3": {"models"},
    "typer": {"daemon/cli", "daemon/printing.py"},
    "pymap": {"daemon/demo"},
    "aiosmtpd": {"daemon/demo"},
    "prometheus_client": {"daemon/reports/metrics.py"},
    "matplotlib": {"daemon/reports/charts.py"},
}

# Reading is a calculation: the same octets give the same facts, anywhere, at any time.
THE_WORLD = {"asyncio", "http", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "select", "shutil"}
THE_WORLD |= {"signal", "socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib.request"}
CLOCKS = {"now", "utcnow", "today", "time", "monotonic", "localtime"}

MAY_CATCH_ALL = {"daemon/pipeline.py", "daemon/service.py"}
LONGEST_FUNCTION = 40  # lines of code; aim at 10
LONGEST_FILE = 300  # aim at 100
MIGRATIONS = ROOT / "models" / "migrations"  # a list of statements, never changed again


@cache
def parsed(path: Path) -> ast.Module:
    """Return a file's syntax tree; many tests look at each."""
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(parsed(path)))


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


ALL_SOURCES = sources("daemon") + sources("models")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Yield the full name of each module that a file imports."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: import by full name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def area(module: str) -> str:
    """Return the part of the house that a module of daemon belongs to."""
    part = module.split(".")[1]
    return PARTS_OF.get(part, part)


def area_of_file(path: Path) -> str:
    return area(".".join(path.relative_to(ROOT).with_suffix("").parts))


def floor(part: str) -> int:
    return next(height for height, parts in enumerate(LAYERS) if part in parts)


def code_lines(node: ast.AST, source: list[str]) -> int:
    """Count the lines of a node that hold code: no comments, blank lines or docstrings."""
    documentation: set[int] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant) and isinstance(inner.value.value, str):
            documentation |= set(range(inner.lineno, (inner.end_lineno or inner.lineno) + 1))
    first, last = (node.lineno, node.end_lineno) if isinstance(node, ast.FunctionDef) else (1, len(source))
    numbers = set(range(first, (last or first) + 1)) - documentation
    return sum(1 for number in numbers if source[number - 1].strip() and not source[number - 1].strip().startswith("#"))


def test_every_part_of_the_house_has_a_floor() -> None:
    parts = {area_of_file(path) for path in sources("daemon") if path != ROOT / "daemon/__init__.py"}

    assert parts <= set().union(*LAYERS)


@pytest.mark.parametrize("path", sources("daemon")[1:], ids=name_of)
def test_imports_go_downwards_only(path: Path) -> None:
    own = area_of_file(path)
    used = {area(module) for module in imports(path) if module.startswith("daemon.")} - {own}

    assert {part for part in used if part not in set().union(*LAYERS[floor(own) + 1 :])} == set()


@pytest.mark.parametrize("path", sources("models"), ids=name_of)
def test_models_know_nothing_of_the_daemon(path: Path) -> None:
    assert [module for module in imports(path) if module.split(".")[0] == "daemon"] == []


@pytest.mark.parametrize("path", sources("daemon/reading"), ids=name_of)
def test_reading_touches_nothing(path: Path) -> None:
    used = {f"{module}." for module in imports(path)}

    assert [module for module in used if module.startswith(tuple(f"{part}." for part in THE_WORLD | {"models"}))] == []


@pytest.mark.parametrize("folder", ["daemon/reading", "daemon/desk", "daemon/trust"])
def test_clock_is_an_argument(folder: str) -> None:
    calls = [
        f"{name_of(path)}:{node.lineno}"
        for path in sources(folder)
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
        if isinstance(node.func.value, ast.Name) and node.func.value.id in {"datetime", "date", "time"}
    ]

    assert calls == []


@pytest.mark.parametrize("library", DOORS)
def test_library_has_one_door(library: str) -> None:
    users = {name_of(path) for path in ALL_SOURCES for module in imports(path) if module.split(".")[0] == library}

    assert {user for user in users if not any(Path(user).is_relative_to(door) for door in DOORS[library])} == set()


def test_no_module_is_called_like_a_library() -> None:
    taken = (set(sys.stdlib_module_names) | set(packages_distributions())) - {"daemon", "models", "__main__"}
    vague = {"utils", "helpers", "manager", "base", "types", "common", "misc"}

    assert [name_of(path) for path in ALL_SOURCES if path.stem in taken | vague] == []


def is_broad(handler: ast.ExceptHandler) -> bool:
    """Say whether a handler takes every exception and keeps it; one that raises it again only tidies up."""
    last = handler.body[-1]
    names = (
        {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)} if handler.type else {"Exception"}
    )
    return bool(names & {"Exception", "BaseException"}) and not (isinstance(last, ast.Raise) and last.exc is None)


@pytest.mark.parametrize("path", ALL_SOURCES, ids=name_of)
def test_nothing_is_caught_without_looking(path: Path) -> None:
    handlers = [node for node in nodes(path) if isinstance(node, ast.ExceptHandler)]
    broad = [handler.lineno for handler in handlers if is_broad(handler)]

    assert not broad or name_of(path) in MAY_CATCH_ALL


@pytest.mark.parametrize("path", [path for path in ALL_SOURCES if path.parent != MIGRATIONS], ids=name_of)
def test_files_and_functions_fit_on_a_screen(path: Path) -> None:
    text = path.read_text("utf-8")
    tree, source = ast.parse(text), text.splitlines()
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]

    assert [node.name for node in functions if code_lines(node, source) > LONGEST_FUNCTION] == []
    assert code_lines(tree, source) <= LONGEST_FILE
