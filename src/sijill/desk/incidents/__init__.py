"""Incidents: list and page, judgements, merging and splitting."""
