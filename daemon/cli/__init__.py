"""Be the command line: find the commands, run one, and say a user's mistake in one line.

Each file of this folder is one command, named as the file ("_" becomes "-"). It defines either

    command     a function: typer makes its options from the parameters, its help from the docstring;
    group       a typer.Typer, for a command with subcommands (`loket quarantine list`).

A file with none or both, and two files for one name, stop the program: that is a bug, not a mistake of the user's.

Exit status: 0 done; 1 not done, the reason is on standard error; 2 wrong usage; 75 try again later (`receive`, whatever
is wrong); 78 the configuration is at fault; 130 interrupted.
"""

import gc
import os
import sys
from collections.abc import Mapping
from importlib import import_module, metadata
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType, TracebackType
from typing import Annotated

import typer

from daemon.config import Config, ConfigError, load

EXIT_FAILED = 1
EXIT_TRY_AGAIN = 75  # sysexits.h EX_TEMPFAIL
EXIT_CONFIG = 78  # sysexits.h EX_CONFIG
FOR_MAIL_SERVERS = "receive"  # with any status but 0 and 75 a mail server sends the mail back
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells do
DEFAULT_PATHS = (Path("loket.toml"), Path("/etc/loket/loket.toml"))  # after $LOKET_CONFIG, the first that exists

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        envvar="LOKET_CONFIG",
        metavar="FILE",
        help="The configuration; without it ./loket.toml, then /etc/loket/loket.toml.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of a table for people.")]


class Failure(Exception):
    """Tell the user in one line why the command could not do its work."""

    def __init__(self, message: str, status: int = EXIT_FAILED) -> None:
        """Keep the line for people and the exit status."""
        super().__init__(message)
        self.status = status


def load_config(path: Path | None) -> Config:
    """Return the configuration of the given file, or of the first default that exists.

    Raises: Failure when there is no file; ConfigError when it has faults.
    """
    return load(config_path(path))


def config_path(path: Path | None) -> Path:
    """Return the given file, or the first default that exists. Raises: Failure when there is none."""
    if path is None:
        path = next((default for default in DEFAULT_PATHS if default.is_file()), None)
    if path is None:
        raise Failure("no configuration found: write one with `loket init`, or name it with --config", EXIT_CONFIG)
    return path


def build_application(wanted: str | None = None) -> typer.Typer:
    """Return the command line: with the wanted command alone where there is one of that name, else with all.

    A mail server starts `loket receive` for every mail; it must not wait for the imports of the others.

    Raises: RuntimeError when a command's file breaks the rules above.
    """
    application = typer.Typer(
        name="loket",
        help="A service desk that lives in email.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    application.callback()(_options)
    modules = _find_modules()
    for name in [wanted] if wanted and wanted in modules else modules:
        _register(application, name, import_module(modules[name]))
    return application


def main() -> None:
    """Run the command that the user asked for and exit with its status."""
    os.umask(0o077)  # whatever the program makes is its owner's alone
    wanted = sys.argv[1] if len(sys.argv) > 1 else None
    usual = sys.excepthook
    if wanted == FOR_MAIL_SERVERS:
        sys.excepthook = _try_again_later
    status = _status(wanted)
    sys.excepthook = usual
    sys.exit(EXIT_TRY_AGAIN if status and wanted == FOR_MAIL_SERVERS else status)


def _status(wanted: str | None) -> int:
    """Run the command and return its exit status; what went wrong is said in one line."""
    try:
        _loaded(wanted)()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else EXIT_FAILED if end.code else 0
    except ConfigError as error:
        for fault in error.faults:
            _complain(f"{error.path}: {fault}")
        return EXIT_CONFIG
    except Failure as failure:
        _complain(str(failure))
        return failure.status
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except _faults_of_the_program() as error:
        _complain(_in_words(error))
        return EXIT_FAILED
    return 0


def _try_again_later(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """Show an unexpected error, and end so that the mail server keeps the mail: with any other status it bounces."""
    sys.__excepthook__(kind, error, traceback)
    sys.stderr.flush()
    os._exit(EXIT_TRY_AGAIN)


def _in_words(error: Exception) -> str:
    """Return what went wrong as people say it: a file's name and the system's reason, without its number."""
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    return f"{error.filename}: {error.strerror}" if error.filename else error.strerror


def _loaded(wanted: str | None) -> typer.Typer:
    """Return the command line, loaded without looking for garbage: nothing of it is, and looking takes a tenth."""
    gc.disable()
    try:
        return build_application(wanted)
    finally:
        gc.freeze()
        gc.enable()


def _faults_of_the_program() -> tuple[type[Exception], ...]:
    """Return what can go wrong without a bug: a locked database, a full disk. Looked up when something has."""
    application = sys.modules.get("daemon.app")  # a command that never imported it cannot have raised its faults
    faults: tuple[type[Exception], ...] = getattr(application, "FAULTS", (OSError,))
    return faults


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"loket {metadata.version('loket')}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    pass


def _find_modules() -> Mapping[str, str]:
    """Return the full name of each command's module by the command's name, sorted."""
    modules: dict[str, str] = {}
    for info in sorted(iter_modules(__path__), key=lambda info: info.name):
        name = info.name.strip("_").replace("_", "-")
        if name in modules:
            raise RuntimeError(f"two files define the command {name!r}")
        modules[name] = f"{__name__}.{info.name}"
    return modules


def _register(application: typer.Typer, name: str, module: ModuleType) -> None:
    command = getattr(module, "command", None)
    group = getattr(module, "group", None)
    if callable(command) and group is None:
        application.command(name)(command)
    elif isinstance(group, typer.Typer) and command is None:
        application.add_typer(group, name=name, help=module.__doc__)
    else:
        raise RuntimeError(f"{module.__name__} must define either a function `command` or a typer.Typer `group`")


def _complain(line: str) -> None:
    sys.stderr.write(f"loket: {line}\n")
