"""One module for each kind of file. They run in the reading process only."""
