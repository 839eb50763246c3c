"""Addresses of the first page and of statements."""

from django.urls import path

from commonground.reporting.views import (
    along,
    claim_entry,
    claims,
    day,
    dossier,
    figures,
    home,
    lineage,
    publications,
    publishing,
    search,
    statement,
)

app_name = "reporting"
urlpatterns = [
    path("", home.home, name="home"),
    path("day/", day.day, name="day"),
    path("hazards/<path:code>/dossier.pdf", dossier.page, name="dossier"),
    path("search/", search.page, name="search"),
    path("statement/", statement.page, name="statement"),
    path("statement/flow/", statement.flow, name="atoms"),
    path("statement/flow/shapes.geojson", lineage.shapes, name="atoms-shapes"),
    path("statement/along/", along.page, name="along"),
    path("statement/compared/", along.compared, name="compared"),
    path("statement/bridge/", statement.bridge, name="bridge"),
    path("claims/", claims.listing, name="claims"),
    path("claims/new/", claim_entry.new, name="claim-new"),
    path("claims/import/", claim_entry.bring, name="claim-import"),
    path("claims/template.<str:kind>", claim_entry.template, name="claim-template"),
    path("claims/<int:pk>/", claims.page, name="claim"),
    path("claims/<int:pk>/correct/", claim_entry.correct, name="claim-correct"),
    path("figures/", figures.page, name="figures"),
    path("publications/", publications.listing, name="publications"),
    path("publications/keys/", publications.keys, name="keys"),
    path("publications/<int:number>/", publications.publication, name="publication"),
    path("returns/<int:number>/publish/", publishing.publish, name="publish"),
    path("publications/<int:number>/today/", publications.today, name="today"),
    path("publications/<int:number>/verify/", publications.verify, name="verify"),
    path("publications/<int:number>/bundle.zip", publications.zipped, name="bundle"),
    path("publications/<int:number>/pictures/<slug:name>.<slug:kind>", publications.picture, name="picture"),
    path("publications/<int:number>/files/<str:name>", publications.file, name="publication-file"),
]
