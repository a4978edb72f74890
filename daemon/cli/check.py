"""Check configuration, templates, catalogue and database; with --online, the servers as well."""

from collections.abc import Callable
from typing import Annotated

import typer

from daemon import caretaking
from daemon.app import FAULTS, checked_templates, open_records, renderer_of
from daemon.checks import advice, servers
from daemon.checks.probe import forged_results
from daemon.checks.rights import checked_rights
from daemon.cli import ConfigOption, Failure, load_config
from daemon.config import Config
from daemon.desk.complaint_types.catalogue import CatalogueError
from daemon.inbox import Unreachable
from daemon.printing import progress_bar
from daemon.reading.message import Header
from daemon.trust.header_block import HeaderBlockError, RawMail, split
from daemon.trust.survey import Sighting, propose, survey
from daemon.value_objects import value_object
from models.mail import InboundEmail

NEWEST = 50  # mails looked at for what our own server writes into them


@value_object
class Check:
    """One thing to look at; `look` returns what is wrong, one line a fault."""

    name: str
    look: Callable[[Config], tuple[str, ...]]
    is_advice: bool = False  # what it finds keeps nobody from starting the service
    concerns: Callable[[Config], bool] = lambda _: True  # whether there is anything to look at


UNSEEN = "not looked at before the catalogue is right"


def command(
    config: ConfigOption = None,
    online: Annotated[bool, typer.Option("--online", help="Log in to the servers and say what they answer.")] = False,
) -> None:
    """Check configuration, templates, catalogue and database; exit status 1 when something is wrong."""
    loaded = load_config(config)
    typer.echo("configuration: good")
    faults = 0
    for check in (check for check in (*CHECKS, *(ONLINE_CHECKS if online else ())) if check.concerns(loaded)):
        with progress_bar(is_kept=False) as show:
            show(check.name, 0, 0)
            found = _look(check, loaded)
        faults += 0 if check.is_advice else len(found)
        for fault in found:
            typer.echo(f"{check.name}: {'note: ' if check.is_advice else ''}{fault}")
        if not found:
            typer.echo(f"{check.name}: good")
    if faults:
        raise Failure(f"{faults} {'fault' if faults == 1 else 'faults'} found")


def _look(check: Check, config: Config) -> tuple[str, ...]:
    try:
        return check.look(config)
    except CatalogueError as error:
        return error.faults if check.look is _templates else (UNSEEN,)
    except FAULTS as fault:
        return (str(fault),)


def _templates(config: Config) -> tuple[str, ...]:
    return checked_templates(renderer_of(config))


def _database(config: Config) -> tuple[str, ...]:
    with open_records(config):
        return ()


def _authentication(config: Config) -> tuple[str, ...]:
    section = config.authentication
    if section.require != "dkim" and not section.authserv_ids:
        return (f'require = "{section.require}" needs authserv_ids: until then nobody can command by mail',)
    return ()


def _results_seen(config: Config) -> tuple[str, ...]:
    """Compare the configured authserv-id and position with what stands in the newest mails."""
    mails = _newest_headers(config)
    needs_results = config.authentication.require != "dkim"
    ours = propose(survey(mails), len(mails))
    if mails and ours is None and needs_results:
        return ('no server marks the newest mails: only require = "dkim" can work',)
    return () if ours is None else (*_misplaced(config, ours), *(_without_dmarc(ours) if needs_results else ()))


def _smuggling(config: Config) -> tuple[str, ...]:
    return advice.smuggling(_newest_headers(config))


def _newest_headers(config: Config) -> list[tuple[Header, ...]]:
    """Return the headers of the newest mails that can be read."""
    with open_records(config) as records:
        kept = InboundEmail.select().where(InboundEmail.raw_removed_at.is_null())
        rows = kept.order_by(InboundEmail.id.desc()).limit(NEWEST)
        return [mail.headers for row in rows if (mail := _split(records.blobs.get(row.sha256))) is not None]


def _misplaced(config: Config, ours: Sighting) -> tuple[str, ...]:
    section = config.authentication
    position = "top" if not ours.own_received else ours.own_received
    if ours.authserv_id in section.authserv_ids and position == section.position:
        return ()
    return (
        f"{ours.mails} of the newest mails were marked by {ours.authserv_id}; if that is your server, configure:",
        f'authserv_ids = ["{ours.authserv_id}"]',
        f"position = {ours.position}",
    )


def _without_dmarc(ours: Sighting) -> tuple[str, ...]:
    if ours.mails_with_dmarc:
        return ()
    return (f"{ours.authserv_id} writes no dmarc result, so that nobody is authenticated by it",)


def _split(raw: bytes) -> RawMail | None:
    try:
        return split(raw)
    except HeaderBlockError:
        return None


def _probe(config: Config) -> tuple[str, ...]:
    """Have a mail that vouches for itself travel the real path, and look whether it would be believed."""
    with open_records(config) as records:

        def recorded(message_id: str) -> bytes | None:
            row = InboundEmail.get_or_none(InboundEmail.message_id == message_id)
            return None if row is None else records.blobs.get(row.sha256)

        try:
            return forged_results(config, recorded)
        except Unreachable as trouble:
            return (f"not looked at, the mailbox cannot be read: {trouble}",)


def _has_feeder(config: Config) -> bool:
    return config.feeder is not None


CHECKS = (
    Check("authentication", _authentication, is_advice=True),
    Check("templates and catalogue", _templates),
    Check("rights", checked_rights),
    Check("database", _database),
    Check("storage", caretaking.missing_files),
    Check("disk", caretaking.unfit_disks, is_advice=True),
)
ONLINE_CHECKS = (
    Check("mailboxes", servers.mailboxes),
    Check("outgoing server", servers.outgoing_server),
    Check("Feeder", servers.feeders, concerns=_has_feeder),
    Check("Feeder", servers.feeder_facts, is_advice=True, concerns=_has_feeder),
    Check("Authentication-Results", _results_seen),
    Check("DKIM of staff", advice.staff_domains_without_dkim, is_advice=True),
    Check("SMTP smuggling", _smuggling, is_advice=True),
    Check("forged results", _probe),
)
