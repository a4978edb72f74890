"""People and their addresses. A person may have many addresses, an address may serve several people."""

from peewee import BigAutoField, ForeignKeyField, IntegerField

from models.database import Table
from models.fields import TextField, UtcField


class Person(Table):
    """Somebody who asks. Staff are in the configuration and appear here only when they ask, too."""

    id = BigAutoField()
    name = TextField(default="")
    role = TextField(default="")  # mahasiswa, dosen, pegawai, operator; "" when unknown
    identifier_kind = TextField(default="")  # nim, nip, nidn; "" when unknown
    identifier = TextField(default="", index=True)
    created_at = UtcField()


class Address(Table):
    """An addr-spec, lower case, and how mail to it fares."""

    id = BigAutoField()
    address = TextField(unique=True)
    language = TextField(default="id")
    hard_bounces = IntegerField(default=0)
    undeliverable_since = UtcField(null=True)
    muted_until = UtcField(null=True)  # the pair breaker: no automatic mail before then

    class Meta:
        read_together = "address"


class PersonAddress(Table):
    """That an address belongs to a person, and how we know."""

    id = BigAutoField()
    person = ForeignKeyField(Person, backref="addresses", index=False)  # the first of the index below
    address = ForeignKeyField(Address, backref="people")
    binding = TextField(default="claimed")  # claimed, domain, code, staff
    bound_at = UtcField(null=True)
    cause = TextField(default="")  # Message-ID or command that bound it

    class Meta:
        indexes = ((("person", "address"), True),)


class BindingCode(Table):
    """A code that was sent to a campus address, to prove that a private one is the same person's."""

    id = BigAutoField()
    address = ForeignKeyField(Address, backref="binding_codes")  # the private one, which asked
    target = ForeignKeyField(Address, backref="binding_targets")  # the campus one, which got the code
    code_hash = TextField()  # SHA-256
    created_at = UtcField()
    expires_at = UtcField()
    tries = IntegerField(default=0)
    used_at = UtcField(null=True)
