"""Places: mentions with relation, distance and gazetteer entry."""
