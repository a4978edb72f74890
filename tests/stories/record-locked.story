# A name that is locked at PDDIKTI takes the PDM way: staff see the checklist, the student is told, and hears how it goes

    [feeder]
    {feeder}
    [roles.petugas]
    request = ["feeder.ubah-biodata"]
    approve = ["feeder.ubah-biodata"]

>>> siti with iPhone writes Nama saya salah di PDDIKTI
file: ktp.jpg 20 kB
file: akta.jpg 20 kB
file: ijazah_sma.jpg 20 kB

Nama saya salah di PDDIKTI.
NIM: 2190000001
Nama sekarang: Siti Contoh
Nama yang benar: Siti Contoh Lestari

<<< siti acknowledgement
<<< rina notification
MAHASISWA INI DI FEEDER
file: ktp.jpg
file: akta.jpg
file: ijazah_sma.jpg

>>> rina with Gmail web answers notification
!ubah-biodata

<<< rina receipt
<<< rina action-stopped
sudah tersinkron dan terkunci di PDDIKTI
✓ KTP
!pdm nomor=
<<< siti route
Perubahan Data Mahasiswa (PDM)
Data: Nama
✓ KTP
☐ Kartu tanda mahasiswa (KTM)
not: SITI CONTOH

>>> rina with Gmail web answers action-stopped
!pdm nomor=PDM-2026-0815

<<< rina receipt
PDM-2026-0815
<<< siti route
Nomor pengajuan: PDM-2026-0815
Perkembangan: diajukan

>>> rina with Gmail web answers action-stopped
!pdm status=disetujui

<<< rina receipt
<<< siti route
Pengajuan Anda disetujui
=== ticket 1: status=new
