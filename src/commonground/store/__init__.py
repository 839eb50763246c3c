"""The geometry field, the spatial index, guards and bulk loading: the only code that knows which database."""
