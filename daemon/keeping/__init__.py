"""Look after what is kept: backups and their way back, what a person may see or have erased, and what grows old."""
