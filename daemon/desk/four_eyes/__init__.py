"""Two steps and four eyes: plans that are previewed, confirmed, approved and carried out once (trust.md §3.7)."""
