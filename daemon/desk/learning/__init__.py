"""What solved tickets teach, and finding it again, without anybody's personal data."""
