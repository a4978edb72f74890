"""Text comes out right, or nearly, whatever its label says."""

# ruff: noqa: RUF001 - the signs that are easily confused are what this is about

import pytest

from daemon.reading.mime.charsets import codec_name, decode

INDONESIAN = "Nama saya di PDDikti tertulis “Zulfá’”, bukan ‘Zulfa’ – mohon diperbaiki"
RUSSIAN = "Здравствуйте, прошу исправить моё имя в системе"
CHINESE = "你好，我是交换生，请帮我更正姓名"


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "cp1252", "Windows-1252 ", '"utf-8"', "UTF8"])
def test_text_is_decoded_as_declared(charset: str) -> None:
    codec = "cp1252" if "1252" in charset else "utf-8"
    assert decode(INDONESIAN.encode(codec), charset) == INDONESIAN


@pytest.mark.parametrize("label", ["iso-8859-1", "us-ascii", "latin1", "ANSI_X3.4-1968", ""])
def test_octets_of_windows_are_read_as_such_under_the_labels_that_windows_programs_put_on_them(label: str) -> None:
    assert decode(INDONESIAN.encode("cp1252"), label) == INDONESIAN


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "us-ascii", "x-unknown", "", "koi8-r"])
def test_utf_8_is_recognised_under_a_wrong_label(label: str) -> None:
    assert decode(INDONESIAN.encode(), label) == INDONESIAN


@pytest.mark.parametrize(
    "label", ["undefined", "idna", "hex", "rot13", "zlib", "unicode_escape", "a\0b", "é", "x" * 500]
)
def test_a_label_that_is_no_charset_is_ignored(label: str) -> None:
    assert decode(INDONESIAN.encode(), label) == INDONESIAN
    assert codec_name(label) == ""


@pytest.mark.parametrize(
    ("label", "codec"), [("gb2312", "gb18030"), ("ks_c_5601-1987", "cp949"), ("shift_jis", "cp932")]
)
def test_asian_labels_mean_the_larger_sets_that_programs_write_under_them(label: str, codec: str) -> None:
    assert codec_name(label) == codec


def test_a_few_chinese_characters_are_not_mistaken_for_utf_8() -> None:
    octets = "联通".encode("gbk").replace(b"\xc1\xaa", b"\xc4\xaa")  # two characters that happen to be valid UTF-8
    octets.decode("utf-8")
    assert decode(octets, "gb2312") == octets.decode("gb18030")


def test_a_byte_order_mark_beats_the_label() -> None:
    assert decode(INDONESIAN.encode("utf-16"), "iso-8859-1") == INDONESIAN


def test_a_byte_order_mark_is_no_text() -> None:
    assert decode(b"\xef\xbb\xbfHalo \xe2\x80\x93", "utf-8") == "Halo –"


def test_double_encoding_is_undone() -> None:
    assert decode("RÃ©sumÃ© ZulfÃ¡".encode(), "utf-8") == "Résumé Zulfá"


def test_double_encoding_by_way_of_latin_1_is_undone() -> None:
    text = "Résumé “Zulfá” – 5 €"

    assert decode(text.encode().decode("latin-1").encode(), "utf-8") == text


def test_text_that_only_looks_double_encoded_in_places_is_left_alone() -> None:
    text = "tertulis Ã© padahal é"
    assert decode(text.encode(), "utf-8") == text


@pytest.mark.parametrize(("text", "codec"), [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (CHINESE, "gb18030")])
def test_undeclared_text_of_other_scripts_is_detected(text: str, codec: str) -> None:
    assert decode((text * 3).encode(codec), "") == text * 3


@pytest.mark.parametrize("label", ["", "us-ascii", "utf-8"])
def test_undeclared_japanese_of_seven_bits_is_recognised(label: str) -> None:
    assert decode("日本語 x".encode("iso-2022-jp"), label) == "日本語 x"


def test_one_broken_character_does_not_spoil_the_rest() -> None:
    assert decode(INDONESIAN.encode() + b"\xff", "utf-8") == INDONESIAN + "\ufffd"


def test_no_half_of_a_surrogate_pair_comes_out() -> None:
    decode(b"+2AA- x", "utf-7").encode("utf-8")


def test_every_octet_of_every_charset_gives_something() -> None:
    for label in ("", "utf-8", "windows-1252", "utf-16", "utf-7", "iso-2022-jp", "gb2312", "euc-kr", "cp1257"):
        assert decode(bytes(range(256)), label)
