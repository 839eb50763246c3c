"""Addresses of the exchange."""

from django.urls import path, re_path

from commonground.exchange.views import (
    agreements,
    border,
    editor,
    fetching,
    nodes,
    overview,
    partners,
    region,
    talk,
    wire,
)

app_name = "exchange"
FEED = "smx/v1/f/<slug:code>/<int:epoch>"
# What other programmes ask for; the middleware of pages has no part in these.
WIRE = [
    path("smx/v1/root/<int:number>.json", wire.root, name="wire-root"),
    path("smx/v1/agreements/<slug:code>/<int:version>", wire.agreement, name="wire-agreement"),
    path("smx/v1/f/<slug:code>", wire.index, name="wire-index"),
    path(f"{FEED}/head", wire.head, name="wire-head"),
    path(f"{FEED}/status", wire.status, name="wire-status"),
    path(f"{FEED}/hashes/<int:start>-<int:end>", wire.hashes, name="wire-hashes"),
    path(f"{FEED}/lines/<int:start>-<int:end>", wire.lines, name="wire-lines"),
    path(f"{FEED}/bodies/<int:start>-<int:end>", wire.bodies, name="wire-bodies"),
    path(f"{FEED}/body/<int:seq>", wire.body, name="wire-body"),
    path(f"{FEED}/receipts", wire.receipts, name="wire-receipts"),
    path("smx/v1/roots", wire.roots, name="wire-roots"),
    re_path(r"^smx/[\s\S]*\Z", wire.elsewhere, name="wire-elsewhere"),
]
urlpatterns = [
    *WIRE,
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
    path("exchange/partners/<str:name>/fetching/", fetching.page, name="fetching"),
    path("exchange/feeds/<int:number>/", partners.feed, name="feed"),
    path("exchange/feeds/<int:number>/file/", partners.bundle, name="bundle"),
    path("exchange/feeds/<int:number>/records/<slug:ident>/", partners.record, name="record"),
    path("exchange/border/", border.page, name="border"),
    path("exchange/border/shapes.geojson", border.map_shapes, name="border-shapes"),
    path("exchange/foreign/<int:number>/<slug:ident>/", border.foreign, name="foreign"),
    path("exchange/inbox/", talk.inbox, name="inbox"),
    path("exchange/inbox/<slug:ident>/", talk.decide, name="decide"),
    path("exchange/links/", talk.links, name="links"),
    path("exchange/links/say/", talk.say, name="say"),
    path("exchange/region/", region.council, name="region"),
    path("exchange/fund/", region.fund, name="fund"),
    path("exchange/verify/", overview.verify, name="verify"),
]
