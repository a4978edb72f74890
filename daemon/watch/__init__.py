"""Watch over the service itself: contact with its servers, a canary, and alarms that do not need its own mail."""
