"""The uses of one address's limits are read once for a transaction, and known with those that it adds."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from models import schema
from models.database import close_database, delete_rows, is_for_many, open_database, taken_back, transaction
from models.fields import EPOCH
from models.mail import InboundEmail
from models.people import Address
from models.tickets import TicketCounter
from models.upkeep import LimitUse

pytestmark = pytest.mark.database
SITI = "siti@mhs.kampus.example"


@pytest.fixture(autouse=True)
def one_use(empty_database_url: str) -> Iterator[None]:
    open_database(empty_database_url)
    schema.migrate()
    with transaction():
        LimitUse.add(name="ticket", key=SITI, at=EPOCH)
    yield
    close_database()


def uses(name: str, key: str = SITI) -> int:
    return len(LimitUse.rows(name=name, key=key))


def test_use_of_before_is_found_beside_the_one_that_is_added() -> None:
    with transaction():
        assert (uses("ticket"), uses("mute")) == (1, 0)
        LimitUse.add(name="ticket", key=SITI, at=EPOCH)
        LimitUse.add(name="ticket", key="budi@mhs.kampus.example", at=EPOCH)
        assert (uses("ticket"), uses("mute")) == (2, 0)


def test_use_that_was_added_before_anybody_asked_is_found() -> None:
    with transaction():
        LimitUse.add(name="mute", key=SITI, at=EPOCH)
        assert (uses("ticket"), uses("mute")) == (1, 1)


def test_use_of_a_step_that_was_taken_back_is_gone() -> None:
    with transaction():
        assert uses("ticket") == 1
        with taken_back():
            LimitUse.add(name="ticket", key=SITI, at=EPOCH)
            assert uses("ticket") == 2
        assert uses("ticket") == 1


def test_use_that_was_deleted_is_gone() -> None:
    with transaction():
        assert uses("ticket") == 1
        delete_rows(LimitUse, LimitUse.key == SITI)
        assert uses("ticket") == 0


def test_use_that_is_somebody_elses_now_is_found_with_theirs() -> None:
    with transaction():
        (use,) = LimitUse.rows(name="ticket", key=SITI)
        assert uses("ticket", "budi@mhs.kampus.example") == 0
        use.key = "budi@mhs.kampus.example"
        use.save()
        assert (uses("ticket"), uses("ticket", "budi@mhs.kampus.example")) == (0, 1)


def test_next_transaction_asks_the_database_again() -> None:
    with transaction():
        assert uses("mute") == 0
    LimitUse.insert(name="mute", key=SITI, at=EPOCH).execute()
    with transaction():
        assert uses("mute") == 1


def test_row_that_was_added_unless_it_was_there_is_found() -> None:
    with transaction():
        assert TicketCounter.rows(period="2611") == []
        TicketCounter.add_unless_there(period="2611", last=1)
        assert [counter.last for counter in TicketCounter.rows(period="2611")] == [1]


def test_what_no_database_keeps_is_read_ahead_as_it_would_be_written() -> None:
    with transaction():
        LimitUse.add(name="ticket", key="si\0ti\ud800", at=EPOCH)
    with transaction():
        LimitUse.read_ahead(["si\0ti\ud800", SITI])
        assert (uses("ticket", "si\0ti\ud800"), uses("ticket")) == (1, 1)


def test_nothing_equals_null_in_rows_that_are_known_either() -> None:
    with transaction():
        LimitUse.read_ahead([SITI])
        assert (uses("ticket"), LimitUse.rows(name=None, key=SITI)) == (1, [])
        mail = InboundEmail.create(mailbox="m", sha256="00", size=1, received_at=EPOCH, recorded_at=EPOCH)
        assert InboundEmail.rows(id=mail.id, claimed_by=None) == []


def test_others_may_add_what_a_shared_transaction_has_asked_for() -> None:
    with ThreadPoolExecutor(1) as another, transaction(shared=True):
        assert Address.rows(address=SITI) == []
        if is_for_many():
            another.submit(add_siti).result()
        address, is_made = Address.found_or_made({}, address=SITI)
        assert (address.address, is_made) == (SITI, not is_for_many())


def add_siti() -> None:
    with transaction():
        Address.create(address=SITI)
    close_database()
