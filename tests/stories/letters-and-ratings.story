# Several matters in few words: each person picks another letter, and rates what came of it

>>> siti with Gmail Android writes Mohon bantuan
AKM IPK, listrik, promotion.

<<< siti acknowledgement
<<< rina notification

>>> siti with Gmail Android answers acknowledgement
B

<<< siti form-request
<<< joko notification

>>> budi with Outlook desktop writes Mohon bantuan
AKM IPK, listrik, promotion.

<<< budi acknowledgement
<<< rina notification

>>> budi with Outlook desktop answers acknowledgement
C saja, Pak

<<< budi form-request
<<< rina notification

>>> dewi with iPhone writes Mohon bantuan
AKM IPK, listrik, promotion.

<<< dewi acknowledgement
<<< rina notification

>>> dewi with iPhone answers acknowledgement
d

<<< dewi form-request
<<< joko notification
<<< rina notification

>>> ani with Gmail web writes Mohon bantuan
AKM IPK, listrik, promotion.

<<< ani acknowledgement
<<< rina notification

>>> ani with Gmail web answers acknowledgement
E

<<< ani form-request
<<< rina notification

>>> rina with Gmail web answers notification
!tiket {ticket 1} {ticket 2} {ticket 3}
!selesai

Sudah kami bereskan.

<<< rina receipt
<<< siti solution
<<< budi solution
<<< dewi solution

>>> siti with Gmail Android answers solution
1

<<< siti requester-done
<<< joko notification
=== ticket 1: rating=1

>>> budi with Outlook desktop answers solution
3

<<< budi requester-done
<<< rina notification
=== ticket 2: rating=3

>>> dewi with iPhone answers solution
4

<<< dewi requester-done
<<< joko notification
<<< rina notification
=== ticket 3: rating=4
