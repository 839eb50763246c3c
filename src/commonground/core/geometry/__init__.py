"""Shapes that state their coordinate system; the only place that touches shapely and pyproj."""
