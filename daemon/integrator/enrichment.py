"""Look up whom a new complaint is about, what of it differs, and whether its sender can be that person."""

from collections.abc import Callable, Mapping

from daemon.desk.case import Desk
from daemon.desk.complaint_types.catalogue import Wording
from daemon.desk.elsewhere import enriching
from daemon.desk.four_eyes.plan_kind import OutOfReach
from daemon.desk.masking import mask
from daemon.desk.refusal import Refusal
from daemon.desk.writing.action_letters import Fact, SheetFacts
from daemon.integrator import outages, records
from daemon.integrator.action import Values
from daemon.integrator.comparing import names_agree, same_for_people
from daemon.integrator.feeder.filters import equal
from daemon.integrator.guarding import asked
from daemon.integrator.labels import label_of
from daemon.integrator.systems import Systems
from daemon.integrator.tools import Tools
from daemon.value_objects import value_object
from models.actions import ActionRequest
from models.people import PersonAddress
from models.tickets import Ticket, TicketField

LANGUAGES = ("id", "en")
_TITLES = {"nim": Wording("Mahasiswa ini di Feeder", "This student in the Feeder")}
_TITLES["nidn"] = Wording("Dosen ini di Feeder", "This lecturer in the Feeder")
_ALWAYS = {
    "nim": (
        "nim",
        "nama_mahasiswa",
        "nama_program_studi",
        "nama_periode_masuk",
        "nama_status_mahasiswa",
        "status_sync",
    ),
    "nidn": ("nidn", "nama_dosen", "nama_status_aktif", "nuptk"),
}
# What a form says → the column that says it in the Feeder; the first that is there counts.
_SAID = {
    "nama_mahasiswa": ("nama_benar", "nama"),
    "nama_dosen": ("nama",),
    "nik": ("nik",),
    "nisn": ("nisn",),
    "tempat_lahir": ("tempat_lahir",),
    "tanggal_lahir": ("tanggal_lahir",),
    "nama_ibu_kandung": ("nama_ibu_benar",),
    "jenis_kelamin": ("jenis_kelamin",),
    "nama_agama": ("agama",),
    "kelurahan": ("kelurahan",),
    "kode_pos": ("kode_pos",),
    "ipk": ("ipk",),
}


@value_object
class Enrichment:
    """Writes the notifications that wait, with what the Feeder knows."""

    desk: Desk
    systems: Systems

    def work(self, stopped: Callable[[], bool]) -> int:
        """Write what waits, and return how many; without the record where the Feeder cannot be asked."""
        count = 0
        for row in enriching.waiting():
            if stopped():
                break
            count += self._write(row)
        return count

    def _write(self, row: ActionRequest) -> bool:
        desk, now = self.desk, self.desk.clock()
        if row.attempts or not outages.may_ask(row.system, now):  # it broke off before, or would only take time
            return enriching.send(desk, row, "without the record", {}, ("feeder-unreachable",))
        ActionRequest.update(attempts=1).where(ActionRequest.id == row.id).execute()
        try:
            found = asked(row.system, lambda: _record(self.systems.tools(now), row.order))
        except OutOfReach as fault:
            outages.failed(desk, fault.system, fault.reason, now)
            return enriching.send(desk, row, "out of reach", {}, ("feeder-unreachable",))
        except Refusal as refusal:
            outages.answered(desk, row.system, now)
            return enriching.send(desk, row, refusal.code, {}, (_remark(refusal),))
        outages.answered(desk, row.system, now)
        return enriching.send(desk, row, "with the record", self._sheets(row, found), ())

    def _sheets(self, row: ActionRequest, found: Values) -> enriching.Sheets:
        ticket = row.ticket
        if ticket is None:
            return {}
        said = {one.name: one.value for one in TicketField.rows(ticket=ticket) if one.is_valid}
        seen = _Seen(row.order["identifier"], found, said, _claim(ticket, row.order, found))
        return {language: (self._sheet(seen, language),) for language in LANGUAGES}

    def _sheet(self, seen: "_Seen", language: str) -> SheetFacts:
        facts = tuple(
            self._fact(column, seen.found[column], seen.said_of(column), language)
            for column in dict.fromkeys((*_ALWAYS[seen.kind], *_SAID))
            if seen.found.get(column) and (column in _ALWAYS[seen.kind] or seen.said_of(column))
        )
        return SheetFacts(_TITLES[seen.kind].in_language(language), facts, (), (), (seen.claim,))

    def _fact(self, column: str, value: str, said: str, language: str) -> Fact:
        shown = mask(value) if column in self.systems.rules.personal else value
        is_odd = bool(said) and not same_for_people(column, said, value)
        return Fact(label_of(column, {}, language), shown, is_odd)


@value_object
class _Seen:
    """What was looked up, and what the complaint says."""

    kind: str  # nim, nidn
    found: Values
    said: Mapping[str, str]  # form values by field
    claim: str  # how well the sender fits

    def said_of(self, column: str) -> str:
        """Return what the complaint says a column should be; "" for nothing."""
        return next((self.said[name] for name in _SAID.get(column, ()) if self.said.get(name)), "")


def _remark(refusal: Refusal) -> str:
    """Return why there is no record to show."""
    if refusal.code != "record-count":
        return "feeder-unclear"
    return "several-in-feeder" if refusal.facts.get("count") else "not-in-feeder"


def _record(tools: Tools, order: Mapping[str, str]) -> Values:
    """Return what the Feeder has about the person of a number. Raises: Refusal unless there is exactly one."""
    if order["identifier"] == "nidn":
        return records.lecturer(tools, order["value"])
    student = records.student(tools, order["value"])
    biodata = records.one(tools, "GetBiodataMahasiswa", equal("id_mahasiswa", student.person), what=student.title)
    return {**biodata, **student.values}


def _claim(ticket: Ticket, order: Mapping[str, str], found: Values) -> str:
    """Return how well the sender's address and name fit the record, as a remark's code (product.md §2)."""
    bound = PersonAddress.rows(address=ticket.requester_address)
    if any(one.binding != "claimed" and one.person.identifier == order["value"] for one in bound):
        return "claim-bound"
    address = str(ticket.requester_address.address)
    if found.get("email", "").casefold() == address.casefold():
        return "claim-email"
    name = found.get("nama_mahasiswa") or found.get("nama_dosen", "")
    return "claim-name" if names_agree(str(ticket.requester.name), name) else "third-person"
