"""Bind a private address to a campus identity: by a code sent to the campus address, or because staff say so.

What an address is bound to decides whether values of other systems may be sent there (product.md §2). The code goes to
the campus address, and counts only when it comes back from the private one, proven, in answer about the same ticket.
"""

import hashlib
import hmac
import re
from datetime import datetime, timedelta

from daemon.desk import limits
from daemon.desk.case import Case, Desk, Disposition, Outcome
from daemon.desk.four_eyes import plan_letters
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.limits import Limit
from daemon.desk.planning.structure_effects import BindRequester
from daemon.desk.requesters import acknowledging, people
from daemon.desk.requesters.acknowledging import Standing, standing
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import Binding, BindingCodeLetter, Letter
from daemon.trust.identity import read_address
from models.people import Address, BindingCode, Person, PersonAddress
from models.tickets import Ticket

_DISOWNS = frozenset({"BUKAN SAYA", "NOT ME"})
_ASKS = frozenset({"IKAT", "BIND"})
_BRINGS = frozenset({"KODE", "CODE"})
_IDENTITIES = frozenset({"nim", "nip", "nidn", "email"})  # form fields whose value says who somebody is
_STUDENT_NUMBER = re.compile(r"\d{8,16}")
LIFETIME = timedelta(hours=24)
TRIES = 5  # of one code
_LIMITS = (Limit("binding", 3, timedelta(days=1)),)  # codes asked for by one address, and sent to one address
CLAIMED = "claimed"


def is_offered(desk: Desk, case: Case, ticket: Ticket) -> bool:
    """Say whether to tell the requester how to bind their address: a private one, that names a campus identity."""
    address = ticket.requester_address.address
    if standing(case) is not Standing.PROVEN or not _is_private(desk, address):
        return False
    names = {found.name for found in case.reading.findings.fields if found.is_valid}
    return bool(names & _IDENTITIES) and not is_bound(ticket.requester_address)


def is_bound(address: Address) -> bool:
    """Say whether it is known who uses an address."""
    return any(row.binding != CLAIMED for row in PersonAddress.rows(address=address))


def note_domain(desk: Desk, address: Address, now: datetime) -> None:
    """Note that a proven campus address is its owner's, with the student number where the address is one."""
    group = desk.directory.standing_of(address.address)
    local, _, domain = address.address.rpartition("@")
    if domain not in group.domains or is_bound(address):
        return
    for row in PersonAddress.rows(address=address)[-1:]:
        row.binding, row.bound_at = "domain", now
        row.save()
        if group.role == "mahasiswa" and _STUDENT_NUMBER.fullmatch(local):
            Person.update(identifier_kind="nim", identifier=local).where(Person.id == row.person).execute()


def obey(desk: Desk, case: Case, ticket: Ticket) -> Outcome | None:
    """Send a code, or take one that comes back; None when the mail asks for nothing like it."""
    word, _, rest = case.reading.reply.reply.strip().partition("\n")[0].strip().partition(" ")
    sender = case.reading.message.sender.address.lower()
    is_asked = word.upper().strip(":") in _ASKS | _BRINGS and bool(rest.strip())
    if not is_asked or sender != ticket.requester_address.address or not _is_private(desk, sender):
        return None
    if standing(case) is not Standing.PROVEN or case.reading.classification.is_robot:
        return None
    asks = word.upper().strip(":") in _ASKS
    step = (_send_code if asks else _take_code)(desk, case, ticket, rest)
    content = Binding(ticket.number, ticket.subject, step, next(iter(sorted(desk.directory.campus_domains)), ""))
    correspondence.to_requester(desk, ticket, content, case.cause, case.now)
    return Outcome(Disposition.APPENDED, f"binding: {step}", int(ticket.id))


def handle_code_mail(desk: Desk, case: Case) -> Outcome | None:
    """Take a code back whose receiver at the campus says that it was not them, or tell from where it must come back.

    None for everything else.
    """
    line = case.reading.reply.reply.strip().partition("\n")[0].strip(" .!").upper()
    is_disowned = line in _DISOWNS
    if not is_disowned and line.partition(" ")[0] not in _BRINGS:
        return None
    codes = _open_codes(case.reading.message.sender.address.lower(), case.now)
    if not codes or standing(case) is not Standing.PROVEN or not acknowledging.may_write_back(desk, case):
        return None
    if is_disowned:
        BindingCode.update(used_at=case.now).where(BindingCode.id.in_([int(code.id) for code in codes])).execute()
        record(Entry("binding.disowned", case.cause, None, {"codes": len(codes)}), case.now)
    message = case.reading.message
    letter = Letter(
        content=Binding("", "", "disowned" if is_disowned else "elsewhere"),
        to=message.sender.address.lower(),
        language=case.reading.findings.wished_language or ("en" if line.startswith(("NOT", "CODE")) else "id"),
        in_reply_to=message.message_id,
        references=(message.message_id,),
        inbound_id=int(case.inbound.id),
    )
    desk.post.send(letter)
    return Outcome(Disposition.COMMANDS_EXECUTED, f"binding: {'disowned' if is_disowned else 'elsewhere'}")


def _open_codes(target: str, now: datetime) -> list[BindingCode]:
    """Return the codes that were sent to an address and may still be used."""
    row = Address.get_or_none(Address.address == target)
    found = BindingCode.rows(target=row) if row is not None else []
    return [code for code in found if code.used_at is None and code.expires_at > now]


def _is_private(desk: Desk, address: str) -> bool:
    """Say whether an address is outside the campus; nobody's is while no campus domain is configured."""
    domains = desk.directory.campus_domains
    return bool(domains) and address.rpartition("@")[2] not in domains


def _send_code(desk: Desk, case: Case, ticket: Ticket, rest: str) -> str:
    """Send a code to the campus address that is named; say the same whether it exists or has had enough mail."""
    target = read_address(rest.strip().removeprefix("mailto:").strip("<>.,"))
    if target is None or target.lower().rpartition("@")[2] not in desk.directory.campus_domains:
        return "refused"
    sender, target = ticket.requester_address.address, target.lower()
    if not limits.take(_LIMITS, sender, case.now):
        return "too-often"
    if limits.take(_LIMITS, target, case.now):
        _keep_and_send(desk, case, ticket, target)
    return "sent"


def _keep_and_send(desk: Desk, case: Case, ticket: Ticket, target: str) -> None:
    code = plan_letters.new_code(desk)
    BindingCode.create(
        address=ticket.requester_address,
        target=people.address_row(target, ticket.language),
        code_hash=_hash(code),
        created_at=case.now,
        expires_at=case.now + LIFETIME,
    )
    content = BindingCodeLetter(ticket.requester_address.address, code)
    desk.post.send(Letter(content=content, to=target, language=ticket.language, inbound_id=int(case.inbound.id)))
    record(Entry("binding.asked", case.cause, int(ticket.id)), case.now)


def _take_code(desk: Desk, case: Case, ticket: Ticket, rest: str) -> str:
    """Bind the address when the code is the one that was sent last, in time, and not guessed at."""
    rows = [row for row in BindingCode.rows(address=ticket.requester_address) if row.used_at is None]
    row = rows[-1] if rows else None
    if row is None or row.expires_at < case.now or row.tries >= TRIES:
        return "expired"
    row.tries += 1
    row.save()
    if not hmac.compare_digest(row.code_hash, _hash(rest)):
        return "wrong"
    row.used_at = case.now
    row.save()
    owner = people.person_of(row.target, ticket.requester.name, case.now)
    note_domain(desk, row.target, case.now)  # who reads its mail owns it
    _bind(ticket, owner, "code", case.caused_by(f"address:{ticket.requester_address.id}"), case.now)
    return "bound"


def bind_by_staff(effect: BindRequester, cause: Cause, now: datetime) -> None:
    """Bind the requester's address to an identity that staff checked, or take that back."""
    ticket = Ticket.get_by_id(effect.ticket)
    if not effect.after:
        PersonAddress.update(binding=CLAIMED, bound_at=None).where(
            PersonAddress.address == ticket.requester_address
        ).execute()
        record(Entry("address.unbound", cause, int(ticket.id)), now)
        return
    kind, identifier = effect.after.split(" ", 1)
    owner = next(iter(Person.rows(identifier_kind=kind, identifier=identifier)), None)
    if owner is None:
        owner = people.person_of(ticket.requester_address, ticket.requester.name, now)
        owner.identifier_kind, owner.identifier = kind, identifier
        owner.save()
    _bind(ticket, owner, "staff", cause, now)


def _bind(ticket: Ticket, owner: Person, how: str, cause: Cause, now: datetime) -> None:
    address = ticket.requester_address
    values = {"binding": how, "bound_at": now, "cause": cause.source}
    PersonAddress.put(("person", "address"), person=owner, address=address, **values)
    Ticket.update(requester=owner).where(Ticket.id == ticket.id).execute()
    record(Entry("address.bound", cause, int(ticket.id), {"address": int(address.id), "by": how}), now)


def _hash(code: str) -> str:
    """Return what stands for a code, however it is typed."""
    return hashlib.sha256("".join(code.casefold().split()).strip(".").encode()).hexdigest()
