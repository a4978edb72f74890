"""Which files go along with a letter."""

from daemon.desk.writing.enclosing import enclose, in_batches
from daemon.desk.writing.letters import Enclosure


def file(name: str, size: int, *, is_dangerous: bool = False) -> Enclosure:
    return Enclosure(name, size, "0" * 64, is_dangerous)


def names(files: tuple[Enclosure, ...]) -> list[str]:
    return [one.filename for one in files]


def test_largest_files_are_left_out_first() -> None:
    found = enclose((file("a", 50), file("b", 70), file("c", 40)), 100)
    assert (names(found.enclosed), names(found.too_large)) == (["a", "c"], ["b"])


def test_dangerous_file_takes_no_room() -> None:
    found = enclose((file("a", 90), file("b", 90, is_dangerous=True)), 100)
    assert (names(found.enclosed), names(found.dangerous)) == (["a"], ["b"])


def test_everything_goes_along_up_to_the_last_octet() -> None:
    assert names(enclose((file("a", 60), file("b", 40)), 100).enclosed) == ["a", "b"]


def test_batches_hold_what_fits_and_a_file_that_fits_nowhere_goes_alone() -> None:
    batches = in_batches((file("a", 60), file("b", 30), file("c", 300), file("d", 10)), 100)
    assert list(map(names, batches)) == [["a", "b"], ["c"], ["d"]]
