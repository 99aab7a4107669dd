"""Second reading: what waits for it, assignments, blind coding, agreement."""
