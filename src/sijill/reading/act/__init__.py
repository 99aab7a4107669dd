"""Acts: the words that tell of one, what they grammatically call for, and the draft a sentence makes of it."""
