"""What each thread's open transaction knows and holds back. What belongs to a thread is slow to reach: here it is once.

`models/fresh.py` has what is known, `models/pending.py` what is held back.
"""

import threading

from models.fresh import Fresh
from models.pending import Pending


class AtHand(threading.local):
    """The two, of the thread that asks."""

    def __init__(self) -> None:
        """Begin without a transaction."""
        self.fresh = Fresh()
        self.pending = Pending()
