"""The campus of the demo and everybody on it. None of them exists."""

from daemon.value_objects import value_object

CAMPUS = "kampus.example"
STUDENTS = "mhs.kampus.example"
CAMPUS_DOMAINS = frozenset({CAMPUS, STUDENTS})
AUTHSERV = f"mx.{CAMPUS}"  # who vouches in Authentication-Results
PASSWORD = "loket-demo"  # noqa: S105 - of every account; the servers listen on this machine only


@value_object
class Person:
    """Somebody with a mail address."""

    name: str
    address: str  # lower-case addr-spec; the user name for IMAP and SMTP where there is a mailbox
    role: str  # in the words of the story

    @property
    def mailbox(self) -> str:
        """Return how the person stands in From and To."""
        return f"{self.name} <{self.address}>"


DESK = Person("Pusat Data", f"bantuan@{CAMPUS}", "the desk")
SITI = Person("Siti Contoh", f"siti@{STUDENTS}", "a student")
DEWI = Person("Dewi Contoh", f"dewi@{STUDENTS}", "another student")
RINA = Person("Rina Contoh", f"rina@{CAMPUS}", "on the staff")
JOKO = Person("Joko Contoh", f"joko@{CAMPUS}", "on the staff")
ADMIN = Person("Admin Contoh", f"admin@{CAMPUS}", "the administrator")
AGUS = Person("Agus Contoh", "agus@alumni.example", "a former student, elsewhere; his mailbox is gone")

ACCOUNTS = (DESK, SITI, DEWI, RINA, JOKO, ADMIN)


def base_address(address: str) -> str:
    """Return a campus address without its sub-address, lower case: bantuan+x@ is bantuan@."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" if domain in CAMPUS_DOMAINS else address.lower()


def has_mailbox(address: str) -> bool:
    """Say whether mail to the address can be delivered on campus."""
    return any(person.address == base_address(address) for person in ACCOUNTS)


def is_on_campus(address: str) -> bool:
    """Say whether the campus is responsible for the address."""
    return address.lower().rpartition("@")[2] in CAMPUS_DOMAINS
