"""Log in to the mail servers once and say what is wrong with the answer, for `loket check --online`."""

from daemon import tailoring
from daemon.config import Config, ImapMailbox
from daemon.inbox import Unreachable
from daemon.inbox.imap import ImapSession
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


def _mailbox(box: ImapMailbox) -> str | None:
    try:
        session = ImapSession(box)
        session.select()
        session.discard()
    except (Unreachable, OSError) as trouble:
        return f"{box.name} on {box.host}: {trouble}"
    return None
