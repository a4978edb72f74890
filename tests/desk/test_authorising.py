"""Who may do what: one function, and it says no where nothing says yes."""

import pytest

from daemon.desk.authorising import CONSOLE, SCHEDULER, Act, Actor, Decision, Origin, Proof, authorise
from daemon.desk.views import Directory, StaffMember
from daemon.trust.levels import CommandClass, Level, Need

RINA, JOKO, SITI = (
    StaffMember(name, name, (f"{name}@kampus.example",), roles)
    for name, roles in (("rina", ("petugas",)), ("joko", ("petugas", "penyetuju")), ("siti", ("magang",)))
)
DIRECTORY = Directory(
    (RINA, JOKO, SITI), {}, {"petugas": ("*",), "magang": ("lihat",)}, (), {"penyetuju": ("bulk",), "petugas": ()}
)
K0, K1, K2, K3, K4 = CommandClass
ALMIGHTY = Proof(Level.A4, is_confirmed=True)


def decide(member: StaffMember, act: Act, proof: Proof = ALMIGHTY, directory: Directory = DIRECTORY) -> Decision:
    return authorise(directory, Actor(Origin.MAIL, member), act, proof)


def reason(decision: Decision) -> str:
    return decision.refusal.code if decision.refusal else ""


@pytest.mark.parametrize("proof", [Proof(level) for level in Level])
def test_staff_need_what_the_table_of_levels_says(proof: Proof) -> None:
    needs = {Level.A0: Need.HOLD, Level.A1: Need.ASK_CONFIRMATION, Level.A2: Need.ASK_CONFIRMATION}
    assert decide(RINA, Act(K1, ("ambil",)), proof).need is needs.get(proof.level, Need.ALLOW)


def test_command_that_no_role_names_is_refused_whatever_the_proof() -> None:
    decision = decide(SITI, Act(K1, ("lihat", "ambil")))
    assert (decision.need, reason(decision)) == (Need.REFUSE, "permission")
    assert decision.refusal is not None
    assert decision.refusal.facts == {"command": "ambil"}


def test_person_without_a_role_may_nothing() -> None:
    nobody = StaffMember("x", "x", ("x@kampus.example",), ())
    assert decide(nobody, Act(K0, ("lihat",))).need is Need.REFUSE


def test_many_tickets_are_asked_about_even_with_a_token() -> None:
    act = Act(K1, ("ambil",), tickets=6, bulk_from=5)
    decision = decide(RINA, act, Proof(Level.A3))
    assert (decision.need, decision.right) == (Need.ASK_CONFIRMATION, "bulk")
    assert decide(RINA, act).need is Need.ALLOW


def test_as_many_tickets_as_are_allowed_need_nobody_else() -> None:
    assert decide(RINA, Act(K1, ("ambil",), tickets=5, bulk_from=5), Proof(Level.A3)) == Decision(Need.ALLOW)


def test_many_tickets_are_refused_where_nobody_else_may_approve() -> None:
    decision = decide(JOKO, Act(K1, ("ambil",), tickets=6, bulk_from=5))
    assert (decision.need, reason(decision)) == (Need.REFUSE, "no-approver")


def test_own_plan_is_not_approved() -> None:
    assert reason(decide(JOKO, Act(K1, approves="bulk", plan_actor="joko"))) == "own-plan"


def test_plan_is_approved_only_by_whose_role_names_the_right() -> None:
    assert decide(JOKO, Act(K1, approves="bulk", plan_actor="rina")).is_allowed
    assert reason(decide(RINA, Act(K1, approves="bulk", plan_actor="siti"))) == "approve-permission"
    assert reason(decide(JOKO, Act(K3, approves="feeder.ubah-biodata", plan_actor="rina"))) == "approve-permission"


def test_star_is_no_right_to_approve() -> None:
    directory = Directory((RINA, JOKO), {}, {"petugas": ("*",)}, (), {"petugas": ("*",)})
    assert not decide(JOKO, Act(K1, approves="bulk", plan_actor="rina"), directory=directory).is_allowed


@pytest.mark.parametrize("level", [Level.A0, Level.A1, Level.A2, Level.A3])
def test_write_into_another_system_is_approved_with_the_full_proof_alone(level: Level) -> None:
    act = Act(K3, approves="bulk", plan_actor="rina")
    assert not decide(JOKO, act, Proof(level, is_confirmed=True)).is_allowed
    assert decide(JOKO, act).is_allowed


@pytest.mark.parametrize("command_class", [K0, K1, K2])
def test_console_and_scheduler_may_run_the_desk(command_class: CommandClass) -> None:
    assert authorise(DIRECTORY, CONSOLE, Act(command_class), Proof()).is_allowed
    assert authorise(DIRECTORY, SCHEDULER, Act(command_class), Proof()).is_allowed


def test_keys_and_roles_are_the_consoles_alone() -> None:
    assert authorise(DIRECTORY, CONSOLE, Act(K4), Proof()).is_allowed
    assert reason(authorise(DIRECTORY, SCHEDULER, Act(K4), Proof())) == "console-only"
    assert reason(decide(JOKO, Act(K4))) == "console-only"


@pytest.mark.parametrize("actor", [CONSOLE, SCHEDULER])
def test_nobody_in_particular_is_no_second_person_and_no_first_one(actor: Actor) -> None:
    assert reason(authorise(DIRECTORY, actor, Act(K1, approves="bulk"), ALMIGHTY)) == "person-only"
    assert reason(authorise(DIRECTORY, actor, Act(K3), ALMIGHTY)) == "person-only"


def test_actors_bear_the_journals_names() -> None:
    assert [actor.name for actor in (CONSOLE, SCHEDULER, Actor(Origin.MAIL, RINA))] == [
        "console",
        "loket",
        "staff:rina",
    ]
