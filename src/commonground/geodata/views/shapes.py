"""One hazard's land as GeoJSON, a feature for each account that holds some."""

from django.http import HttpRequest, JsonResponse

from commonground.geodata.queries import features


def hazard_geojson(request: HttpRequest, code: str) -> JsonResponse:
    """`/geodata/hazards/HA-1.geojson?on=&known=`, WGS84 (RFC 7946)."""
    found = features.hazard(request.viewer, code, request.times)
    answer = JsonResponse(found, content_type="application/geo+json")
    answer["Cache-Control"] = "private, no-cache"
    return answer
