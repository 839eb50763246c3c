"""Files for other people's software: GeoPackage, GeoJSON, KML, CSV. GDAL runs in a process of its own."""

from commonground.geodata.gateway.write import Layer, write_csv, write_geojson, write_geopackage, write_kml

__all__ = ["Layer", "write_csv", "write_geojson", "write_geopackage", "write_kml"]
