"""Search, and searches that were saved."""
