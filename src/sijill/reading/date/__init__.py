"""Dates: mentions as EDTF, and the publication date."""
