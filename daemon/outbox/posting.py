"""Take letters from the desk: render, compose and store them, inside the desk's transaction.

Nothing is sent here. The Message-ID is fixed here and never changes, so that a mail that has to be sent twice can be
recognised as one.
"""

from base64 import b32encode
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from daemon.desk import limits
from daemon.desk.limits import Limit
from daemon.desk.writing.letters import (
    ApprovalRequest,
    Audience,
    ConfirmationRequest,
    Letter,
    LetterContent,
    Posted,
    ReportMail,
    ShownMail,
    StaffNotification,
    Trouble,
)
from daemon.outbox.composing import Composition, Picture, compose
from daemon.outbox.fallback import words_for
from daemon.outbox.header_text import is_mailable
from daemon.outbox.leaks import NO_SECRETS, Secrets, leaks
from daemon.outbox.links import NO_LINKS, Links
from daemon.outbox.pair_breaker import USUAL, PairBreaker
from daemon.outbox.privacy import mask_known, mask_nik
from daemon.outbox.rendering import Rendered, Renderer
from daemon.outbox.sender import Sender
from daemon.outbox.showing import shown
from daemon.outbox.subjects import answered_subject, conversation_subject
from daemon.outbox.taming import scrubbed
from daemon.reading.loop_mark import loop_mark
from daemon.trust.tokens import Claims, KeyRing, Kind, read_code
from daemon.value_objects import value_object
from models.outgoing import Notification, NumberedEntry, OutgoingContent, OutgoingEmail, OutgoingFile, OutgoingRecipient
from models.tickets import Message, TicketField

REPLY_LIFETIME = timedelta(days=30)  # trust.md §3.5
_CODE_HOURS = 24  # trust.md §3.5


@value_object
class PostRules:
    """What posting needs to know about this installation."""

    sender: Sender
    commands: Collection[str]  # names and aliases, lower case: what may not stand in mail to requesters
    admins: tuple[str, ...]  # addr-specs that are told when a mail is held
    breaker: PairBreaker = USUAL
    personal: Collection[str] = ()  # names of form fields that nobody but their owner sees in full
    on_held: Callable[[int, str], None] | None = None  # told the outbox row and why it is held, in the transaction


@value_object
class _Draft:
    """A letter that has its words, and is stored next."""

    letter: Letter
    rendered: Rendered
    token: str
    message_id: str
    recipients: tuple[str, ...]  # addr-specs
    at: datetime


class PostOffice:
    """Renders and stores letters; what the desk knows as its Post."""

    def __init__(
        self,
        renderer: Renderer,
        rules: PostRules,
        keys: KeyRing,
        *,
        clock: Callable[[], datetime],
        random: Callable[[int], bytes],
    ) -> None:
        """Take the tools; `clock` gives aware UTC, `random` that many unpredictable octets."""
        self._renderer = renderer
        self._rules = rules
        self._keys = keys
        self._loop_key = keys.derive("loop")[0]
        self._clock = clock
        self._random = random

    def send(self, letter: Letter) -> int:
        """Enqueue the letter and return its outbox row's id; see `enqueue`."""
        return self.enqueue(letter).number

    def enqueue(self, letter: Letter) -> Posted:
        """Enqueue the letter and return what stands in the outbox.

        A letter to a requester that would leak something is stored as held, and the administrators are told.
        """
        now = self._clock()
        letter = scrubbed(letter)
        claims = self._claims(letter, now)
        token = self._keys.make(claims) if claims else ""
        subject = self._subject(letter)
        secrets = self._secrets(letter)
        rendered = self._rendered(_without(letter, secrets), self._links(token, letter, subject), now)
        subject = subject or conversation_subject(rendered.subject, letter.ticket_number, is_reply=False)
        rendered = Rendered(subject, rendered.text, rendered.html, rendered.parts)
        rendered = _masked(letter, rendered, secrets)
        draft = _Draft(letter, rendered, token, self._message_id(letter, token), _recipients(letter), now)
        posted = self._store(draft, *self._fate(letter, rendered, secrets, now))
        if claims:
            _keep(letter, claims, posted.number, now)
        if letter.code:
            self._keep_code(letter, posted.number, now)
        return posted

    def show(self, number: int) -> ShownMail:
        """Return the letter of an outbox row as it will be read."""
        return shown(number)

    def _rendered(self, letter: Letter, links: Links, now: datetime) -> Rendered:
        """Return the letter in words; of a broken template the administrators hear once a day."""
        words = words_for(self._renderer, letter, links)
        once_a_day = Limit("broken-template", 1, timedelta(days=1))
        is_alarm = isinstance(letter.content, Trouble)
        if words.fault and not is_alarm and limits.take((once_a_day,), letter.content.kind, now):
            self._tell_admins("template", words.fault, "loket check")
        return words.rendered

    def _claims(self, letter: Letter, now: datetime) -> Claims | None:
        """Return what the letter's reply token vouches for; None when there is nobody or nothing to answer."""
        is_about_ticket = letter.ticket_id is not None and letter.content.audience is Audience.REQUESTER
        if not letter.staff_id and not (is_about_ticket and self._rules.sender.has_sub_addressing):
            return None
        expires = (now + REPLY_LIFETIME).replace(microsecond=0)
        nid = self._random(8).hex()
        number = letter.ticket_number if letter.ticket_id is not None else ""
        return Claims(Kind.REPLY, nid, number, letter.staff_id, letter.to.lower(), expires)

    def _links(self, token: str, letter: Letter, subject: str) -> Links:
        """Return where the letter's links lead; `subject` is the conversation's, or ""."""
        sender = self._rules.sender
        if letter.ticket_id is None and letter.content.audience is Audience.REQUESTER:
            return Links(sender.address, sender.name)  # nothing that a token would vouch for: any mail to us will do
        if not token or not sender.has_sub_addressing:
            return NO_LINKS
        if not subject:
            subject = conversation_subject(sender.name, letter.ticket_number, is_reply=True)
        return Links(sender.with_token(token), answered_subject(subject))

    def _subject(self, letter: Letter) -> str:
        """Return the conversation's subject; "" leaves it to the template."""
        if not letter.subject:
            return ""
        return conversation_subject(letter.subject, letter.ticket_number, is_reply=bool(letter.in_reply_to))

    def _secrets(self, letter: Letter) -> Secrets:
        """Return what is known about the letter's ticket and not everybody may read."""
        if letter.ticket_id is None:
            return NO_SECRETS
        fields = TicketField.rows(ticket=letter.ticket_id)
        return Secrets(
            values=tuple(row.value for row in fields if row.name in self._rules.personal),
            notes=tuple(row.text for row in Message.rows(ticket=letter.ticket_id, direction="note")),
        )

    def _store(self, draft: "_Draft", state: str, reason: str) -> Posted:
        letter, now = draft.letter, draft.at
        number = OutgoingEmail.add(
            kind=letter.content.kind,
            audience=letter.content.audience.value,
            ticket=letter.ticket_id,
            inbound=letter.inbound_id,
            message_id=draft.message_id,
            envelope_from="" if letter.null_sender else self._rules.sender.envelope,
            subject=draft.rendered.subject,
            content=OutgoingContent.add(octets=self._compose(draft)),
            files=len(letter.enclosures.enclosed),
            is_automatic=letter.is_automatic,
            state=state,
            last_error=reason,
            not_before=letter.not_before or now,
            created_at=now,
            finished_at=now if state == "cancelled" else None,
        )
        for address in draft.recipients:
            OutgoingRecipient.add(email=number, address=address)
        for file in letter.enclosures.enclosed:
            OutgoingFile.add(email=number, filename=file.filename, size=file.size, sha256=file.sha256)
        if state == "held":
            self._hold(letter, number, reason)
        return Posted(number, draft.message_id, draft.rendered.subject, draft.recipients)

    def _hold(self, letter: Letter, number: int, reason: str) -> None:
        """Tell that a mail waits for a person to look at it; without its words."""
        self._tell_admins("held", f"mail {number} ({letter.content.kind}) {reason}", f"loket outbox show {number}")
        if self._rules.on_held is not None:
            self._rules.on_held(number, reason)

    def _fate(self, letter: Letter, rendered: Rendered, secrets: Secrets, now: datetime) -> tuple[str, str]:
        """Return the state to store the mail in, and the reason when it may not be sent."""
        if letter.content.audience is not Audience.REQUESTER:
            return "pending", ""
        found = leaks(rendered.subject, rendered.text, self._rules.commands, secrets)
        if found:
            return "held", "contains " + ", ".join(found)
        if letter.is_automatic and self._is_muted(letter, now):
            return "cancelled", "muted: too many automatic mails to this address"
        return "pending", ""

    def _is_muted(self, letter: Letter, now: datetime) -> bool:
        """Count one automatic mail to the letter's address, and say whether it is one too many.

        Who is muted is not told; the administrators are, so that somebody writes to who is a person. Staff are not
        counted: their notifications are many on a busy day, and nothing automatic of theirs is answered.
        """
        breaker, address = self._rules.breaker, letter.to.lower()
        if breaker.allows(address, now):
            return False
        if told := breaker.mute_now(address, now):
            about = letter.ticket_number or f"more than {breaker.mails} within {breaker.window}"
            self._tell_admins(told, about, f"loket show {about}" if letter.ticket_number else "loket outbox")
        return True

    def _tell_admins(self, what: str, detail: str, command: str) -> None:
        for address in self._rules.admins:
            self.send(Letter(Trouble(what, detail, command), address, self._renderer.letterhead.language))

    def _message_id(self, letter: Letter, token: str) -> str:
        """Return a new Message-ID; staff mails carry the token in it, for servers without sub-addressing."""
        left = b32encode(self._random(10)).decode("ascii").lower()
        if letter.staff_id:
            return f"{token}.{left}@{self._rules.sender.domain}"
        return f"{left}.{letter.content.kind}@{self._rules.sender.domain}"

    def _compose(self, draft: "_Draft") -> bytes:
        letter, rendered = draft.letter, draft.rendered
        to, *cc = draft.recipients
        return compose(
            Composition(
                sender=(self._rules.sender.name, self._rules.sender.address),
                to=to if is_mailable(to) else "",
                cc=tuple([address for address in cc if is_mailable(address)]),
                subject=rendered.subject,
                text=rendered.text,
                html=rendered.html,
                message_id=draft.message_id,
                date=draft.at.astimezone(self._renderer.letterhead.zone),
                reply_to=self._rules.sender.with_token(draft.token) if letter.staff_id else "",
                in_reply_to=letter.in_reply_to,
                references=letter.references or self._thread(letter),
                auto_submitted=_auto_submitted(letter),
                loop_mark=loop_mark(self._loop_key, draft.message_id),
                pictures=self._pictures(letter.content),
                has_files=bool(letter.enclosures.enclosed),
                parts=rendered.parts,
            ),
            boundary=self._random(12).hex(),
        )

    def _pictures(self, content: LetterContent) -> tuple[Picture, ...]:
        """Return what the letter shows: the logo, and a report's charts."""
        logo = self._renderer.letterhead.logo
        pictures = (logo,) if logo else ()
        if not isinstance(content, ReportMail):
            return pictures
        charts = (chart for section in content.sheet.sections for chart in section.charts)
        return (*pictures, *(Picture(chart.png, "png", f"{chart.name}@loket") for chart in charts))

    def _keep_code(self, letter: Letter, email: int, now: datetime) -> None:
        """Keep the code that confirms, or approves, what the letter asks about."""
        content = letter.content
        hours = content.hours if isinstance(content, ConfirmationRequest | ApprovalRequest) else _CODE_HOURS
        kind = Kind.APPROVAL if isinstance(content, ApprovalRequest) else Kind.CONFIRMATION
        Notification.add(
            nid=self._random(8).hex(),
            kind=kind.value,
            ticket=letter.ticket_id,
            staff_id=letter.staff_id,
            address=letter.to.lower(),
            email=email,
            plan_id=letter.plan_id,
            code=read_code(letter.code),
            snapshot_hash=letter.snapshot_hash,
            created_at=now,
            expires_at=now + timedelta(hours=hours),
        )

    def _thread(self, letter: Letter) -> tuple[str, ...]:
        """Return a made-up root, the same for all of a ticket's staff mails, so that clients show them together."""
        if not (letter.staff_id and letter.ticket_number):
            return ()
        return (f"{letter.ticket_number.lower()}.thread@{self._rules.sender.domain}",)


def _without(letter: Letter, secrets: Secrets) -> Letter:
    """Mask personal values in what a requester wrote before its lines are broken, when it goes to staff."""
    content = letter.content
    if not isinstance(content, StaffNotification):
        return letter
    return replace(letter, content=replace(content, text=mask_known(mask_nik(content.text), secrets.values)))


def _masked(letter: Letter, rendered: Rendered, secrets: Secrets) -> Rendered:
    """Mask personal values in the finished words for staff and administrators; what goes to requesters is checked."""
    if letter.content.audience is Audience.REQUESTER:
        return rendered
    if revealed := _revealed(letter):  # their template masks all the others
        hidden = [value for value in secrets.values if value not in revealed]
        return Rendered(
            mask_known(mask_nik(rendered.subject), secrets.values),
            mask_known(rendered.text, hidden),
            mask_known(rendered.html, hidden),
        )
    subject, text, html = (
        mask_known(mask_nik(words), secrets.values) for words in (rendered.subject, rendered.text, rendered.html)
    )
    return Rendered(subject, text, html)


def _revealed(letter: Letter) -> frozenset[str]:
    """Return the personal values that a letter has to show: nobody can approve what they cannot see."""
    if not isinstance(letter.content, ApprovalRequest):
        return frozenset()
    changes = (change for item in letter.content.items for change in item.changes if change.is_personal)
    return frozenset(value for change in changes for value in (change.before, change.after) if value)


def _recipients(letter: Letter) -> tuple[str, ...]:
    """Return the addr-specs, each once; staff mails go to one person alone."""
    everybody = (letter.to, *letter.cc) if letter.content.audience is Audience.REQUESTER else (letter.to,)
    found: dict[str, str] = {}
    for address in everybody:
        found.setdefault(address.lower(), address)
    return tuple(found.values())


def _auto_submitted(letter: Letter) -> str:
    """Return the RFC 3834 §5.2 word: replied to a mail, or made by itself; "" when a person wrote it."""
    if not letter.is_automatic:
        return ""
    return "auto-replied" if letter.in_reply_to else "auto-generated"


def _keep(letter: Letter, claims: Claims, email: int, now: datetime) -> None:
    """Keep whom the letter of an outbox row went to, and what the numbers in it mean."""
    Notification.add(
        nid=claims.nid,
        kind=claims.kind.value,
        ticket=letter.ticket_id,
        staff_id=claims.staff_id,
        address=claims.address,
        email=email,
        plan_id=letter.plan_id,
        created_at=now,
        expires_at=claims.expires_at,
    )
    for number, ticket_id in enumerate(letter.numbered, 1):
        NumberedEntry.add(notification=claims.nid, number=number, ticket=ticket_id)
