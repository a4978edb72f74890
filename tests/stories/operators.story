# A faculty operator reports problems of the integrator and gets what others learned

    [limits]
    tickets_per_hour = 100
    pair_mails = 100

>>> ani with Outlook desktop writes Kelas gagal terkirim 707
Kelas gagal terkirim, error 707: mata kuliah harus sudah ada di kurikulum. Prodi: Pendidikan Agama Islam. Kode MK: PAI2301

<<< ani acknowledgement
Jenis: Kelas gagal terkirim: mata kuliah harus sudah ada di kurikulum
 (707)
Masih diperlukan: Kurikulum
<<< rina notification
Keluhan baru – PDI-2611-0001
<<< joko notification
Keluhan baru – PDI-2611-0001

>>> ani with Outlook desktop answers acknowledgement
SELESAI

<<< ani requester-done
Terima kasih atas kabarnya. Keluhan PDI-2611-0001 kami tandai selesai.
<<< rina notification
Dinyatakan selesai oleh pelapor – PDI-2611-0001
<<< joko notification
Dinyatakan selesai oleh pelapor – PDI-2611-0001

=== ticket 1: type=F01 status=solved

>>> ani with Outlook desktop writes Periode tutup
Periode pelaporan sudah ditutup, error 221, mohon dibuka. Prodi: Pendidikan Agama Islam. Semester: 2024/2025 Genap

<<< ani acknowledgement
Jenis: Periode pelaporan tertutup (116, 221)
Masih diperlukan: Data yang akan dilaporkan; Surat permohonan pimpinan
<<< rina notification
Keluhan baru – PDI-2611-0002
<<< joko notification
Keluhan baru – PDI-2611-0002

>>> joko with Thunderbird answers notification
!tolak periode-tutup

<<< ani rejection
Perubahan ini tidak dapat dilakukan sekarang karena periodenya di PDDIKTI
<<< joko receipt
✓ !tolak periode-tutup
 status: baru → ditolak

=== ticket 2: type=F07 status=rejected

>>> ani with Outlook desktop answers rejection
BUKA

<<< ani requester-done
Keluhan PDI-2611-0002 sudah dibuka lagi dan petugas sudah diberi tahu.
<<< rina notification
Dibuka lagi – PDI-2611-0002
<<< joko notification
Dibuka lagi – PDI-2611-0002

=== ticket 2: status=new

>>> rina with Gmail web answers notification
!ambil
!solusi periode-tutup semester="2024/2025 Genap"

<<< ani solution
Permohonan pembukaan periode sudah kami ajukan dengan surat pimpinan.
<<< rina receipt
✓ !ambil
 petugas: – → Rina Contoh status: baru → diproses
✓ !solusi periode-tutup semester="2024/2025 Genap"
 status: diproses → selesai

=== ticket 2: status=solved

>>> ani with Outlook web writes Validasi wajib
Validasi wajib menghambat sinkronisasi Feeder di prodi kami.

<<< ani acknowledgement
Jenis: Validasi wajib menghambat sinkronisasi
Masih diperlukan: Validasi yang gagal; Tangkapan layar
<<< rina notification
Keluhan baru – PDI-2611-0003
<<< joko notification
Keluhan baru – PDI-2611-0003

>>> ani with Outlook web writes Nama kelas
Nama kelas lebih dari 5 karakter ditolak Feeder.

<<< ani acknowledgement
Jenis: Nama kelas lebih dari 5 karakter
Masih diperlukan: Program studi; Nama kelas yang ditolak
<<< rina notification
Keluhan baru – PDI-2611-0004
<<< joko notification
Keluhan baru – PDI-2611-0004

>>> ani with Outlook web writes Referensi
Kode referensi berubah setelah patch Feeder, jalur masuk kosong.

<<< ani acknowledgement
Jenis: Kode referensi berubah setelah pembaruan Feeder
Masih diperlukan: Referensi yang bermasalah
<<< rina notification
Keluhan baru – PDI-2611-0005
<<< joko notification
Keluhan baru – PDI-2611-0005

=== ticket 3: type=F10
=== ticket 4: type=F04
=== ticket 5: type=F12

>>> ani with Outlook web writes Rekap data
Mohon rekap data mahasiswa aktif PDDIKTI prodi kami untuk akreditasi.

<<< ani acknowledgement
Jenis: Permintaan rekap atau unduhan data PDDIKTI
Masih diperlukan: Program studi; Periode data; Data yang diminta; dan 2
 lagi (di bawah)
<<< rina notification
Keluhan baru – PDI-2611-0006
<<< joko notification
Keluhan baru – PDI-2611-0006

=== ticket 6: type=F14
