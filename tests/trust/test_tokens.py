from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daemon.trust.tokens import Claims, KeyRing, Kind, read_code, read_token

OLD, NEW = b"o" * 32, b"n" * 32
CLAIMS = Claims(
    Kind.REPLY, "00112233445566ff", "PDI-2611-0042", "rina", "Rina@kampus.example", datetime(2026, 12, 1, tzinfo=UTC)
)


@pytest.fixture
def ring() -> KeyRing:
    return KeyRing({"b": NEW})


def holds(ring: KeyRing, text: str, claims: Claims) -> bool:
    token = read_token(text)
    return token is not None and ring.verify(token, claims)


def test_a_token_holds_for_what_it_was_made_for(ring):
    assert holds(ring, ring.make(CLAIMS), CLAIMS)


def test_a_token_fits_into_a_local_part_and_survives_case_folding(ring):
    token = ring.make(CLAIMS)
    assert len(f"helpdesk+{token}") <= 64
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert holds(ring, token.upper(), CLAIMS)


def test_a_token_names_its_purpose_key_and_notification(ring):
    token = read_token(ring.make(CLAIMS))
    assert (token.kind, token.kid, token.nid) == (Kind.REPLY, "b", CLAIMS.nid)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": Kind.CONFIRMATION},
        {"nid": "00112233445566fe"},
        {"ticket": "PDI-2611-0043"},
        {"ticket": ""},
        {"staff_id": "budi"},
        {"address": "budi@kampus.example"},
        {"expires_at": CLAIMS.expires_at + timedelta(seconds=1)},
        {"snapshot_hash": "x"},
        {"ticket": "PDI-2611-0042rina", "staff_id": ""},
        {"ticket": "PDI-2611-004", "staff_id": "2rina"},
    ],
)
def test_a_token_holds_for_nothing_else(ring, change):
    assert not holds(ring, ring.make(CLAIMS), replace(CLAIMS, **change))


def test_a_token_of_another_key_does_not_hold(ring):
    assert not holds(ring, KeyRing({"b": OLD}).make(CLAIMS), CLAIMS)


def test_relabelling_the_purpose_of_a_token_does_not_make_it_hold(ring):
    forged = "c" + ring.make(CLAIMS)[1:]
    assert not holds(ring, forged, replace(CLAIMS, kind=Kind.CONFIRMATION))


def test_the_address_is_compared_without_regard_to_case(ring):
    assert holds(ring, ring.make(CLAIMS), replace(CLAIMS, address="rina@KAMPUS.example"))


def test_any_changed_character_breaks_a_token(ring):
    token = ring.make(CLAIMS)
    changed = [token[:at] + ("a" if token[at] != "a" else "b") + token[at + 1 :] for at in range(len(token))]
    assert not any(holds(ring, each, CLAIMS) for each in changed)


def test_a_token_is_written_in_one_way_only(ring):
    token = ring.make(CLAIMS)
    last = "abcdefghijklmnopqrstuvwxyz234567".index(token[-1])
    twins = [token[:-1] + "abcdefghijklmnopqrstuvwxyz234567"[last ^ spare] for spare in range(1, 8)]
    assert not any(read_token(twin) for twin in twins)


@pytest.mark.parametrize(
    "text", ["", "r", "rb" + "a" * 38, "rb" + "a" * 40, "xb" + "a" * 39, "r1" + "a" * 39, "rb" + "é" * 39]
)
def test_what_is_no_token_is_not_read(text):
    assert read_token(text) is None


def test_an_older_key_still_verifies_and_the_newest_signs():
    old = KeyRing({"a": OLD}).make(CLAIMS)
    both = KeyRing({"a": OLD, "b": NEW})
    assert holds(both, old, CLAIMS)
    assert read_token(both.make(CLAIMS)).kid == "b"


def test_a_token_of_a_retired_key_does_not_hold(ring):
    assert not holds(ring, KeyRing({"a": OLD}).make(CLAIMS), CLAIMS)


@pytest.mark.parametrize("keys", [{}, {"ab": OLD}, {"1": OLD}, {"": OLD}, {"a": b"short"}])
def test_odd_keys_are_refused(keys):
    with pytest.raises(ValueError, match="key"):
        KeyRing(keys)


def test_a_key_ring_never_shows_its_keys():
    assert "ooo" not in repr(KeyRing({"a": OLD}))


def test_people_may_space_and_capitalise_a_code():
    assert read_code(" ABCD-efgh ijkl\u00a0") == "abcdefghijkl"


def test_derived_keys_differ_by_purpose_and_keep_the_order_of_the_ring():
    ring = KeyRing({"a": OLD, "b": NEW})
    assert ring.derive("loop") == (*KeyRing({"b": NEW}).derive("loop"), *KeyRing({"a": OLD}).derive("loop"))
    assert not set(ring.derive("loop")) & set(ring.derive("verp"))
