"""Turn octets into facts. Everything here is pure: no file, network, database, clock or randomness."""
