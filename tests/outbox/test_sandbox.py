"""What the theme said is remembered for the same values, and never for values that only look the same."""

import pytest
from jinja2 import DictLoader
from markupsafe import Markup

from daemon.outbox.links import Links
from daemon.outbox.sandbox import Sandbox, links

THEME = """
{%- macro say(words) -%}{{ words }}{%- endmacro -%}
{%- macro frame() -%}[{{ caller() }}]{%- endmacro -%}
{%- macro link(word) -%}{% if links.are_there %}{{ links.write(word) }}{% else %}{{ word }}{% endif %}{%- endmacro -%}
"""
IMPORT = '{% import "theme" as t %}'


@pytest.fixture
def sandbox() -> Sandbox:
    made = Sandbox("theme", {}, loader=DictLoader({"theme": THEME}), autoescape=True)
    made.globals = {"links": links}
    return made


def rendered(sandbox: Sandbox, template: str, **values: object) -> str:
    return sandbox.from_string(IMPORT + template).render(**values)


def test_escaped_words_are_not_taken_for_plain_ones(sandbox: Sandbox) -> None:
    values = {"plain": "<b>", "marked": Markup("<b>")}
    assert rendered(sandbox, "{{ t.say(plain) }}{{ t.say(marked) }}{{ t.say(plain) }}", **values) == (
        "&lt;b&gt;<b>&lt;b&gt;"
    )


def test_a_number_is_not_taken_for_a_truth(sandbox: Sandbox) -> None:
    assert rendered(sandbox, "{{ t.say(1) }} {{ t.say(true) }} {{ t.say(1.0) }} {{ t.say([1]) }}") == "1 True 1.0 [1]"


def test_what_changes_by_itself_is_said_anew_each_time(sandbox: Sandbox) -> None:
    turns = {"first": {"said": 1}, "second": {"said": 2}}
    assert rendered(sandbox, "{{ t.say(first) }} {{ t.say(second) }}", **turns).count("said") == 2


def test_blocks_are_told_apart_by_what_stands_in_them(sandbox: Sandbox) -> None:
    template = "{% for word in words %}{% call t.frame() %}{{ word }}{% endcall %}{% endfor %}"
    assert rendered(sandbox, template, words=["a", "<b>", "a"]) == "[a][&lt;b&gt;][a]"


def test_each_letter_has_its_own_links(sandbox: Sandbox) -> None:
    letters = []
    for address in ("satu@kampus.example", "", "dua@kampus.example"):
        links.put(Links(address, "Re: Nama"))
        letters.append(links.placed(rendered(sandbox, '{{ t.link("YA") }}'), is_html=True))
    assert letters == [
        "mailto:satu@kampus.example?subject=Re%3A%20Nama&amp;body=YA",
        "YA",
        "mailto:dua@kampus.example?subject=Re%3A%20Nama&amp;body=YA",
    ]


def test_much_that_only_one_letter_says_does_not_pile_up(sandbox: Sandbox) -> None:
    said = rendered(sandbox, "{% for number in numbers %}{{ t.say(number) }},{% endfor %}", numbers=list(range(2000)))
    assert said.count(",") == 2000
    assert len(sandbox._young) + len(sandbox._old) <= 512
