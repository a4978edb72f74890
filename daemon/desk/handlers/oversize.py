"""Mail over the size limit, of which only the header was fetched."""

from daemon.desk.case import Case, Desk, Disposition, Outcome
from daemon.desk.requesters import acknowledging
from daemon.desk.writing.letters import Letter, TooLarge

MEGABYTE = 1_000_000


def handle_oversize(desk: Desk, case: Case) -> Outcome | None:
    """Put the stub into quarantine and tell an authenticated sender what to do instead."""
    if not case.inbound.is_stub:
        return None
    if acknowledging.may_answer(desk, case):
        sender = case.reading.message.sender.address.lower()
        content = TooLarge(round(case.inbound.size / MEGABYTE, 1), round(desk.rules.mail_size / MEGABYTE, 1))
        message_id = case.reading.message.message_id
        desk.post.send(
            Letter(
                content=content,
                to=sender,
                language=case.reading.findings.language,
                in_reply_to=message_id,
                references=(message_id,),
                inbound_id=int(case.inbound.id),
            )
        )
    return Outcome(Disposition.QUARANTINED, "larger than the size limit")
