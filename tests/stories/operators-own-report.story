# A faculty operator asks for the figures of the own unit; from a student the same word is a complaint like any other

    [[requesters]]
    role = "operator"
    unit = "Fakultas Tarbiyah"
    addresses = ["ani@tarbiyah.kampus.example"]

>>> ani with Outlook desktop writes Error 707 saat sinkron kelas
Kirim kelas di Feeder gagal dengan error 707 mata kuliah belum ada di kurikulum, mohon solusinya.

<<< ani acknowledgement
<<< rina notification
<<< joko notification

>>> rina with Gmail web answers notification
!selesai

Masukkan dahulu mata kuliah itu ke kurikulum semester yang sama, lalu kirim ulang kelasnya.

<<< rina receipt
<<< ani solution

>>> ani with Gmail web writes Laporan
LAPORAN bulan ini

<<< ani operator-report
Laporan operator Fakultas Tarbiyah
Keluhan diterima
Masih terbuka sekarang
not: Rina
not: PDI-2611-0001

>>> ani with Gmail web writes Laporan
LAPORAN bulan ini

>>> ani with Outlook web writes Report
REPORT October

<<< ani operator-report
Report for the operators of Fakultas Tarbiyah

>>> siti with Gmail web writes Laporan
LAPORAN bulan ini

<<< siti acknowledgement
<<< rina notification
