"""Actors and places: dossiers, other names, merging."""
