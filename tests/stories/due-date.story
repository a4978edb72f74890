# A ticket is given a due date in words, and its staff are reminded before it and after it

>>> siti with Gmail Android writes Nilai saya belum muncul
NIM: 2190000001. Nilai Kalkulus belum muncul, perlu untuk yudisium.

<<< siti acknowledgement
<<< rina notification

>>> rina with iPhone answers notification
!ambil
!tenggat hari ini 15:00

<<< rina receipt
tenggat: – → 2026-11-23 15:00
<<< siti taken

=== later 240 minutes
<<< rina notification
Tenggat mendekat
23 November 2026 pukul 15.00

=== later 130 minutes
<<< rina notification
Tenggat terlewati

>>> rina with Outlook desktop answers notification
!due friday

<<< rina receipt
2026-11-27 16:00
=== later 1 hours

>>> rina with Gmail web answers notification
!tenggat kapan-kapan

<<< rina receipt
“kapan-kapan” tidak dikenali
