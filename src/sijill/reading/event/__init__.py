"""Events: triggers, acts of a sentence, incidents of a report."""
