"""Publications: what is published, byte for byte, how it is signed, and how two of them differ."""
