"""What the desk wants of other systems, noted inside the mail's transaction and done outside of it."""
