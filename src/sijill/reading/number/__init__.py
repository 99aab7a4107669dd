"""Numbers: every quantity of a text with bounds, hedge and counted noun."""
