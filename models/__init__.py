"""Keep what Loket must not forget: the tables, and the only door to peewee."""
