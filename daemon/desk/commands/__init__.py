"""The staff commands, one file each, found by scanning: see `daemon.desk.planning.command`."""
