"""Speak with the Feeder's web service (feeder-api.md). Start reading at client.py."""
