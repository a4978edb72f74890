"""The mails that the desk writes, as typed data, and to whom they go."""
