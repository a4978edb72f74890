"""Every effect can be carried out, shown and taken back, or says that it cannot be."""

from typing import Any, get_args

import pytest

from daemon.desk.planning.plan import Effect
from daemon.desk.planning.undo_ways import Undo

EFFECTS = get_args(Effect)


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: effect.__name__)
def test_effect_says_how_it_is_undone(effect: Any) -> None:
    assert isinstance(effect.undo, Undo)
