"""Maps for people and programs: vector tiles from our own store."""
