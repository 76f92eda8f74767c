"""What a page says: pure reading, without network, database or clock."""
