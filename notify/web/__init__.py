"""The archive in a browser: pages, feeds and calendars; nothing can be changed here."""
