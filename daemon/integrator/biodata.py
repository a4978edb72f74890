"""What can be corrected in a student's biodata, and what of it is locked once the ministry has it.

feeder-api.md §6.1, §7.1: name, place and date of birth and the mother's name are the ministry's after the first
synchronisation.
"""

from collections.abc import Mapping
from types import MappingProxyType

from daemon.desk.complaint_types.catalogue import Wording
from daemon.integrator.action import Parameter, Values
from daemon.integrator.labels import LABELS, PERSONAL

LOCKED = frozenset({"nama_mahasiswa", "tempat_lahir", "tanggal_lahir", "nama_ibu_kandung"})
_NAME = '[^0-9@:;"<>]{2,100}'
_DATE = r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_CODE = r"\d{1,6}"
_FAMILY_CARD = ("kk", "akta")
_IDENTITY = ("ktp", "kk")
_BIRTH = ("akta", "kk", "ijazah_sekolah", "ktp")
_RELIGIONS = {
    "islam": "1",
    "kristen": "2",
    "protestan": "2",
    "katolik": "3",
    "hindu": "4",
    "budha": "5",
    "buddha": "5",
    "khonghucu": "6",
    "konghucu": "6",
    "lainnya": "99",
}
_COUNTRIES = {"indonesia": "ID"}  # where a server gives the name alone
_CODE_LETTERS = 2
SEXES = {"l": "L", "p": "P", "laki-laki": "L", "perempuan": "P", "pria": "L", "wanita": "P"}


def _codes(words: Mapping[str, str]) -> Mapping[str, str]:
    """Return words and the codes themselves, both of which people may write."""
    return MappingProxyType({**words, **{code: code for code in words.values()}})


def _field(name: str, pattern: str, example: str, **more: object) -> Parameter:
    options: dict[str, object] = {"is_required": False, "is_personal": name in PERSONAL, **more}
    return Parameter(name, LABELS.get(name, Wording(name, name)), pattern, example, **options)  # type: ignore[arg-type]


def _parent(person: str) -> tuple[Parameter, ...]:
    """Return the fields of a father, a mother or a guardian, but for names."""
    return (
        _field(f"tanggal_lahir_{person}", _DATE, "1970-01-31", kind="date", evidence=_FAMILY_CARD),
        _field(f"id_pendidikan_{person}", _CODE, "30"),
        _field(f"id_pekerjaan_{person}", _CODE, "5"),
        _field(f"id_penghasilan_{person}", _CODE, "12"),
    )


FIELDS: tuple[Parameter, ...] = (
    _field("nik", r"\d{16}", "1671010101010001", kind="nik", from_form=("nik",), evidence=_IDENTITY),
    _field(
        "nisn", r"\d{10}", "0021234567", kind="nisn", from_form=("nisn",), evidence=("bukti_nisn", "ijazah_sekolah")
    ),
    _field("npwp", r"\d{15,16}", "091234567000000"),
    _field(
        "jenis_kelamin",
        "[LP]",
        "P",
        aliases=("jk",),
        choices=_codes(SEXES),
        from_form=("jenis_kelamin",),
        evidence=_IDENTITY,
    ),
    _field(
        "id_agama",
        _CODE,
        "islam",
        aliases=("agama",),
        choices=_codes(_RELIGIONS),
        from_form=("agama",),
        evidence=_IDENTITY,
    ),
    _field("kewarganegaraan", "[A-Z]{2}", "ID", evidence=_IDENTITY),
    _field("nama_mahasiswa", _NAME, "Siti Contoh", aliases=("nama",), from_form=("nama_benar",), evidence=_BIRTH),
    _field("tempat_lahir", '[^0-9@:;"<>]{2,32}', "Palembang", from_form=("tempat_lahir",), evidence=_BIRTH),
    _field("tanggal_lahir", _DATE, "2002-05-17", kind="date", from_form=("tanggal_lahir",), evidence=_BIRTH),
    _field(
        "nama_ibu_kandung",
        _NAME,
        "Ani Contoh",
        aliases=("ibu", "nama_ibu"),
        from_form=("nama_ibu_benar",),
        evidence=_FAMILY_CARD,
    ),
    _field("jalan", ".{2,80}", "Jl. Contoh No. 1", from_form=("jalan",), evidence=_IDENTITY),
    _field("dusun", ".{2,60}", "Dusun II"),
    _field("rt", r"\d{1,3}", "1"),
    _field("rw", r"\d{1,3}", "2"),
    _field("kelurahan", ".{2,60}", "Sekip Jaya", from_form=("kelurahan",), evidence=_IDENTITY),
    _field("kode_pos", r"\d{5}", "30126", from_form=("kode_pos",)),
    _field("id_wilayah", r"\d{6}", "116003", aliases=("kecamatan",), evidence=_IDENTITY),
    _field("id_jenis_tinggal", _CODE, "1"),
    _field("id_alat_transportasi", _CODE, "1"),
    _field("telepon", r"0\d{8,13}", "0711000000", kind="phone"),
    _field("handphone", r"0\d{8,13}", "081200000001", kind="phone", aliases=("hp",)),
    _field("email", r"[^@\s]{1,40}@[^@\s]{1,19}", "siti@kampus.example", kind="email"),
    _field("penerima_kps", "[01]", "0", choices=_codes({"ya": "1", "tidak": "0"})),
    _field("nomor_kps", ".{3,80}", "KPS-1"),
    _field("nik_ayah", r"\d{16}", "1671010101700001", kind="nik", evidence=_FAMILY_CARD),
    _field("nama_ayah", _NAME, "Agus Contoh", aliases=("ayah",), evidence=_FAMILY_CARD),
    *_parent("ayah"),
    _field("nik_ibu", r"\d{16}", "1671014101700001", kind="nik", evidence=_FAMILY_CARD),
    *_parent("ibu"),
    _field("nama_wali", _NAME, "Joko Contoh", aliases=("wali",), evidence=_FAMILY_CARD),
    *_parent("wali"),
    _field("id_kebutuhan_khusus_mahasiswa", _CODE, "0"),
    _field("id_kebutuhan_khusus_ayah", _CODE, "0"),
    _field("id_kebutuhan_khusus_ibu", _CODE, "0"),
)
_NAMES = tuple(field.name for field in FIELDS)


def writable(row: Values) -> Values:
    """Return a row of GetBiodataMahasiswa as it is sent back: the country as its code, no labels, no empty values.

    feeder-api.md §6.1 ("round-trip trap"): the read row's `kewarganegaraan` is the country's name.
    """
    values = {name: row[name] for name in _NAMES if row.get(name)}
    country = row.get("id_negara") or _COUNTRIES.get(values.get("kewarganegaraan", "").casefold(), "")
    if country:
        values["kewarganegaraan"] = country
    elif len(values.get("kewarganegaraan", "")) != _CODE_LETTERS:
        values.pop("kewarganegaraan", None)  # a name whose code nobody told
    return values


def comparable(row: Values) -> Values:
    """Return a row of GetBiodataMahasiswa under the names and in the forms that are written."""
    return {**dict.fromkeys(_NAMES, ""), **writable(row)}
