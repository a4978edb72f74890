"""What the text says about the complaint: form values, type, language, one-word answers."""
