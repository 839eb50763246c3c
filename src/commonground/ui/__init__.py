"""What every page is made of: frame, components, template tags, the map."""
