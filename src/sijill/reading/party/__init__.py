"""Parties: who is named, and who did it to whom."""
