# Complaints that carry everything get no form, and each type has its own solution

    [limits]
    tickets_per_hour = 100
    pair_mails = 100

>>> siti with Gmail Android writes Status non aktif
file: krs.pdf 100 kB
file: bukti ukt.jpg 300 kB

Status saya non aktif di PDDIKTI padahal kuliah dan sudah bayar UKT.
NIM: 2190000001
Nama: Siti Contoh
Semester: 2025/2026 Ganjil

<<< siti acknowledgement
Jenis: Status "Non-Aktif" padahal kuliah
Masih diperlukan: tidak ada, sudah lengkap
Cara termudah: tidak perlu dibalas, kami langsung memprosesnya
<<< rina notification
Keluhan baru – PDI-2611-0001
file: krs.pdf
file: bukti ukt.jpg

>>> rina with Gmail web answers notification
!solusi

<<< siti solution
Status aktivitas kuliah (AKM) Anda pada semester tersebut telah dikoreksi
<<< rina receipt
✓ !solusi
 status: baru → selesai

=== ticket 1: type=M20 status=solved

>>> siti with Gmail Android writes Jenis kelamin
file: ktp.jpg 200 kB

Jenis kelamin saya salah di PDDIKTI.
NIM: 2190000001
Nama: Siti Contoh
Jenis kelamin yang benar: Perempuan

<<< siti acknowledgement
Jenis: Jenis kelamin salah
Masih diperlukan: Kartu keluarga (KK)
<<< rina notification
Keluhan baru – PDI-2611-0002
file: ktp.jpg

=== ticket 2: type=M07

>>> budi with Outlook web writes NISN
file: nisn.png 200 kB

NISN saya kosong di PDDIKTI.
NIM: 2190000002
Nama: Budi Contoh
NISN: 0012345678

<<< budi acknowledgement
Jenis: NISN salah atau kosong
Masih diperlukan: tidak ada, sudah lengkap
<<< rina notification
Keluhan baru – PDI-2611-0003
file: nisn.png

=== ticket 3: type=M09

>>> budi with Outlook web writes Ijazah
Nomor ijazah saya tidak ditemukan di SIVIL. NIM: 2190000002

<<< budi acknowledgement
Jenis: Nomor ijazah salah atau kosong, SIVIL tidak menemukan
Masih diperlukan: Nama lengkap; Nomor ijazah; Ijazah
<<< rina notification
Keluhan baru – PDI-2611-0004

=== ticket 4: type=M33

>>> dewi with iPhone writes PIN
PIN ijazah saya belum bisa dipesan, tidak eligible. NIM: 2190000003

<<< dewi acknowledgement
Jenis: PIN ijazah belum bisa dipesan (tidak eligible)
Masih diperlukan: Nama lengkap; Jumlah SKS lulus; IPK; dan 1 lagi (di
 bawah)
<<< rina notification
Keluhan baru – PDI-2611-0005

=== ticket 5: type=M34

>>> dewi with iPhone writes KRS
KRS saya semester ini tidak ada di Feeder. NIM: 2190000003

<<< dewi acknowledgement
Jenis: KRS tidak ada di Feeder atau PDDIKTI
Masih diperlukan: Nama lengkap; Semester (tahun akademik); Mata kuliah dan
 kelas yang tidak ada; dan 1 lagi (di bawah)
<<< rina notification
Keluhan baru – PDI-2611-0006

=== ticket 6: type=M24

>>> dewi with iPhone writes UKT
Saya sudah bayar UKT tetapi tagihan masih belum lunas. NIM: 2190000003

<<< dewi acknowledgement
Jenis: Tagihan UKT belum lunas padahal sudah bayar
Masih diperlukan: Nama lengkap; Semester (tahun akademik); Tanggal bayar;
 dan 1 lagi (di bawah)
<<< rina notification
Keluhan baru – PDI-2611-0007

=== ticket 7: type=M30

>>> siti with Gmail Android writes Tanggal lahir
Tempat dan tanggal lahir saya salah di PDDIKTI. NIM: 2190000001

<<< siti acknowledgement
Jenis: Tempat atau tanggal lahir salah
Masih diperlukan: Nama lengkap; Tempat lahir yang benar; Tanggal lahir
 yang benar; dan 3 lagi (di bawah)
<<< rina notification
Keluhan baru – PDI-2611-0008

=== ticket 8: type=M02
