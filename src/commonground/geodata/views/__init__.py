"""Pages and addresses of the map."""
