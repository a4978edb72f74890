"""Log in to the servers once and say what is wrong with the answer, for `loket check --online`."""

from daemon import tailoring
from daemon.config import Config, ImapMailbox
from daemon.inbox import Unreachable
from daemon.inbox.imap import ImapSession
from daemon.integrator.feeder.client import FeederClient
from daemon.integrator.feeder.error_table import explain, server_words
from daemon.integrator.feeder.faults import FeederError
from daemon.outbox.handover import ServerTrouble
from daemon.outbox.smtp import SmtpTransport


def mailboxes(config: Config) -> tuple[str, ...]:
    """Log in to every IMAP mailbox and open its folder; return what went wrong, one line a mailbox."""
    return tuple(
        fault for box in config.mailboxes if isinstance(box, ImapMailbox) and (fault := _mailbox(box)) is not None
    )


def outgoing_server(config: Config) -> tuple[str, ...]:
    """Log in to the outgoing server; return what went wrong."""
    transport = SmtpTransport(tailoring.smtp_settings(config))
    try:
        transport.open()
    except ServerTrouble as trouble:
        return (f"{config.smtp.host}: {trouble}",)
    finally:
        transport.close()
    return ()


def feeders(config: Config) -> tuple[str, ...]:
    """Log in to the Feeder, live and sandbox, and ask whose it is; return what went wrong."""
    section = config.feeder
    if section is None:
        return ()
    urls = [url for url in (section.url, section.sandbox_url) if url is not None]
    faults = (_feeder(FeederClient(tailoring.feeder_settings(section, url))) for url in urls)
    return tuple(f"{url}: {fault}" for url, fault in zip(urls, faults, strict=True) if fault is not None)


def feeder_facts(config: Config) -> tuple[str, ...]:
    """Say what the Feeder answered: the institution, its version and when that expires, or nothing without one."""
    if config.feeder is None:
        return ()
    client = FeederClient(tailoring.feeder_settings(config.feeder, config.feeder.url))
    try:
        profile, application = client.profile(), client.application()
    except FeederError:
        return ()  # said by the check of the login
    name = f"{profile.text('nama_perguruan_tinggi')} ({profile.text('kode_perguruan_tinggi')})"
    if application is None:
        return (f"answers for {name}; does not tell its version",)
    expires = f", expires {application.expires[:10]}" if application.expires else ""
    waits = "; not synchronised since its last update" if application.is_synchronised is False else ""
    return (f"answers for {name}; version {application.version or 'unknown'}{expires}{waits}",)


def _feeder(client: FeederClient) -> str | None:
    try:
        client.log_in()
        client.profile()
    except FeederError as error:
        said = explain(error, "en")
        words = f' The Feeder says: "{server_words(error)}"' if server_words(error) else ""
        return f"{error}. {said.happened} {said.advice}{words}"
    return None


def _mailbox(box: ImapMailbox) -> str | None:
    try:
        session = ImapSession(box)
        session.select()
        session.discard()
    except (Unreachable, OSError) as trouble:
        return f"{box.name} on {box.host}: {trouble}"
    return None
