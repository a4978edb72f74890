"""What the sender wrote, apart from quotation, signature and forwarded mail."""
