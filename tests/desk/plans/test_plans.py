"""A plan moves only along its paths, by one at a time, and every move is on record."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from daemon.desk.four_eyes import plans
from daemon.desk.four_eyes.plans import MOVES, Overtaken, State
from daemon.desk.journal import broken_links
from daemon.desk.refusal import Refusal
from models.database import transaction
from models.journal import JournalEvent
from models.plans import StoredPlan

PATHS = [(source, target) for source, targets in MOVES.items() for target in sorted(targets)]


@pytest.mark.parametrize(("source", "target"), PATHS)
def test_plan_moves_along_its_paths(bench: Any, source: State, target: State) -> None:
    plan = bench.plan(source)
    if target is State.APPROVED:
        plans.approve(plan, "joko", 1, bench.step("staff:joko"))
    plans.move(plan, target, bench.step())
    assert bench.read(plan).state == target


@pytest.mark.parametrize("source", State)
def test_plan_moves_nowhere_else(bench: Any, source: State) -> None:
    plan = bench.plan(source)
    for target in frozenset(State) - MOVES.get(source, frozenset()):
        with pytest.raises(Overtaken):
            plans.move(plan, target, bench.step())
    assert bench.read(plan).state == source


@pytest.mark.parametrize("ended", sorted(plans.ENDED))
def test_nothing_leaves_an_end(ended: State) -> None:
    assert ended not in MOVES


def test_move_is_on_record_with_who_mail_level_snapshot_and_result(bench: Any) -> None:
    plan = bench.plan()
    plans.move(plan, State.CONFIRMED, bench.step(), "clear")
    event = JournalEvent.get(JournalEvent.name == "plan.confirmed")
    assert (event.actor, event.inbound_id, event.message_id) == ("staff:rina", 1, "surat@kampus.example")
    known = {"plan": plan.id, "kind": plan.kind, "hash": plan.hash, "level": "A3", "result": "clear"}
    assert event.data == known
    assert list(broken_links()) == []


def test_plan_without_its_second_person_is_never_carried_out(bench: Any) -> None:
    plan = bench.plan(State.CONFIRMED)
    with pytest.raises(Refusal, match="plan-unapproved"):
        plans.move(plan, State.APPROVED, bench.step())
    StoredPlan.update(state="approved").execute()
    with pytest.raises(Refusal, match="plan-unapproved"):
        plans.move(bench.read(plan), State.EXECUTING, bench.step())


def test_own_plan_cannot_be_approved(bench: Any) -> None:
    with pytest.raises(Refusal, match="own-plan"):
        plans.approve(bench.plan(State.CONFIRMED), "rina", 1, bench.step())


def test_one_person_is_one_person(bench: Any) -> None:
    bench.kind.approvals = 2
    plan = bench.plan(State.CONFIRMED)
    assert not plans.approve(plan, "joko", 1, bench.step("staff:joko"))
    with pytest.raises(Refusal, match="approved-before"):
        plans.approve(plan, "joko", 1, bench.step("staff:joko"))
    assert plans.approve(plan, "siti", 1, bench.step("staff:siti"))


def test_ended_plan_says_when(bench: Any) -> None:
    plan = bench.plan(State.CONFIRMED)
    plans.move(plan, State.CANCELLED, bench.step())
    assert bench.read(plan).finished_at == bench.now


def test_only_what_waits_is_overdue(bench: Any) -> None:
    waiting = [bench.plan(state) for state in plans.WAITING]
    for state in (State.EXECUTING, State.UNKNOWN, State.DONE):
        bench.plan(state)
    assert plans.overdue(bench.now + timedelta(hours=23)) == ()
    assert {plan.id for plan in plans.overdue(bench.now + timedelta(hours=24))} == {plan.id for plan in waiting}


def test_of_many_at_the_same_time_one_carries_out(
    bench: Any, in_threads: Callable[[Callable[[], object], int], list[object]]
) -> None:
    plan = bench.plan(State.APPROVED)
    together = Barrier(4, timeout=20)

    def start() -> bool:
        own = bench.read(plan)
        together.wait()
        try:
            with transaction():
                plans.move(own, State.EXECUTING, bench.step())
        except Overtaken:
            return False
        return True

    assert sorted(in_threads(start, 4)) == [False, False, False, True]
    assert bench.events().count("plan.executing") == 1


def test_snapshot_is_of_content_state_and_number_of_approvals(bench: Any) -> None:
    first = bench.kind.propose(None, bench.now).hash
    assert bench.kind.propose(None, bench.now + timedelta(days=1)).hash == first
    for name, value in (("state", "new"), ("approvals", 0), ("right", "other")):
        before = getattr(bench.kind, name)
        setattr(bench.kind, name, value)
        assert bench.kind.propose(None, bench.now).hash != first
        setattr(bench.kind, name, before)
