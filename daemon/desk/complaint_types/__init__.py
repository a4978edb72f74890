"""The catalogue: complaint types, their fields, documents and words, as files declare them."""
