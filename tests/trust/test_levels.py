import pytest

from daemon.trust.levels import CommandClass, Level, Need, raise_level, what_is_needed

A, C, H, R = Need.ALLOW, Need.ASK_CONFIRMATION, Need.HOLD, Need.REFUSE

TABLE = {  # A0 … A4
    CommandClass.K0: (H, A, A, A, A),
    CommandClass.K1: (H, C, C, A, A),
    CommandClass.K2: (H, C, C, A, A),
    CommandClass.K3: (R, R, R, C, A),
    CommandClass.K4: (R, R, R, R, R),
}


@pytest.mark.parametrize("command_class", list(CommandClass))
@pytest.mark.parametrize("level", list(Level))
def test_what_a_command_needs_stands_in_the_table(level, command_class):
    assert what_is_needed(level, command_class) is TABLE[command_class][level]


@pytest.mark.parametrize("command_class", [CommandClass.K1, CommandClass.K2])
@pytest.mark.parametrize(("level", "need"), [(Level.A0, H), (Level.A1, A), (Level.A2, A)])
def test_a_confirmed_block_runs_for_an_authenticated_sender(level, command_class, need):
    assert what_is_needed(level, command_class, is_confirmed=True) is need


@pytest.mark.parametrize("command_class", [CommandClass.K3, CommandClass.K4])
@pytest.mark.parametrize("level", [Level.A0, Level.A1, Level.A2])
def test_a_confirmation_never_opens_data_or_configuration(level, command_class):
    assert what_is_needed(level, command_class, is_confirmed=True) is R


@pytest.mark.parametrize("base", [Level.A0, Level.A1])
def test_tokens_never_lift_a_mail_that_is_not_fully_authenticated(base):
    assert raise_level(base, has_reply_token=True, has_confirmation=True) is base


@pytest.mark.parametrize(
    ("has_reply_token", "has_confirmation", "level"),
    [(False, False, Level.A2), (True, False, Level.A3), (False, True, Level.A2), (True, True, Level.A4)],
)
def test_each_factor_lifts_by_one_level_in_order(has_reply_token, has_confirmation, level):
    lifted = raise_level(Level.A2, has_reply_token=has_reply_token, has_confirmation=has_confirmation)
    assert lifted is level
