"""The command lines in the sender's own text."""
