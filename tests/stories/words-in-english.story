# One word is enough, in English, too

    [limits]
    pair_mails = 100

>>> dewi with iPhone writes Grade missing
Dear Sir, my grade for the course is missing in Feeder. My student number is 2190000003.

<<< dewi acknowledgement
Type: Grade missing or wrong
Still needed: Full name; Semester (academic year); Course name; and 3 more
 (below)
<<< rina notification
Keluhan baru – PDI-2611-0001

>>> dewi with iPhone answers acknowledgement
Status

<<< dewi status-report
Status: new
CANCEL
not: BATAL

>>> dewi with iPhone answers acknowledgement
Cancel

<<< dewi requester-done
Ticket PDI-2611-0001 is cancelled, as you asked.
<<< rina notification
Dibatalkan pelapor – PDI-2611-0001

=== ticket 1: status=cancelled type=M26

>>> dewi with iPhone answers requester-done
Reopen

<<< dewi requester-done
Ticket PDI-2611-0001 is open again and our staff have been told. If there
<<< rina notification
Dibuka lagi – PDI-2611-0001

=== ticket 1: status=new

>>> rina with Gmail web answers notification
!solusi

<<< dewi solution
Your grade has been corrected in SIMAK according to the lecturer's record
<<< rina receipt
✓ !solusi
 status: baru → selesai

>>> dewi with iPhone answers solution
Thank you very much!

=== ticket 1: status=solved

>>> dewi with iPhone answers solution
2

<<< dewi requester-done
Thank you. Your rating of 2 out of 5 for ticket PDI-2611-0001 is on
<<< rina notification
Dinilai pelapor – PDI-2611-0001

>>> dewi with iPhone answers requester-done
It is still missing, I checked today.

<<< dewi requester-done
Ticket PDI-2611-0001 is open again and our staff have been told.
<<< rina notification
Dibuka lagi – PDI-2611-0001

=== ticket 1: status=new rating=2

>>> dewi with iPhone answers solution
solved

<<< dewi requester-done
Thank you for telling us. Ticket PDI-2611-0001 is marked as solved.
<<< rina notification
Dinyatakan selesai oleh pelapor – PDI-2611-0001

=== ticket 1: status=solved

>>> dewi with iPhone writes Semester
Dear team, one semester of my activity (AKM) is missing in PDDIKTI, 2024/2025 Genap. Student number 2190000003.

<<< dewi acknowledgement
Type: One semester missing in the study history (AKM)
Still needed: Full name; Semester grade report (KHS)
<<< rina notification
Keluhan baru – PDI-2611-0002

=== ticket 2: type=M22
