"""The Feeder's actions, one file each: found by scanning, so that adding one touches no other file."""
