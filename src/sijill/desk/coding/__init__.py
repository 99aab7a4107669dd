"""The reading page: the text with what was read from it, accepted, corrected, rejected and added to."""
