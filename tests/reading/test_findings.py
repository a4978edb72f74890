"""Hold what is found in the sender's text: form values, type, language, short replies."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.reading.findings.findings import read_findings
from daemon.reading.findings.identifiers import is_nik, is_nip, tidy
from daemon.reading.findings.language import spoken_language
from daemon.reading.message import Findings, InboundMessage, Mailbox, ReplyText
from daemon.reading.vocabulary import FieldWords, TypeWords, Vocabulary

NIK = "1671010101010001"
VOCABULARY = Vocabulary(
    fields=(
        FieldWords("nim", ("NIM", "Student number", "nomor induk mahasiswa"), "[0-9A-Z./-]{4,24}", "nim"),
        FieldWords("nama", ("Nama lengkap", "Full name", "nama", "name"), ".{2,100}", "text"),
        FieldWords("nama_benar", ("Nama yang benar", "Correct name"), ".{2,100}", "text"),
        FieldWords("nik", ("NIK yang benar", "Correct NIK", "NIK", "nomor KTP"), "[0-9]{16}", "nik"),
        FieldWords("nidn", ("NIDN", "Lecturer number"), "[0-9]{10}", "nidn"),
        FieldWords("nip", ("NIP", "Civil servant number"), "[0-9]{18}", "nip"),
        FieldWords("nisn", ("NISN", "School number"), "[0-9]{10}", "nisn"),
        FieldWords("telepon", ("No. HP/WhatsApp", "Phone", "no HP", "WA"), "[0-9]{9,15}", "phone"),
        FieldWords("email", ("Alamat e-mail", "E-mail address", "email"), "", "email"),
        FieldWords("semester", ("Semester", "Term", "tahun akademik"), "[0-9]{5}", "semester"),
        FieldWords("tanggal_lahir", ("Tanggal lahir", "Date of birth"), "", "date"),
        FieldWords("ipk", ("IPK", "GPA"), "[0-4](?:[.][0-9]{1,2})?", "number"),
        FieldWords("jk", ("Jenis kelamin", "Sex"), "", "choice", ("L|Laki-laki|male", "P|Perempuan|female")),
        FieldWords("alamat", ("Alamat", "Address"), "", "text"),
        FieldWords("lokasi", ("Lokasi", "Place"), "", "text"),
        FieldWords("nama_mk", ("Nama mata kuliah", "Course name"), "", "text"),
    ),
    types=(
        TypeWords("M01", "data-mahasiswa", ("Nama salah di SIMAK", "Name wrong", "penulisan nama keliru")),
        TypeWords("M04", "data-mahasiswa", ("NIK salah atau kosong", "NIK wrong", "perbaikan NIK")),
        TypeWords("M26", "akademik", ("Nilai kosong atau salah", "Grade missing", "nilai belum keluar")),
        TypeWords("S01", "sarpras", ("Jaringan internet atau WiFi bermasalah", "WiFi trouble", "internet mati")),
    ),
    ticket_prefix="PDI",
    own_addresses=("helpdesk@kampus.example",),
    message_id_domain="loket.kampus.example",
    loop_keys=(),
)


def find(text: str, subject: str = "", quoted_form: str = "") -> Findings:
    message = InboundMessage(
        headers=(),
        subject=subject,
        sender=Mailbox(address="budi@mhs.kampus.example", name="Budi Contoh"),
        reply_to=(),
        to=(),
        cc=(),
        message_id="a@b.example",
        message_id_is_made_up=False,
        in_reply_to="",
        references=(),
        date=None,
        content_sha256="",
        text=text,
        plain=text,
        plain_charset="utf-8",
        html=None,
        attachments=(),
        attached_messages=(),
        is_encrypted=False,
        is_signed=False,
        has_calendar=False,
        content_type="text/plain",
        defects=(),
    )
    return read_findings(message, ReplyText(text, "", is_forward=False, quoted_form=quoted_form), VOCABULARY)


def values(text: str, quoted_form: str = "") -> dict[str, str]:
    return {field.name: field.value for field in find(text, quoted_form=quoted_form).fields if field.is_valid}


@pytest.mark.parametrize(
    "line",
    [
        "NIM: 2190000001",
        "NIM : 2190000001",
        "nim=2190000001",
        "NIM\uff1a2190000001",
        "NIM - 2190000001",
        "NIM \u2013 2190000001",
        "NIM\t2190000001",
        "NIM | 2190000001",
        "| NIM | 2190000001 |",
        "| NIM | : | 2190000001 |",
        "NIM\t:\t2190000001",
        "NIM -> 2190000001",
        "NIM 2190000001",
        "N.I.M. : 2190000001",
        "1. NIM: 2190000001",
        "1) NIM : 2190000001",
        "(1) NIM : 2190000001",
        "a. NIM: 2190000001",
        "- NIM: 2190000001",
        "\u2022 NIM: 2190000001",
        "*NIM*: 2190000001",
        "*NIM:* 2190000001",
        "**NIM** : **2190000001**",
        "> NIM: 2190000001",
        "NIM saya: 2190000001",
        "NIM (10 angka): 2190000001",
        "NIM (contoh: 2190000009): 2190000001",
        "NIM: [isi di sini] 2190000001",
        "NIM: ___2190000001___",
        "NIM: 2190000001.",
        "NIM: 219 000 0001",
        "NIM:\n2190000001",
        "NIM\n: 2190000001",
        "NIM\n2190000001",
        "NIM:\n\n2190000001",
        "Nomor Induk Mahasiswa: 2190000001",
        "student number: 2190000001",
        "Yth. admin, berikut data saya, NIM: 2190000001",
        "NIM:2190000001;Nama:Budi",
        "NIM\u00a0:\u00a02190000001",
    ],
)
def test_labelled_value_is_found_however_it_is_written(line: str) -> None:
    assert values(line)["nim"] == "2190000001"


def test_several_fields_on_one_line_are_told_apart() -> None:
    assert values("NIM: 2190000001, Nama: Budi Contoh / No HP: 0812-0000-0001") == {
        "nim": "2190000001",
        "nama": "Budi Contoh",
        "telepon": "081200000001",
    }


def test_table_with_a_row_of_labels_is_read() -> None:
    assert values("| NIM | Nama |\n|-----|------|\n| 2190000001 | Budi Contoh |") == {
        "nim": "2190000001",
        "nama": "Budi Contoh",
    }


def test_table_may_have_columns_that_no_form_asks_for() -> None:
    assert values("No\tNIM\tNama\n1\t2190000001\tBudi Contoh") == {"nim": "2190000001", "nama": "Budi Contoh"}


def test_row_may_hold_several_labels_with_their_values() -> None:
    text = "| NIM | 2190000001 | Nama | Budi Contoh |\n| NIDN | 2015088001 | WA | 081200000001 |"
    assert values(text) == {
        "nim": "2190000001",
        "nama": "Budi Contoh",
        "nidn": "2015088001",
        "telepon": "081200000001",
    }


def test_list_of_definitions_is_read() -> None:
    assert values("NIM\n2190000001\nNama lengkap\nBudi Contoh\nAlamat\nJalan Contoh") == {
        "nim": "2190000001",
        "nama": "Budi Contoh",
        "alamat": "Jalan Contoh",
    }


def test_longest_label_wins() -> None:
    assert values("Nama: Budi Conto\nNama yang benar: Budi Contoh") == {
        "nama": "Budi Conto",
        "nama_benar": "Budi Contoh",
    }


@pytest.mark.parametrize("line", ["NIM:", "NIM: ____", "NIM: .....", "NIM: -", "NIM: [isi di sini]", "NIM: (wajib)"])
def test_field_that_was_left_empty_is_not_found(line: str) -> None:
    assert find(line).fields == ()


def test_empty_field_does_not_take_the_next_label_as_its_value() -> None:
    assert values("NIM:\nNama: Budi Contoh") == {"nama": "Budi Contoh"}


@pytest.mark.parametrize(
    "text", ["Kesalahan nama: tidak ada yang tahu", "Lihat https://kampus.example/nim", "Jam 10:30"]
)
def test_a_colon_in_a_sentence_is_no_field(text: str) -> None:
    assert find(text).fields == ()


def test_value_that_does_not_fit_is_kept_as_written() -> None:
    (field,) = find("NIK: 12 34").fields
    assert (field.name, field.value, field.is_valid, field.is_labelled) == ("nik", "12 34", False, True)


def test_own_text_comes_before_the_quoted_form() -> None:
    fields = find("NIM: 2190000001", quoted_form="NIM: 2190000009\nNama: Budi Contoh").fields
    assert [(field.name, field.value, field.is_quoted) for field in fields] == [
        ("nim", "2190000001", False),
        ("nama", "Budi Contoh", True),
    ]


def test_answer_below_the_quoted_label_is_found() -> None:
    assert values("", quoted_form="NIM:\n2190000001\nNama lengkap:\nBudi Contoh") == {
        "nim": "2190000001",
        "nama": "Budi Contoh",
    }


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("nim saya 2190000001 pak", "nim", "2190000001"),
        ("saya Budi Contoh (2190000001)", "nim", "2190000001"),
        (f"yang benar {NIK}", "nik", NIK),
        ("NIK 1671 0101 0101 0001", "nik", NIK),
        ("NIP 19800815 200501 1 001", "nip", "198008152005011001"),
        ("nip 198008152005211001 (PPPK)", "nip", "198008152005211001"),
        ("dengan NIDN 2015088001", "nidn", "2015088001"),
        ("NISN saya 0012345678", "nisn", "0012345678"),
        ("hubungi +62 812-0000-0001", "telepon", "081200000001"),
        ("hp 0812 0000 0001", "telepon", "081200000001"),
        ("WA 6281200000001", "telepon", "081200000001"),
        ("email yang aktif budi.baru@gmail.example", "email", "budi.baru@gmail.example"),
        ("di semester ganjil 2025/2026", "semester", "20251"),
        ("semester 2024/2025 Genap", "semester", "20242"),
        ("periode 2025-2026 gasal", "semester", "20251"),
        ("nama saya Budi Contoh dari PAI", "nama", "Budi Contoh"),
        ("NIK saya salah, hp 081200000001", "telepon", "081200000001"),
        ("wifi di gedung C lantai 2, mati", "lokasi", "gedung C lantai 2"),
        ("nilai mata kuliah Tafsir Tarbawi belum keluar", "nama_mk", "Tafsir Tarbawi"),
    ],
)
def test_identifier_is_recognised_in_free_text(text: str, name: str, value: str) -> None:
    assert values(text).get(name) == value


@pytest.mark.parametrize(
    "text",
    [
        "sudah bayar Rp 2190000001",
        "ke rekening 2190000001",
        "16 angka: 9999999999999999",
        "semester genap 2026",
        "semester 5",
        "surat ke helpdesk@kampus.example dari budi@mhs.kampus.example",
        "nama saya salah",
        "pada tahun 2025/2026",
        "di luar ruang lingkup",
        "mata kuliah yang saya ambil",
    ],
)
def test_what_only_looks_like_an_identifier_is_left_alone(text: str) -> None:
    assert find(text).fields == ()


def test_recognised_value_says_that_it_had_no_label() -> None:
    (field,) = find(f"yang benar {NIK}").fields
    assert not field.is_labelled


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("semester", "20251", "20251"),
        ("semester", "2025/1", "20251"),
        ("semester", "Ganjil 2025", "20251"),
        ("semester", "Odd semester 2025/26", "20251"),
        ("semester", "2025/2026 Pendek", "20253"),
        ("semester", "2025/2027 Ganjil", ""),
        ("date", "17 Agustus 2001", "2001-08-17"),
        ("date", "Palembang, 17-08-2001", "2001-08-17"),
        ("date", "2001/8/17", "2001-08-17"),
        ("date", "August 17, 2001", "2001-08-17"),
        ("date", "17 Agt 2001", "2001-08-17"),
        ("date", "31 Februari 2001", ""),
        ("number", "3,67", "3.67"),
        ("phone", "(0711) 354668", "0711354668"),
        ("phone", "123", ""),
        ("nim", "b1a0190001 (Budi)", "B1A0190001"),
        ("email", "<mailto:Budi@Kampus.example>", "budi@kampus.example"),
    ],
)
def test_value_is_brought_into_its_form(kind: str, text: str, value: str) -> None:
    assert tidy(kind, text) == value


@pytest.mark.parametrize("text", ["L", "laki laki", "Laki-Laki", "Male"])
def test_choice_is_recognised_in_any_of_its_forms(text: str) -> None:
    assert values(f"Jenis kelamin: {text}") == {"jk": "L"}


@pytest.mark.parametrize("digits", [NIK, "1671014101010001", "1671017112990012"])
def test_birth_date_makes_a_nik(digits: str) -> None:
    assert is_nik(digits)


@pytest.mark.parametrize("digits", ["1671010001010001", "1671013213010001", "1671010101010000", "167101010101000", ""])
def test_other_digits_are_no_nik(digits: str) -> None:
    assert not is_nik(digits)


def test_nip_needs_its_dates() -> None:
    assert is_nip("198008152005011001")
    assert not is_nip("198013152005011001")
    assert not is_nip("198008152005013001")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Nama saya di SIMAK keliru penulisannya", "M01"),
        ("mohon diperbaiki NIK saya yang salah", "M04"),
        ("kenapa nilai saya belum keluar-keluar ya pak", "M26"),
        ("wifi lt 2 mati dari tadi", "S01"),
        ("My grade is still missing", "M26"),
    ],
)
def test_type_is_suggested_from_the_words(text: str, code: str) -> None:
    assert find(text).suggestions[0].type_code == code


def test_code_in_the_subject_is_certain() -> None:
    best = find("Halo", subject="[M04] Formulir keluhan").suggestions[0]
    assert (best.type_code, best.category, best.confidence) == ("M04", "data-mahasiswa", 1.0)


def test_words_about_something_else_suggest_nothing() -> None:
    assert find("Selamat ulang tahun, semoga sehat selalu").suggestions == ()


def test_suggestions_are_best_first_and_few() -> None:
    suggestions = find("nama salah, NIK salah, nilai salah, internet mati").suggestions
    assert 1 < len(suggestions) <= 5
    assert [one.confidence for one in suggestions] == sorted((one.confidence for one in suggestions), reverse=True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mohon bantuannya, nama saya salah", "id"),
        ("Please help me, my name is wrong in the system", "en"),
        ("2190000001", "id"),
        ("", "id"),
        ("Dear Sir, NIK saya salah mohon diperbaiki", "id"),
    ],
)
def test_language_is_told_by_small_words(text: str, language: str) -> None:
    assert find(text).language == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I prefer English", "en"),
        ("Please reply in English.", "en"),
        ("English, please", "en"),
        ("Sorry I don\u2019t speak Bahasa", "en"),
        ("Mohon dibalas dalam bahasa Inggris, saya mahasiswa asing", "en"),
        ("I don't understand Indonesian, please answer in English", "en"),
        ("Mohon dijawab dalam bahasa Indonesia saja", "id"),
        ("I cannot speak English well", "id"),
        ("saya kurang paham bahasa inggris", "id"),
    ],
)
def test_wish_for_a_language_is_understood(text: str, language: str) -> None:
    found = find(text)
    assert (found.language, found.wished_language) == (language, language)


@pytest.mark.parametrize(
    "text",
    [
        "Nilai mata kuliah Bahasa Inggris saya salah, mohon dijawab",
        "Judul skripsi saya dalam bahasa Inggris salah",
        "Surat keterangan bahasa Inggris saya hilang",
        "Prodi saya Tadris Bahasa Inggris. Tolong dibalas ya",
        "I use English Education books",
        "Bahasa Indonesia: nilai A",
    ],
)
def test_course_of_a_language_is_no_wish_for_it(text: str) -> None:
    assert find(text).wished_language == ""


def test_short_answer_does_not_tell_the_language() -> None:
    assert spoken_language("Here is my NIM: 2190000001") == ""


def test_long_answer_tells_the_language() -> None:
    text = "I have sent you the files that you asked for, but I am not sure if this is right."
    assert spoken_language(text) == "en"


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("STATUS", "STATUS"),
        ("batal.", "BATAL"),
        ("*Selesai*", "SELESAI"),
        ("Cancel", "BATAL"),
        ("reopen", "BUKA"),
        ("5", "5"),
        ("4\nPelayanan cepat", "4"),
        ("b", "B"),
        ("(C)\nNIM: 2190000001", "C"),
        ("Selesai\nterima kasih", "SELESAI"),
        ("Buka\nNIK saya masih salah", "BUKA"),
        ("status dong kak?", "STATUS"),
        ("minta statusnya ya pak", "STATUS"),
        ("Statuss", "STATUS"),
        ("E dong", "E"),
    ],
)
def test_one_word_reply_is_recognised(text: str, keyword: str) -> None:
    assert find(text).keyword == keyword


@pytest.mark.parametrize(
    "text", ["Selesai\ntapi nama masih salah", "Batal saja", "Selesai dong", "status saya?", "6", "F", "55", ""]
)
def test_other_replies_are_no_keyword(text: str) -> None:
    assert find(text).keyword == ""


def test_empty_reply_may_carry_the_word_in_its_subject() -> None:
    assert find("", subject="Re: [PDI-2611-0042] Batal").keyword == "BATAL"
    assert find("", subject="Status mahasiswa").keyword == ""
    assert find("", subject="Buka PDI-2611-0042").keyword == "BUKA"


@pytest.mark.parametrize(
    "text",
    [
        "terima kasih banyak pak \U0001f64f",
        "Makasih kak",
        "Baik, terima kasih atas bantuannya.",
        "Terima kasih.\n\nBudi Contoh",
        "Thank you very much!",
        "Ok siap",
        "Alhamdulillah sudah benar, terima kasih banyak bapak",
        "Jazakallahu khairan",
    ],
)
def test_thanks_are_nothing_but_thanks(text: str) -> None:
    assert find(text).is_thanks


@pytest.mark.parametrize(
    "text",
    [
        "terima kasih, tapi NIM saya masih salah",
        "Terima kasih. Apakah sudah muncul?",
        "Terima kasih, kapan selesai",
        "NIM 2190000001, terima kasih",
        "sudah",
        "",
    ],
)
def test_thanks_with_content_are_content(text: str) -> None:
    assert not find(text).is_thanks


@pytest.mark.parametrize(
    "text",
    [
        "NIM: " * 10_000,
        "1 " * 25_000,
        "@" * 50_000,
        "nama saya " * 5_000,
        "(" * 50_000,
        "NIM\n" * 12_000,
        "| " * 25_000,
        "Ganjil " * 7_000,
        "a:" * 25_000,
        "-" * 50_000,
    ],
)
def test_hostile_text_costs_little_time(text: str) -> None:
    started = time.process_time()
    find(text, quoted_form=text)
    assert time.process_time() - started < 1.0


@given(st.text(max_size=400))
def test_no_text_is_too_strange(text: str) -> None:
    assert len(find(text, subject=text[:50], quoted_form=text).fields) <= len(VOCABULARY.fields)


@given(st.sampled_from(["NIM: ", "1. NIM : ", "*NIM* = ", "> NIM\t"]), st.from_regex(r"[1-9][0-9]{9}", fullmatch=True))
def test_number_that_is_written_is_the_number_that_is_found(label: str, number: str) -> None:
    assert values(f"{label}{number}") == {"nim": number}


OUR_FORM = """\
NIM: 2190000001
Nama lengkap: Budi Contoh
No. HP/WhatsApp:

* Nama lengkap \u2013 contoh: Siti Contoh
* NIK yang benar \u2013 16 angka seperti di KTP; contoh:
  1671010101010001
* NIDN \u2013 2015088001

DOKUMEN YANG PERLU DILAMPIRKAN
"""


def test_hints_below_our_own_form_are_no_answers() -> None:
    assert values("", quoted_form=OUR_FORM) == {"nim": "2190000001", "nama": "Budi Contoh"}
    assert all(field.is_valid for field in find("", quoted_form=OUR_FORM).fields)


def test_hidden_digits_of_our_own_form_are_no_answer() -> None:
    assert values("", quoted_form=f"NIK: \u2022\u2022\u2022\u2022\u2022\u20220001\n{NIK}") == {"nik": NIK}
