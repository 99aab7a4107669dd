"""Statements: what lastingly holds of a body (the profile)."""
