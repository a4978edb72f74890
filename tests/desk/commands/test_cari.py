"""`!cari`."""

from dataclasses import replace
from typing import Any

from daemon.desk.views import Directory, StaffMember


def sections(plan: Any) -> list[str]:
    return [effect.section.section for effect in plan.effects]


def test_words_find_tickets_and_solutions(counter: Any) -> None:
    assert sections(counter.plan("!cari nama ibu", None)) == ["list", "solutions"]
    assert counter.queries.asked[0] == (None, "nama ibu")


def test_who_may_not_look_at_tickets_sees_solutions_alone(counter: Any) -> None:
    call = counter.call("!find wifi", None)
    trainee = StaffMember("dewi", "Dewi Contoh", ("dewi@kampus.example",), ("magang",))
    directory = Directory((trainee,), {}, {"magang": ("cari",)})
    assert sections(call.command.plan(replace(call, actor=trainee, directory=directory))) == ["solutions"]


def test_nothing_to_find_is_refused(counter: Any) -> None:
    assert counter.refusal("!cari", None).facts["problem"] == "missing"
