"""What we keep: the archive in SQLite."""
