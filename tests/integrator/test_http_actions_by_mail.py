"""Actions that the configuration declares are ordered by mail like the built-in ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from installation import STAFF
from integrator_office import (
    JOKO_ADDRESS,
    NEW_NIK,
    OLD_NIK,
    RINA,
    STUDENT,
    IntegratorOffice,
    integrator_office,
    past,
    text_of,
)
from simak import PASSWORD, Simak
from smtp_sink import SmtpSink

from daemon.desk.masking import mask
from models.actions import Outage

pytestmark = pytest.mark.server

SYSTEM = """
[systems.simak]
url = "{url}"
auth = "login"
username = "loket"
password_file = "simak.password"

[systems.simak.login]
path = "/auth/login"
token = "$.data.token"

[systems.simak.actions.cek-simak]
summary_id = "Menampilkan data mahasiswa di SIMAK"
summary_en = "Shows a student's record in SIMAK"
compares = true
fields = {{ nim = "$.nim", nama_mahasiswa = "$.nama", email = "$.email", nik = "$.nik" }}
personal = ["nik"]
read = {{ path = "/mahasiswa/{{nim}}", rows = "$.data", message = "$.message" }}

[systems.simak.actions.cek-simak.parameters.nim]
label_id = "NIM"
label_en = "Student number"
pattern = '[0-9]{{10}}'
example = "2190000001"
kind = "nim"
from_form = ["nim"]

[systems.simak.actions.ubah-kontak]
summary_id = "Mengubah surel mahasiswa di SIMAK"
summary_en = "Changes a student's email address in SIMAK"
risk = "write"
fields = {{ nim = "$.nim", nama_mahasiswa = "$.nama", email = "$.email" }}
changes = {{ email = "email" }}
read = {{ path = "/mahasiswa/{{nim}}", rows = "$.data" }}

[systems.simak.actions.ubah-kontak.apply]
method = "PUT"
path = "/mahasiswa/{{nim}}/kontak"
body = {{ email = "{{email}}" }}
success = {{ path = "$.success", equals = true }}
message = "$.errors"

[systems.simak.actions.ubah-kontak.parameters.nim]
label_id = "NIM"
label_en = "Student number"
pattern = '[0-9]{{10}}'
example = "2190000001"
kind = "nim"

[systems.simak.actions.ubah-kontak.parameters.email]
label_id = "Surel"
label_en = "Email address"
pattern = '[^@ ]+@mhs\\.kampus\\.example'
example = "siti@mhs.kampus.example"
"""
LINE = "!ubah-kontak nim=2190000001 email=baru@mhs.kampus.example"


@pytest.fixture
def simak() -> Iterator[Simak]:
    with Simak() as server:
        server.students["2190000001"]["nama"] = "SITI CONTOH"
        yield server


@pytest.fixture
def office(tmp_path: Path, simak: Simak) -> Iterator[IntegratorOffice]:
    with SmtpSink() as sink, integrator_office(tmp_path, sink, more=SYSTEM.format(url=simak.url)) as found:
        secret = tmp_path / "simak.password"
        secret.write_text(PASSWORD)
        secret.chmod(0o600)
        config = found.loket.config
        text = config.read_text()
        for key in ("request", "approve"):
            text = text.replace(f"{key} = [", f'{key} = ["simak.ubah-kontak", "simak.cek-simak", ')
        config.write_text(text)
        yield found


def test_record_is_looked_up_and_personal_values_are_masked(office: IntegratorOffice) -> None:
    office.order(RINA, office.complain(), "!cek-simak")
    answer = text_of(office.newest(STAFF, "action-answer"))

    assert "lama1@mhs.kampus.example" in answer
    assert "1671024205040001" not in answer


def test_record_is_changed_once_two_people_agree(office: IntegratorOffice, simak: Simak) -> None:
    office.order(RINA, office.complain(), LINE)
    office.confirm()
    assert simak.changes == 0
    assert "lama1@mhs.kampus.example → baru@mhs.kampus.example" in text_of(office.newest(JOKO_ADDRESS, "approval"))
    office.approve()

    assert (simak.changes, simak.students["2190000001"]["email"]) == (1, "baru@mhs.kampus.example")
    assert office.tickets()[0]["status"] == "solved"


def test_lost_answer_is_found_by_reading_back(office: IntegratorOffice, simak: Simak) -> None:
    office.order(RINA, office.complain(), LINE)
    office.confirm()
    simak.faults += ["", "reset_after"]
    office.approve()
    office.work()

    assert simak.changes == 1
    assert office.mails(STUDENT, "refusal") == []


def test_person_who_is_not_the_tickets_is_not_touched(office: IntegratorOffice, simak: Simak) -> None:
    simak.students["2190000001"]["nama"] = "ORANG LAIN"
    office.order(RINA, office.complain(), LINE)

    assert "Nama di tiket tidak cocok" in text_of(office.newest(STAFF, "action-stopped"))
    assert simak.changes == 0


def test_both_systems_are_compared_field_by_field(office: IntegratorOffice, simak: Simak) -> None:
    simak.students["2190000001"]["nik"] = NEW_NIK
    office.order(RINA, office.complain(), "!banding")

    answer = text_of(office.newest(STAFF, "action-answer"))
    assert "lama1@mhs.kampus.example" in answer
    assert "≠" in answer
    assert mask(NEW_NIK) in answer
    assert not {NEW_NIK, OLD_NIK} & set(answer.split())


def test_comparison_with_a_simak_that_is_away_is_refused_and_keeps_the_feeder(
    office: IntegratorOffice, simak: Simak
) -> None:
    simak.faults += ["status 503"] * 40
    notice = office.complain()
    for _ in range(3):
        office.order(RINA, notice, "!banding")
    assert "SIMAK sedang tidak dapat dihubungi" in text_of(office.newest(STAFF, "action-stopped"))
    assert Outage.select().count() == 0


def test_system_that_is_away_keeps_requests_until_it_is_back(office: IntegratorOffice, simak: Simak) -> None:
    notice = office.complain()
    simak.faults += ["status 503"] * 40
    office.order(RINA, notice, LINE)
    for _ in range(4):
        past(outage=True)
        office.work()
    assert "SIMAK sedang tidak dapat dihubungi" in text_of(office.newest(STAFF, "action-waiting"))
    assert len(office.mails(STUDENT, "outage")) == 1
    simak.faults.clear()
    past(outage=True)
    office.work()
    assert "kembali dapat dihubungi" in text_of(office.newest(STAFF, "action-waiting"))
    assert office.mails(STAFF, "confirmation") != []


def test_outage_of_one_system_does_not_keep_another_waiting(office: IntegratorOffice, simak: Simak) -> None:
    notice = office.complain()
    simak.faults += ["status 503"] * 40
    for _ in range(3):
        office.order(RINA, notice, "!cek-simak")
        past(outage=True)
    office.order(RINA, notice, "!cek-mahasiswa")
    answers = [text_of(mail) for mail in office.mails(STAFF, "action-answer")]
    assert ["!cek-mahasiswa" in text for text in answers] == [True]
