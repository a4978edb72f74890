"""HTML to text, with the quotation and signature containers of mail clients marked."""
