"""Correct data in the campus's other systems: the Feeder of PDDIKTI, and whatever speaks HTTP (product.md §7)."""
