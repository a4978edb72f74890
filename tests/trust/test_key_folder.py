import pytest

from daemon.trust.key_folder import KeyFolderError, add_key, load_key_ring

KEY = b"k" * 32


def test_a_key_that_was_added_is_loaded(tmp_path):
    add_key(tmp_path, KEY)
    assert load_key_ring(tmp_path).kids == ("a",)


def test_a_further_key_signs_from_then_on(tmp_path):
    add_key(tmp_path, KEY)
    add_key(tmp_path, b"l" * 32)
    assert load_key_ring(tmp_path).kids == ("b", "a")


def test_a_new_key_is_readable_by_its_owner_alone(tmp_path):
    assert add_key(tmp_path, KEY).stat().st_mode & 0o777 == 0o600


def test_without_a_key_there_is_no_start(tmp_path):
    with pytest.raises(KeyFolderError, match="no key"):
        load_key_ring(tmp_path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_that_others_can_read_or_write_is_refused(tmp_path, mode):
    add_key(tmp_path, KEY).chmod(mode)
    with pytest.raises(KeyFolderError, match="chmod 600"):
        load_key_ring(tmp_path)


@pytest.mark.parametrize("octets", [b"", b"k" * 31, b"k" * 33])
def test_a_damaged_key_is_refused(tmp_path, octets):
    add_key(tmp_path, KEY).write_bytes(octets)
    with pytest.raises(KeyFolderError, match="damaged"):
        load_key_ring(tmp_path)


def test_a_link_is_no_key(tmp_path):
    add_key(tmp_path, KEY).rename(tmp_path / "elsewhere")
    (tmp_path / "a.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyFolderError, match="plain file"):
        load_key_ring(tmp_path)


@pytest.mark.parametrize("name", ["ab.key", "1.key", "A.key"])
def test_a_key_file_with_another_name_is_refused(tmp_path, name):
    add_key(tmp_path, KEY).rename(tmp_path / name)
    with pytest.raises(KeyFolderError, match="named by one character"):
        load_key_ring(tmp_path)


def test_a_key_is_never_overwritten_and_the_names_end(tmp_path):
    add_key(tmp_path, KEY).rename(tmp_path / "z.key")
    with pytest.raises(KeyFolderError, match="no name is left"):
        add_key(tmp_path, KEY)


def test_octets_that_are_no_key_are_not_written(tmp_path):
    with pytest.raises(ValueError, match="32"):
        add_key(tmp_path, b"short")
    assert list(tmp_path.iterdir()) == []
