"""Addresses of the first page and of statements."""

from django.urls import path

from commonground.reporting.views import (
    along,
    day,
    dossier,
    duties,
    figures,
    home,
    lineage,
    preparing,
    publications,
    publishing,
    returns,
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
    path("returns/", returns.calendar, name="returns"),
    path("returns/new/", returns.new, name="return-new"),
    path("returns/duties/", duties.bound, name="duties"),
    path("returns/duties/<int:number>/end/", duties.end, name="duty-end"),
    path("returns/plan/", duties.plan, name="plan"),
    path("returns/indicators/", duties.indicators, name="indicators"),
    path("returns/<int:number>/", preparing.page, name="return"),
    path("returns/<int:number>/write/", preparing.write, name="return-write"),
    path("returns/<int:number>/act/", preparing.act, name="return-act"),
]
