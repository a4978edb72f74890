"""Mails are read in child processes, ahead of their turn, so that a bad one hurts nobody."""
