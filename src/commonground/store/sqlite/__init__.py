"""The embedded store: Django's own SQLite backend, made durable."""
