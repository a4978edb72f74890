"""What a complaint must say: the form of its type, filled in by mail."""
