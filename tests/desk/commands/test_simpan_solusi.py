"""`!simpan-solusi`."""

from typing import Any

from daemon.desk.planning.plan import SaveSolution, TellActor
from daemon.desk.writing.letters import SolutionList

LINE = '!simpan-solusi wifi-baru "Login ulang WiFi"'


def test_solution_that_was_sent_is_kept_without_its_salutation(counter: Any) -> None:
    (effect,) = counter.effects(LINE, counter.ticket("solved"))
    text = "silakan login ulang di wifi.kampus.example."
    assert effect == SaveSolution(7, "wifi-baru", "id", "Login ulang WiFi", text, "M01")


def test_text_below_takes_its_place(counter: Any) -> None:
    plan = counter.plan(LINE, counter.ticket("solved"), "Login ulang, lalu coba lagi.")
    assert (plan.effects[0].text, plan.uses_text) == ("Login ulang, lalu coba lagi.", True)


def test_ticket_without_a_solution_is_refused(counter: Any) -> None:
    assert counter.refusal(LINE).code == "solution-none"


def test_name_of_the_ticket_is_refused_and_masked(counter: Any) -> None:
    refusal = counter.refusal(LINE, text="Nama ibu kandung menjadi Aminah  Contoh.")
    assert (refusal.code, refusal.facts["found"]) == ("solution-personal", "A••••• C•••••")


def test_anybodys_number_or_address_is_refused(counter: Any) -> None:
    refusal = counter.refusal(LINE, text="NIM 2291112223 sudah aktif, hubungi dewi@kampus.example.")
    assert refusal.facts["found"] == "d•••••••••••••••••••, ••••••2223"


def test_person_in_the_title_is_refused(counter: Any) -> None:
    assert counter.refusal('!simpan-solusi wifi "WiFi Siti Contoh"', text="Login ulang.").code == "solution-personal"


def test_code_of_a_template_is_refused(counter: Any) -> None:
    assert counter.refusal('!simpan-solusi data-diperbaiki "x"', text="y").code == "solution-code"


def test_code_without_a_title_is_refused(counter: Any) -> None:
    assert counter.refusal("!simpan-solusi wifi-baru").facts["problem"] == "missing"


def test_dash_withdraws(counter: Any) -> None:
    assert not counter.effects("!simpan-solusi wifi-login -")[0].is_kept


def test_unknown_code_cannot_be_withdrawn(counter: Any) -> None:
    assert counter.refusal("!simpan-solusi tidak-ada -").facts["kind"] == "solution"


def test_without_arguments_it_lists(counter: Any) -> None:
    (effect,) = counter.effects("!simpan-solusi", None)
    assert isinstance(effect, TellActor)
    assert isinstance(effect.section, SolutionList)
