"""Write mails and hand them to the outgoing server: rendering, composing, posting, delivery."""
