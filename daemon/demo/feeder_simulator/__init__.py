"""A Neo Feeder that is none: its HTTP surface, error codes and quirks, with fictitious data (feeder-api.md §8)."""
