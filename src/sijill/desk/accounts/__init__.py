"""Accounts: first run, login with second factor, people, collections, sessions, tokens, settings."""
