# Who was merged into another person's ticket hears once how it ends, and goes on alone when it is not solved for them

>>> siti with Gmail web writes Wifi gedung C mati
Wifi di gedung C lantai 2 mati sejak pagi. Nama: Siti Contoh

<<< siti acknowledgement
<<< joko notification

>>> dewi with Gmail iOS writes Wifi gedung C
Wifi gedung C lantai 2 mati juga di kelas saya. Nama: Dewi Contoh

<<< dewi acknowledgement
<<< joko notification

>>> joko with Thunderbird answers notification
!gabung {ticket 1}

<<< joko receipt
<<< dewi merged

>>> dewi with iPhone answers merged
STATUS

<<< dewi status-report
digabung dengan keluhan lain tentang hal yang sama

>>> siti with iPhone answers acknowledgement
SELESAI

<<< siti requester-done
<<< dewi merged-outcome
Pelapor keluhan itu menyatakan masalahnya sudah beres
not: PDI-2611-0001
<<< joko notification
mereka sudah diberi tahu
=== ticket 1: status=solved
=== ticket 2: status=merged

>>> dewi with iPhone answers merged-outcome
BUKA

<<< dewi requester-done
PDI-2611-0002 sudah dibuka lagi
<<< joko notification
=== ticket 2: status=new
=== ticket 1: status=solved

# closed by staff without a decision: one word about it, and none of those for an open ticket
>>> joko with Thunderbird answers notification
!tutup

Gedung C sedang direnovasi, wifi dipasang lagi bulan depan.

<<< joko receipt
<<< dewi reply
sudah ditutup
BUKA
not: SELESAI
not: BATAL
=== ticket 2: status=closed
