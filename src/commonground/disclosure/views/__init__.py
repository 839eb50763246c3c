"""Pages of tables about people."""
