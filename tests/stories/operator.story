# A faculty operator has a role of their own, and gets the solution that was kept for the matter

    [[requesters]]
    role = "operator"
    unit = "Fakultas Tarbiyah"
    addresses = ["ani@tarbiyah.kampus.example"]

>>> ani with Outlook desktop writes Error 707 saat sinkron kelas
Kirim kelas di Feeder gagal dengan error 707 mata kuliah belum ada di kurikulum, mohon solusinya.

<<< ani acknowledgement
<<< rina notification
operator fakultas
<<< joko notification
=== ticket 1: role=operator unit=Fakultas Tarbiyah

>>> rina with Gmail web answers notification
!selesai

Masukkan dahulu mata kuliah itu ke kurikulum semester yang sama, lalu kirim ulang kelasnya.

<<< rina receipt
<<< ani solution

>>> rina with Gmail web answers notification
!simpan-solusi kelas-707 "Kelas gagal terkirim, error 707"

<<< rina confirmation

>>> rina with Gmail web answers confirmation
!ya {code}

<<< rina receipt

>>> ani with Outlook web writes Error 707 lagi
Kirim kelas ke Feeder gagal lagi dengan error 707, mata kuliah belum ada di kurikulum.

<<< ani acknowledgement
Masukkan dahulu mata kuliah itu ke kurikulum
<<< rina notification
<<< joko notification
