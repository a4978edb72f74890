"""`!isi`, `!minta` and `!form`."""

from dataclasses import replace
from typing import Any

import pytest

from daemon.desk.complaint_types.catalogue import load
from daemon.desk.planning.plan import SetFormValue, after
from daemon.desk.refusal import Refusal
from daemon.desk.statuses import Status
from daemon.desk.views import AttachmentView, FieldView
from daemon.places import templates_folder

CATALOGUE = load(templates_folder(None) / "catalogue")


def plan(counter: Any, line: str, text: str = "", **changes: Any) -> Any:
    """Plan a line about a ticket with a wrong NIK."""
    call = counter.call(line, counter.ticket("in_progress", type_code="M04", **changes), text)
    return call.command.plan(replace(call, catalogue=CATALOGUE))


def refusal(counter: Any, line: str, **changes: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        plan(counter, line, **changes)
    return caught.value


def letter(counter: Any, line: str, text: str = "", **changes: Any) -> Any:
    """Return the letter that a line sends."""
    return plan(counter, line, text, **changes).effects[1].content


COMPLETE = {
    "fields": (
        FieldView("nim", "2190000001", is_valid=True),
        FieldView("nama", "Budi Contoh", is_valid=True),
        FieldView("nik", "1671010101010001", is_valid=True),
    ),
    "attachments": (AttachmentView("ktp.jpg", 900, "ktp"),),
}


def test_value_is_tidied_and_set(counter: Any) -> None:
    effects = plan(counter, '!isi nim="219 000 0001"').effects
    assert effects == (SetFormValue(7, "nim", "", "2190000001"),)


def test_field_may_be_called_by_its_label(counter: Any) -> None:
    assert plan(counter, '!set nama_lengkap="Budi Contoh"').effects[0].name == "nama"


def test_dash_empties_a_field(counter: Any) -> None:
    (effect,) = plan(counter, "!isi nim=-", **COMPLETE).effects
    assert (effect.before, effect.after) == ("2190000001", "")


def test_value_that_does_not_fit_is_refused(counter: Any) -> None:
    assert refusal(counter, "!isi nik=12345").code == "field-value"


def test_mistyped_field_is_suggested(counter: Any) -> None:
    assert refusal(counter, "!isi nik_lam=1").facts["similar"] == "nik_lama"


def test_field_without_a_value_is_refused(counter: Any) -> None:
    assert refusal(counter, "!isi nim").facts["problem"] == "no-key"


def test_corrected_value_counts_for_the_next_command(counter: Any) -> None:
    view = counter.ticket("new", type_code="M04")
    assert after(view, (SetFormValue(7, "nim", "", "2190000001"),)).fields == COMPLETE["fields"][:1]


def test_form_asks_for_what_is_missing_and_waits(counter: Any) -> None:
    status, mail = plan(counter, "!form").effects
    assert status.after is Status.WAITING
    assert [field.name for field in mail.content.missing] == ["nim", "nama", "nik"]
    assert mail.content.documents == ("KTP",)


def test_complete_form_is_not_asked_for(counter: Any) -> None:
    assert refusal(counter, "!form", **COMPLETE).code == "form-complete"


def test_named_fields_and_documents_are_asked_for_although_they_are_there(counter: Any) -> None:
    content = letter(counter, "!minta nik, KTP", **COMPLETE)
    assert ([field.name for field in content.form], content.documents) == (["nik"], ("KTP",))


def test_document_of_another_type_may_be_asked_for(counter: Any) -> None:
    assert letter(counter, '!ask "kartu keluarga"').documents == ("Kartu keluarga (KK)",)


def test_text_below_stands_in_the_letter(counter: Any) -> None:
    assert letter(counter, "!minta ktp", "Foto KTP-nya buram.").text == "Foto KTP-nya buram."


def test_unknown_field_is_refused(counter: Any) -> None:
    assert refusal(counter, "!minta zodiak").facts["kind"] == "field"
