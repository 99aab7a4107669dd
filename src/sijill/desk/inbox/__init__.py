"""The inbox: reports and where they stand, taking in."""
