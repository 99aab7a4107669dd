"""Roles: who did it and to whom, by the syntax around an act."""
