# A plan is refused by the second person with a reason; the next one is withdrawn by the one who made it

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
file: ktp.jpg

>>> rina with Outlook desktop answers notification
!ubah-biodata

<<< rina receipt
<<< rina confirmation

>>> rina with Outlook desktop answers confirmation
!ya {code}

<<< rina plan-outcome
<<< joko approval

>>> joko with Gmail web answers approval
!tolak-aksi {code}

KTP pada lampiran tidak terbaca.

<<< joko plan-outcome
<<< rina plan-outcome
tidak terbaca

>>> rina with Outlook desktop answers notification
!ubah-biodata

<<< rina receipt
<<< rina confirmation

>>> rina with Outlook desktop answers confirmation
!batal {code}

<<< rina plan-outcome
Rencana ini dibatalkan
<<< joko plan-outcome
=== ticket 1: status=new
