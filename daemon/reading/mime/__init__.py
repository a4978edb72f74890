"""Octets to parts: headers, bodies, attachments, charsets."""
