# The network is down: three complaints become one, a fourth joins by itself, and one solution answers them all

person: sari = Sari Contoh <sari@kampus.example>
person: john = John Contoh <john@mhs.kampus.example>

    [incidents]
    complaints = 3

>>> siti with Gmail Android writes WiFi gedung B mati
WiFi di gedung B mati sejak pagi, internet tidak bisa dipakai sama sekali.

<<< siti acknowledgement
not: sudah kami ketahui
<<< joko notification

>>> budi with Outlook desktop writes Internet mati
Internet dan WiFi gedung B mati sejak pagi. Mohon diperbaiki.

<<< budi acknowledgement
<<< joko notification

>>> john with iPhone writes Campus WiFi down
The campus WiFi does not work, no internet in building B since this morning. WiFi gedung B mati.

<<< john acknowledgement
<<< joko notification
<<< joko incident
3 keluhan serupa
PDI-2611-0001 menjadi induknya

>>> joko with Gmail Android answers incident
insiden

<<< joko receipt
tiket dalam gangguan ini: – → 3

>>> dewi with Gmail web writes WiFi mati di gedung B
Internet WiFi gedung B mati sejak pagi, apakah ada gangguan?

<<< dewi acknowledgement
Gangguan ini sudah kami ketahui dan sedang kami tangani

>>> joko with Gmail web answers incident
!selesai

Router gedung B sudah diganti. Silakan sambungkan kembali perangkat Anda.

<<< joko receipt
<<< siti solution
[PDI-2611-0001]
Router gedung B sudah diganti
not: Budi
not: PDI-2611-0002
<<< budi solution
[PDI-2611-0002]
not: PDI-2611-0001
<<< john solution
[PDI-2611-0003]
not: Kami sudah
<<< dewi solution
[PDI-2611-0004]
not: siti@
=== ticket 1: status=solved
=== ticket 2: status=solved
=== ticket 3: status=solved
=== ticket 4: status=solved
