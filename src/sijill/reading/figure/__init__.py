"""Figures: what is counted, whose count it is, and the act it belongs to."""
