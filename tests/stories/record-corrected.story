# A wrong NIK is corrected in the Feeder: one line of staff, the difference, a second person, and the student hears of it

    [feeder]
    {feeder}
    [roles.petugas]
    request = ["feeder.ubah-biodata"]
    approve = ["feeder.ubah-biodata"]

>>> siti with Gmail Android writes NIK salah di PDDIKTI
file: ktp.jpg 20 kB

NIK saya salah di PDDIKTI.
NIM: 2190000001
Nama: Siti Contoh
NIK yang benar: 1671024205040011

<<< siti acknowledgement
<<< rina notification
MAHASISWA INI DI FEEDER
Nama: SITI CONTOH
••••••••••••0001 ⚠
Hanya nama pengirim yang cocok
!ubah-biodata
not: 1671024205040001
not: 1671024205040011
file: ktp.jpg

>>> rina with Outlook desktop answers notification
!ubah-biodata

<<< rina receipt
✓ !ubah-biodata
<<< rina confirmation
SITI CONTOH, NIM 2190000001
NIK: ••••••••••••0001 → ••••••••••••0011
Akan dikirim ke siti@mhs.kampus.example: solusi
not: 1671024205040011

>>> rina with Outlook desktop answers confirmation
!ya {code}

<<< rina plan-outcome
menunggu persetujuan
<<< joko approval
NIK: 1671024205040001 → 1671024205040011

>>> joko with Gmail web answers approval
!setuju {code}

<<< rina plan-outcome
sudah dijalankan
<<< joko plan-outcome
<<< siti solution
NIK Anda telah dikoreksi
not: 1671024205040011
not: 2190000001
=== ticket 1: status=solved
