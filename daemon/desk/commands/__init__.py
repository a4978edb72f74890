"""The staff commands, one file each. Found by scanning: a new file is a new command, see `daemon.desk.command`."""
