"""Addresses of the exchange."""

from django.urls import path

from commonground.exchange.views import agreements, editor, nodes, overview, partners

app_name = "exchange"
urlpatterns = [
    path("exchange/", overview.home, name="home"),
    path("exchange/ceremony/", nodes.ceremony, name="ceremony"),
    path("exchange/ceremony/card/", nodes.card, name="card"),
    path("exchange/ceremony/sheet/", nodes.sheet, name="sheet"),
    path("exchange/agreements/new/", editor.edit, name="new"),
    path("exchange/agreements/take/", agreements.take, name="take"),
    path("exchange/agreements/<slug:code>/<int:version>/", agreements.agreement, name="agreement"),
    path("exchange/agreements/<slug:code>/<int:version>/document/", agreements.document, name="document"),
    path("exchange/agreements/<slug:code>/<int:version>/aloud/", agreements.read_aloud, name="aloud"),
    path("exchange/partners/<str:name>/", partners.partner, name="partner"),
    path("exchange/partners/<str:name>/act/", partners.act, name="act"),
    path("exchange/feeds/<int:number>/", partners.feed, name="feed"),
    path("exchange/feeds/<int:number>/file/", partners.bundle, name="bundle"),
    path("exchange/feeds/<int:number>/records/<slug:ident>/", partners.record, name="record"),
    path("exchange/verify/", overview.verify, name="verify"),
]
