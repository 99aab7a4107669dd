"""Sources: who says so, through whom."""
