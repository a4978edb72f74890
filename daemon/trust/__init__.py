"""Decide who sent a mail and what that sender may cause. Start reading at authentication.py."""
