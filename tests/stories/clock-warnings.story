# Nobody takes a complaint in time: the team hears of it, then the head, and one word is enough to take it

person: sari = Sari Contoh <sari@kampus.example>

    [[staff]]
    id = "sari"
    name = "Sari Contoh"
    addresses = ["sari@kampus.example"]
    roles = ["kepala"]

    [roles.kepala]
    commands = ["*"]

    [calendar]
    holidays = ""

>>> siti with Gmail Android writes Wifi di gedung B mati
Wifi mati sejak pagi.
Nama: Siti Contoh
Lokasi: Gedung B lantai 2 ruang 201
Telepon: 081200000001

<<< siti acknowledgement
<<< joko notification
=== later 35 minutes

<<< joko warning
58 %
Tim diingatkan karena belum ada yang mengambil tiket ini
=== later 20 minutes

<<< joko warning
Tim diingatkan agar ada yang menanganinya
=== later 10 minutes

<<< sari warning
sudah terlampaui
Anda diberi tahu sebagai kepala
=== later 60 minutes

>>> joko with iPhone answers warning
ambil

<<< joko receipt
<<< siti taken
=== ticket 1: status=in_progress assignee=joko
=== later 60 minutes
