"""The accounts of the land: entries, the two books, atoms, statements, bridges."""
