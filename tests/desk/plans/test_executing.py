"""What reaches outside is tried at most as often as we know that it did not happen; else a person has to look."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from daemon.desk.four_eyes import executing, plans
from daemon.desk.four_eyes.plan_kind import Ending, Finding
from daemon.desk.four_eyes.plans import Overtaken, State, Step
from daemon.desk.refusal import Refusal
from models.plans import PlanAttempt, StoredPlan


def attempts() -> list[tuple[int, str]]:
    return [(row.number, row.outcome) for row in PlanAttempt.select().order_by(PlanAttempt.number)]


def test_approved_plan_is_carried_out_once(bench: Any) -> None:
    plan = bench.plan(State.APPROVED)
    assert executing.run_due(bench.desk, bench.clock) == 1
    assert executing.run_due(bench.desk, bench.clock) == 0
    assert (bench.read(plan).state, len(bench.kind.executed), attempts()) == ("done", 1, [(1, "done")])
    assert bench.told("plan-outcome") == ["rina", "joko", "siti"]


@pytest.mark.parametrize("state", [State.REQUESTED, State.CONFIRMED, State.CANCELLED, State.EXPIRED, State.REJECTED])
def test_nothing_else_is_carried_out(bench: Any, state: State) -> None:
    bench.plan(state)
    assert executing.run_due(bench.desk, bench.clock) == 0
    assert bench.kind.executed == []


def test_definite_failure_is_final(bench: Any) -> None:
    bench.kind.endings = [Ending.FAILED]
    plan = bench.plan(State.APPROVED)
    executing.run_due(bench.desk, bench.clock)
    assert (bench.read(plan).state, attempts()) == ("failed", [(1, "failed")])


def test_changed_record_makes_the_plan_stale_and_previews_anew(bench: Any) -> None:
    plan = bench.plan(State.APPROVED)
    bench.kind.state = "changed"
    executing.run_due(bench.desk, bench.clock)
    assert (bench.read(plan).state, bench.kind.executed) == ("stale", [])
    renewed = StoredPlan.select().order_by(StoredPlan.id.desc()).get()
    assert (renewed.state, renewed.actor, renewed.needs_approval) == ("requested", "rina", 1)
    assert bench.told("confirmation") == ["rina"]


def test_plan_that_is_not_possible_any_more_is_void(bench: Any) -> None:
    plan = bench.plan(State.APPROVED)
    bench.kind.refusal = Refusal("no-ticket", command="x")
    executing.run_due(bench.desk, bench.clock)
    assert (bench.read(plan).state, bench.kind.executed) == ("stale", [])


def test_broken_connection_is_resolved_by_looking(bench: Any) -> None:
    bench.kind.endings = [Ending.UNKNOWN]
    plan = bench.plan(State.APPROVED)
    executing.run_due(bench.desk, bench.clock)
    assert bench.read(plan).state == "unknown"
    bench.now += timedelta(minutes=1)
    executing.run_due(bench.desk, bench.clock)
    assert (bench.read(plan).state, len(bench.kind.executed)) == ("done", 1)


def test_nobody_looks_before_the_pause_is_over(bench: Any) -> None:
    bench.kind.endings = [Ending.UNKNOWN]
    plan = bench.plan(State.APPROVED)
    executing.run_due(bench.desk, bench.clock)
    bench.now += timedelta(seconds=59)
    assert executing.run_due(bench.desk, bench.clock) == 0
    assert bench.read(plan).state == "unknown"


def test_what_did_not_happen_is_tried_again(bench: Any) -> None:
    bench.kind.endings, bench.kind.finding = [Ending.UNKNOWN, Ending.DONE], Finding.OLD
    plan = bench.plan(State.APPROVED)
    executing.run_due(bench.desk, bench.clock)
    bench.now += timedelta(minutes=1)
    executing.run_due(bench.desk, bench.clock)
    assert (bench.read(plan).state, attempts()) == ("done", [(1, "unknown"), (2, "done")])


def test_three_tries_and_then_a_person(bench: Any) -> None:
    bench.kind.endings, bench.kind.finding = [Ending.UNKNOWN] * 9, Finding.OLD
    plan = bench.plan(State.APPROVED)
    for _ in range(9):
        executing.run_due(bench.desk, bench.clock)
        bench.now += timedelta(hours=1)
    assert (bench.read(plan).state, len(bench.kind.executed)) == ("manual", 3)
    assert bench.told("trouble") == ["admin"]


def test_approved_plan_does_not_expire_behind_another_that_waits_for_its_system(bench: Any) -> None:
    plan = bench.plan(State.APPROVED)
    bench.kind.is_reachable = False
    for _ in range(20):
        executing.run_due(bench.desk, bench.clock)
        executing.expire(bench.desk, bench.now)
        bench.now += timedelta(hours=6)
    bench.kind.is_reachable = True
    executing.run_due(bench.desk, bench.clock)
    assert bench.read(plan).state == "done"


def test_what_this_process_is_carrying_out_is_not_taken_for_left_behind(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = bench.plan(State.APPROVED)
    execute = type(bench.kind)._execute

    def another_daemon_ends_meanwhile(self: Any, cause: Any, now: Any) -> Any:
        executing.recover(bench.desk, now)
        return execute(self, cause, now)

    monkeypatch.setattr(type(bench.kind), "_execute", another_daemon_ends_meanwhile)
    executing.run_due(bench.desk, bench.clock)
    assert (bench.read(plan).state, attempts()) == ("done", [(1, "done")])
    assert bench.told("plan-outcome") == ["rina", "joko", "siti"]


def test_last_try_in_vain_says_that_nothing_was_changed(bench: Any) -> None:
    bench.kind.endings, bench.kind.finding = [Ending.UNKNOWN] * 3, Finding.OLD
    bench.plan(State.APPROVED)
    for _ in range(4):
        executing.run_due(bench.desk, bench.clock)
        bench.now += timedelta(hours=1)
    told = [letter.content for letter in bench.letters if letter.content.kind == "plan-outcome"]
    assert told[-1].reason == "tried-in-vain"


def test_plan_of_an_action_that_is_gone_calls_a_person_and_holds_up_no_other(bench: Any) -> None:
    bench.kind.endings = [Ending.UNKNOWN] * 2
    first, second = bench.plan(State.APPROVED), bench.plan(State.APPROVED)
    executing.run_due(bench.desk, bench.clock)
    bench.kind.gone = {int(first.id)}
    bench.now += timedelta(minutes=1)
    executing.run_due(bench.desk, bench.clock)
    assert (bench.read(first).state, bench.read(second).state) == ("manual", "done")


def test_plan_that_was_cancelled_in_the_middle_of_a_round_holds_up_no_other(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.kind.endings = [Ending.DONE] * 2
    first, second = bench.plan(State.APPROVED), bench.plan(State.APPROVED)
    propose = type(bench.kind).propose

    def cancel(self: Any, plan: StoredPlan, now: Any) -> Any:
        if plan.id == first.id:
            plans.move(StoredPlan.get_by_id(plan.id), State.CANCELLED, bench.step())
        return propose(self, plan, now)

    monkeypatch.setattr(type(bench.kind), "propose", cancel)
    executing.run_due(bench.desk, bench.clock)
    assert (bench.read(first).state, bench.read(second).state, len(bench.kind.executed)) == ("cancelled", "done", 1)


def test_record_that_is_neither_old_nor_new_calls_a_person(bench: Any) -> None:
    bench.kind.endings, bench.kind.finding = [Ending.UNKNOWN], Finding.OTHER
    plan = bench.plan(State.APPROVED)
    executing.run_due(bench.desk, bench.clock)
    bench.now += timedelta(minutes=1)
    executing.run_due(bench.desk, bench.clock)
    assert (bench.read(plan).state, bench.told("trouble")) == ("manual", ["admin"])


def test_second_try_of_a_changed_record_calls_a_person(bench: Any) -> None:
    bench.kind.endings, bench.kind.finding = [Ending.UNKNOWN], Finding.OLD
    plan = bench.plan(State.APPROVED)
    executing.run_due(bench.desk, bench.clock)
    bench.kind.state = "changed"
    bench.now += timedelta(minutes=1)
    executing.run_due(bench.desk, bench.clock)
    assert (bench.read(plan).state, len(bench.kind.executed)) == ("manual", 1)


def test_attempt_that_a_crash_cut_off_is_looked_at_and_not_repeated(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = bench.plan(State.APPROVED)

    def die(name: str) -> None:
        if name == "plan_sent":
            raise KeyboardInterrupt

    monkeypatch.setattr("daemon.failpoints.reach", die)
    with pytest.raises(KeyboardInterrupt):
        executing.run_due(bench.desk, bench.clock)
    assert (bench.read(plan).state, attempts()) == ("executing", [(1, "started")])
    assert executing.run_due(bench.desk, bench.clock) == 0
    assert bench.read(plan).state == "unknown"
    bench.now += timedelta(minutes=1)
    executing.run_due(bench.desk, bench.clock)
    assert (bench.read(plan).state, len(bench.kind.executed)) == ("done", 1)


def test_two_at_the_same_time_carry_out_one(
    bench: Any, in_threads: Callable[[Callable[[], object], int], list[object]]
) -> None:
    bench.kind.endings = [Ending.DONE] * 2
    bench.plan(State.APPROVED)

    def run() -> object:
        try:
            return executing.run_due(bench.desk, bench.clock)
        except Overtaken:
            return 0

    assert sum(in_threads(run, 2)) == 1
    assert len(bench.kind.executed) == 1


def test_undecided_plan_expires_and_its_people_are_told(bench: Any) -> None:
    plan = bench.plan(State.CONFIRMED)
    bench.now += timedelta(hours=24)
    assert executing.expire(bench.desk, bench.now) == 1
    assert (bench.read(plan).state, bench.told("plan-outcome")) == ("expired", ["rina", "joko", "siti"])


def test_unconfirmed_plan_expires_in_silence(bench: Any) -> None:
    plan = bench.plan()
    executing.expire(bench.desk, bench.now + timedelta(hours=24))
    assert (bench.read(plan).state, bench.letters) == ("expired", [])


def test_local_plan_is_carried_out_in_the_callers_transaction(bench: Any) -> None:
    plan = bench.plan(State.APPROVED)
    bench.kind.is_local = True
    execution = executing.carry_out_here(bench.desk, plan, Step(bench.step().cause, bench.now))
    assert execution is not None
    assert (bench.read(plan).state, attempts()) == ("done", [])


def test_local_plan_that_is_refused_halfway_fails(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = bench.plan(State.APPROVED)

    def refuse(*_: object) -> None:
        raise Refusal("transition", status="closed")

    monkeypatch.setattr(type(bench.kind), "_execute", refuse)
    execution = executing.carry_out_here(bench.desk, plan, bench.step())
    assert execution is not None
    assert (execution.ending, bench.read(plan).state) == (Ending.FAILED, "failed")
