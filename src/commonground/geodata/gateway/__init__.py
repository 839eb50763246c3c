"""Files for other people's software: GeoPackage, GeoJSON, CSV. GDAL runs in a process of its own."""

from commonground.geodata.gateway.write import Layer, write_csv, write_geojson, write_geopackage

__all__ = ["Layer", "write_csv", "write_geojson", "write_geopackage"]
