"""Show a day at the counter on this machine: a small campus mail system, a real daemon, and people who write mail."""
