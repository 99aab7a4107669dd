"""Exports and their log, and tables that bring corrections."""
