"""Loket, a service desk that lives in email. Start reading at pipeline.py."""
