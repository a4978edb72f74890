"""Name the SOP's areas that a complaint can belong to (product.md §3)."""

CATEGORIES = ("data-mahasiswa", "data-dosen", "akademik", "sarpras", "integrator", "lain")
