"""A word decides about a plan only from the right person, with the right code, in time, with enough proof."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from daemon.desk.four_eyes import plan_answers, plan_letters, plans
from daemon.desk.four_eyes.plan_answers import Answer
from daemon.desk.four_eyes.plans import Overtaken, State
from daemon.desk.journal import Cause
from daemon.desk.refusal import Refusal
from daemon.reading.message import CommandLine
from daemon.trust.levels import Level
from daemon.trust.tokens import Kind
from models.mail import InboundEmail
from models.outgoing import Notification
from models.plans import StoredPlan

CODE = "abcdefgh2345"


@pytest.fixture
def office(bench: Any) -> Any:
    """Return the bench with a post office that keeps codes as the real one does, and a desk that counts tries."""
    bench.desk.rules.confirmation_tries = 3
    bench.desk.registry = {"ya": SimpleNamespace(usage="!ya KODE")}
    return bench


def given_code(bench: Any, plan: StoredPlan, staff_id: str, kind: Kind, code: str = CODE) -> None:
    """Keep that a person was sent a code for the plan as it is."""
    Notification.create(
        nid=f"{staff_id}{kind}{plan.id}",
        kind=kind.value,
        staff_id=staff_id,
        address=f"{staff_id}@kampus.example",
        plan_id=plan.id,
        code=code,
        snapshot_hash=plan.hash,
        created_at=bench.now,
        expires_at=bench.now + timedelta(hours=72),
    )


def answer(bench: Any, staff_id: str, word: str, *arguments: str, level: Level = Level.A2) -> Answer:
    """Return a mail of a person that answers our mail with a word; the reply token is there from A2 on."""
    case = SimpleNamespace(
        authentication=SimpleNamespace(level=level, address=f"{staff_id}@kampus.example"),
        now=bench.now,
        inbound=InboundEmail.get(),
        caused_by=lambda actor, command="": Cause(actor, 1, "surat@kampus.example", command),
    )
    line = CommandLine(f"!{word}", word, arguments, None, is_bare=False)
    return Answer(bench.desk, case, bench.desk.directory.by_id(staff_id), line, "Karena.", Notification(plan_id=None))


def test_write_outside_goes_its_whole_way(office: Any) -> None:
    plan = office.plan()
    given_code(office, plan, "rina", Kind.CONFIRMATION)
    plan_answers.confirm(answer(office, "rina", "ya", CODE))
    assert (office.read(plan).state, office.told("approval")) == ("confirmed", ["joko", "siti"])
    codes = [letter.code for letter in office.letters if letter.code]
    assert len(set(codes)) == 2
    given_code(office, plan, "joko", Kind.APPROVAL, codes[0])
    plan_answers.approve(answer(office, "joko", "setuju", codes[0]))
    assert (office.read(plan).state, office.kind.executed) == ("approved", [])


@pytest.mark.parametrize("level", [Level.A1, Level.A2])
def test_write_outside_needs_the_reply_token_too_and_the_code_is_kept(office: Any, level: Level) -> None:
    plan = office.plan(State.CONFIRMED)
    given_code(office, plan, "joko", Kind.APPROVAL)
    with pytest.raises(Refusal, match="needs-more-proof"):
        plan_answers.approve(replace(answer(office, "joko", "setuju", CODE, level=level), answered=None))
    assert (office.read(plan).state, Notification.get().used_at) == ("confirmed", None)


def test_second_of_two_persons_is_waited_for(office: Any) -> None:
    office.kind.approvals = 2
    plan = office.plan(State.CONFIRMED)
    for number, person in enumerate(("joko", "siti")):
        given_code(office, plan, person, Kind.APPROVAL, f"{CODE[:-1]}{number + 6}")
        plan_answers.approve(answer(office, person, "setuju", f"{CODE[:-1]}{number + 6}"))
        assert office.read(plan).state == ("confirmed", "approved")[number]


def test_code_of_another_person_is_unknown_and_guessing_ends(office: Any) -> None:
    plan = office.plan(State.CONFIRMED)
    given_code(office, plan, "joko", Kind.APPROVAL)
    for expected in ("confirm-unknown", "confirm-unknown", "confirm-unknown", "confirm-tries"):
        with pytest.raises(Refusal, match=expected):
            plan_answers.approve(answer(office, "siti", "setuju", CODE))
    assert office.read(plan).state == "confirmed"


def test_right_codes_are_not_counted_as_guesses(office: Any) -> None:
    for number in range(5):
        plan = office.plan(State.CONFIRMED)
        given_code(office, plan, "joko", Kind.APPROVAL, f"{CODE[:-1]}{number + 2}")
        plan_answers.approve(answer(office, "joko", "setuju", f"{CODE[:-1]}{number + 2}"))
    assert {plan.state for plan in StoredPlan.select()} == {"approved"}


def test_code_of_another_snapshot_is_worth_nothing(office: Any) -> None:
    plan = office.plan(State.CONFIRMED)
    given_code(office, plan, "joko", Kind.APPROVAL)
    StoredPlan.update(hash="0" * 64).execute()
    with pytest.raises(Refusal, match="confirm-unknown"):
        plan_answers.approve(answer(office, "joko", "setuju", CODE))


def test_time_is_over_before_the_job_says_so(office: Any) -> None:
    plan = office.plan(State.CONFIRMED)
    given_code(office, plan, "joko", Kind.APPROVAL)
    office.now += timedelta(hours=24)
    with pytest.raises(Refusal, match="confirm-expired"):
        plan_answers.approve(answer(office, "joko", "setuju", CODE))


def test_person_whose_role_lost_the_right_cannot_approve(office: Any) -> None:
    plan = office.plan(State.CONFIRMED)
    given_code(office, plan, "joko", Kind.APPROVAL)
    office.desk.directory = replace(office.desk.directory, approve={})
    with pytest.raises(Refusal, match="approve-permission"):
        plan_answers.approve(answer(office, "joko", "setuju", CODE))


def test_actor_with_an_approvers_role_and_code_cannot_approve(office: Any) -> None:
    plan = office.plan(State.CONFIRMED)
    StoredPlan.update(actor="joko").execute()
    given_code(office, plan, "joko", Kind.APPROVAL)
    with pytest.raises(Refusal, match="own-plan"):
        plan_answers.approve(answer(office, "joko", "setuju", CODE))


def test_confirmation_is_refused_once_nobody_may_approve(office: Any) -> None:
    plan = office.plan()
    given_code(office, plan, "rina", Kind.CONFIRMATION)
    office.desk.directory = replace(office.desk.directory, approve={})
    with pytest.raises(Refusal, match="no-approver"):
        plan_answers.confirm(answer(office, "rina", "ya", CODE))


def test_rejection_carries_its_reason_and_ends_the_plan(office: Any) -> None:
    plan = office.plan(State.CONFIRMED)
    given_code(office, plan, "joko", Kind.APPROVAL)
    plan_answers.reject(answer(office, "joko", "tolak-aksi", CODE, "salah", "orang"))
    assert office.read(plan).state == "rejected"
    assert {(letter.content.reason, letter.content.by_name) for letter in office.letters} == {
        ("salah orang\n\nKarena.", "Joko Contoh")
    }


@pytest.mark.parametrize("state", plans.WAITING)
def test_actor_withdraws_the_only_plan_that_waits(office: Any, state: State) -> None:
    plan = office.plan(state)
    plan_answers.cancel(answer(office, "rina", "batal"))
    assert office.read(plan).state == "cancelled"


@pytest.mark.parametrize("state", [State.EXECUTING, State.UNKNOWN, State.DONE, State.EXPIRED])
def test_nobody_withdraws_what_has_begun_or_ended(office: Any, state: State) -> None:
    plan = office.plan(state)
    given_code(office, plan, "rina", Kind.CONFIRMATION)
    with pytest.raises(Overtaken):
        plan_answers.cancel(answer(office, "rina", "batal", CODE))
    assert office.read(plan).state == state


def test_of_several_plans_the_code_says_which(office: Any) -> None:
    first, second = office.plan(), office.plan()
    given_code(office, second, "rina", Kind.CONFIRMATION)
    with pytest.raises(Refusal, match="plan-which"):
        plan_answers.cancel(answer(office, "rina", "batal"))
    plan_answers.cancel(answer(office, "rina", "batal", CODE))
    assert (office.read(first).state, office.read(second).state) == ("requested", "cancelled")


def test_outsider_withdraws_nothing(office: Any) -> None:
    plan = office.plan(State.CONFIRMED)
    with pytest.raises(Refusal, match="plan-none"):
        plan_answers.cancel(answer(office, "siti", "batal"))
    office.desk.directory = replace(office.desk.directory, approve={})
    with pytest.raises(Refusal, match="approve-permission"):
        plan_answers.cancel(replace(answer(office, "siti", "batal"), answered=Notification(plan_id=plan.id)))


def test_code_has_twelve_characters_and_never_repeats(office: Any) -> None:
    codes = {plan_letters.new_code(office.desk) for _ in range(100)}
    assert {len(code) for code in codes} == {12}
    assert len(codes) == 100
