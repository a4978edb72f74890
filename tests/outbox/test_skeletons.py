"""A letter that is filled into a skeleton says exactly what the templates say."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from daemon.desk.writing.letters import Acknowledgement, FormField, StageFacts
from daemon.outbox import skeletons
from daemon.outbox.composing import text_part
from daemon.outbox.letterhead import Letterhead
from daemon.outbox.links import NO_LINKS, Links
from daemon.outbox.marks import Pattern
from daemon.outbox.part_patterns import PartPattern
from daemon.outbox.rendering import Rendered, Renderer

TEMPLATES = Path(__file__).parents[2] / "templates"
SAYS_AGAIN = "{% extends layout %}{% import theme as t %}{% block subject %}Surat{% endblock %}{% block body %}"
USUAL_NAME = "Budi Contoh"
Folder = Callable[[str], Renderer]


def letter(number: str = "PDI-2611-0042", name: str = USUAL_NAME, subject: str = "Nama salah") -> Acknowledgement:
    fields = (
        FormField("nama", "Nama <b>", "Persis seperti di KTP.", "Siti Contoh", name, "", is_required=True),
        FormField("nim", "NIM", "", "2190000001", "", "", is_required=True),
    )
    stages = (StageFacts("contact", 5, None, is_closed=False),)
    return Acknowledgement(number, subject, "Biodata", fields[1:], fields, ("KTP",), stages, outside_hours=False)


def links(token: str = "satu") -> Links:
    return Links(f"bantuan+{token}@kampus.example", f"Re: [PDI-2611-0042] {token}")


@pytest.fixture
def made(letterhead: Letterhead) -> Renderer:
    """Return words of its own, which nobody used yet."""
    return Renderer([TEMPLATES], letterhead)


@pytest.fixture
def overridden(letterhead: Letterhead, tmp_path: Path) -> Folder:
    """Return words with another acknowledgement, whose body is the given one."""

    def make(body: str) -> Renderer:
        folder = tmp_path / "own"
        (folder / "mail").mkdir(parents=True)
        (folder / "mail" / "acknowledgement.id.j2").write_text(f"{SAYS_AGAIN}{body}{{% endblock %}}", "utf-8")
        return Renderer([folder, TEMPLATES], letterhead)

    return make


def has_skeleton(renderer: Renderer, content: Acknowledgement) -> bool:
    sort = skeletons.sort_of(content, "id", links())
    return sort is not None and isinstance(renderer._skeletons.find(sort), skeletons.Skeleton)


def written_thrice(renderer: Renderer, content: Acknowledgement) -> Rendered:
    """Write two letters of the same sort first, so that the third could be filled into their skeleton."""
    for count in (1, 2):
        renderer.render(replace(content, number=f"PDI-2611-000{count}"), "id", links())
    return renderer.render(content, "id", links("tiga"))


def test_the_third_letter_of_a_sort_is_filled_into_a_skeleton(made: Renderer) -> None:
    written_thrice(made, letter())
    assert has_skeleton(made, letter(number="PDI-2611-0099", name="Siti Contoh"))


@pytest.mark.parametrize(
    "other",
    [
        letter(number="PDI-2611-0099"),
        letter(number="PDI-2611-12345"),
        letter(name="<script>alert('x')</script> & \"Siti\" {{ 7 }} %s"),
        letter(name="3578011203990001"),
        letter(name="nama=Siti&nim=1+1"),
        letter(name="Nama " * 100),
        letter(name="!tutup"),
        letter(name="Siti\n!tutup"),
        letter(name="  Siti\u202e"),
        letter(name=""),
        letter(number=""),
        letter(number="<b>PDI-2611-0042</b>"),
        letter(subject="Lain\r\nsekali"),
    ],
    ids=lambda content: f"{content.number}, {content.form[0].value[:20]}",
)
def test_every_letter_says_what_it_says_without_a_skeleton(
    made: Renderer, letterhead: Letterhead, other: Acknowledgement
) -> None:
    written_thrice(made, letter())
    written_thrice(made, other)
    alone = Renderer([TEMPLATES], letterhead).render(other, "id", links("empat"))
    assert made.render(other, "id", links("empat")) == alone


def test_the_parts_of_a_filled_letter_are_those_of_its_texts(made: Renderer) -> None:
    written_thrice(made, letter())
    for name in ("Budi", "Bûdi" + " Bûdi" * 30, "=" * 80, "a" * 500, "x." * 60, "Siti {{ é }}"):
        for subject in ("Nama", "Perihal — " + "é" * 70):
            filled = made.render(letter(name=name, subject=subject), "id", links(name[:3]))
            assert filled.parts == (text_part("plain", filled.text), text_part("html", filled.html))


@pytest.mark.parametrize("end", ["", "\n", "\n\n", "\r\n", " \n x", "\n." + "y" * 90])
@pytest.mark.parametrize("begin", ["", "\n", "a\r\nb", ".", "é\n", "k" * 90 + "\n=", "x\r"])
@pytest.mark.parametrize("between", ["", " ", "\n", "\né\n", "\r\n.\r\n", "é\n" * 200 + "x", "\n" + "k" * 300 + "\né"])
def test_a_part_is_filled_as_its_text_is_encoded(begin: str, between: str, end: str) -> None:
    pattern = Pattern((begin, "", between, "", end), ((0, str, (1,)), (1, str, (3,))))
    part = PartPattern("plain", pattern)
    for values in (("satu", "dua"), (".", "é"), ("z" * 77, "=" * 30), (" ", "x ")):
        assert part.filled(pattern.said(values)) == text_part("plain", pattern.filled(values))


def test_a_letter_without_links_is_none_with_links(made: Renderer, letterhead: Letterhead) -> None:
    written_thrice(made, letter())
    alone = Renderer([TEMPLATES], letterhead).render(letter(), "id", NO_LINKS)
    assert made.render(letter(), "id", NO_LINKS) == alone


@pytest.mark.parametrize(
    "body",
    [
        "{% if letter.number == 'PDI-2611-0001' %}satu{% endif %}",
        "{% if letter.number is string %}ya{% else %}tidak{% endif %}",
        "{% if letter.number in ['PDI-2611-0001'] %}satu{% endif %}",
        "{% if '0001' in letter.number %}satu{% endif %}",
        "{% if (letter.number ~ '') == 'PDI-2611-0001' %}satu{% endif %}",
        "{{ letter.number | upper }}",
        "{{ letter.number | lower }}",
        "{{ letter.number | replace('0001', 'satu') }}",
        "{{ letter.number | int }} {{ letter.number | length }}",
        "{{ ('Nomor ' ~ letter.number) | upper }}",
        "{{ [letter.number, 'x'] | sort | join(' ') }}",
        "{{ [letter.number] | map('lower') | join }}",
        "{{ letter.number[-4:] }}",
        "{{ letter.number[0] }}",
        "{{ letter.number.split('-')[2] }}",
        "{{ letter.number.nothing | default('tidak ada') }}",
        "{{ '%.5s' % letter.number }}",
        "{{ '{:.5}'.format(letter.number) }} {{ '{!s:.5}'.format(letter.number) }}",
        "{{ 'nomor-' + letter.number }}",
        "{% for sign in letter.number %}{{ sign }}.{% endfor %}",
        "{% set said %}{{ letter.number }}{% endset %}{{ said | lower }}",
        "{% filter lower %}{{ letter.number }}{% endfilter %}",
        "{% macro say(x) %}{{ x }}{% endmacro %}{{ say(letter.number) | lower }}",
        "{% macro say() %}{{ caller() | lower }}{% endmacro %}{% call say() %}{{ letter.number }}{% endcall %}",
        "{% if letter.form[0].value == 'Budi Contoh' %}Budi{% endif %}",
        "{{ letter.form | map(attribute='value') | map('upper') | join(', ') }}",
        "{{ letter.form | selectattr('value', 'equalto', 'Siti Contoh') | list | length }}",
        "{{ letter.form[0].value | wrap }}",
        "{{ letter.subject | wrap }}",
        "{{ links.write(letter.subject) }}",
        "{% set name = namespace(x=letter.number) if false else letter.number %}{{ name | lower }}",
        "{% autoescape false %}{{ letter.form[0].value }}{% endautoescape %}",
        "{{ letter.form[0].value | safe }}",
        "{{ links.write('YA') | lower }}",
        "{{ {letter.number: 1} }}",
        "{{ letter }}",
    ],
)
def test_a_template_that_does_more_than_say_the_values_gives_no_skeleton(overridden: Folder, body: str) -> None:
    renderer = overridden(body)
    others = (letter("PDI-2611-0001", "Budi Contoh"), letter("PDI-2611-0002", "Siti Contoh"))
    for content in (*others, *others):
        renderer.render(content, "id", links())
    assert not has_skeleton(renderer, letter())


@pytest.mark.parametrize(
    "body",
    [
        "{{ letter.number }} {{ letter.subject }} {{ letter.form[0].value }}",
        "{{ letter.form | answers | join(' ', attribute=1) }}",
        "{{ letter.form | map(attribute='value') | join(', ') }}",
        "{% if letter.subject %}{{ letter.subject | one_line }}{% else %}-{% endif %}",
        "{{ letter.form[0].value | one_line | masked }} {{ letter.subject or 'tanpa perihal' }}",
        "{{ t.summary([('Nomor', letter.number)]) }}",
        "<a href='{{ links.form(letter.form | blank) }}'>{{ letter.number }}</a>",
        "{% macro say() %}{{ caller() | one_line }}{% endmacro %}{% call say() %}{{ letter.number }}{% endcall %}",
    ],
)
def test_a_template_that_only_says_the_values_does(overridden: Folder, body: str) -> None:
    renderer = overridden(body)
    written_thrice(renderer, letter())
    filled = renderer.render(letter("PDI-2611-0077", "A & <B> 3578011203990001", "Lain"), "id", links("empat"))
    assert has_skeleton(renderer, letter())
    renderer._skeletons = skeletons.Skeletons()
    assert filled == renderer.render(letter("PDI-2611-0077", "A & <B> 3578011203990001", "Lain"), "id", links("empat"))


def test_sorts_that_only_one_letter_was_of_do_not_pile_up(made: Renderer) -> None:
    for count in range(300):
        made.render(replace(letter(), documents=(f"Dokumen {count}",)), "id", links())
    assert len(made._skeletons._young) + len(made._skeletons._old) <= 128
