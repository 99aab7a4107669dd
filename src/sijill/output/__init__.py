"""What a reading is written as: records, JSON Lines, table, W3C annotations, HTML page."""
