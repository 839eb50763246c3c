"""Pages of accidents and victims."""
