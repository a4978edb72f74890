"""Every story is played from its first mail to its last, at a real counter, and every mail out is one it names."""

from pathlib import Path

import pytest
from stories import stage
from story_scripts import read_story

pytestmark = pytest.mark.server
STORIES = sorted(Path(__file__).parent.glob("*.story"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story_goes_as_it_is_told(path: Path, tmp_path: Path, database_url: str) -> None:
    story = read_story(path)

    with stage(tmp_path, database_url, story) as played:
        played.play(story)
