"""Every page there is, taken from the table of addresses, with the things on it that the invented country has."""

from pathlib import Path

from architecture import test_endpoints
from commonground.ui import assets

# What stands in the place of addresses that the table names only to be refused.
REAL = {
    "exchange:agreement": "/exchange/agreements/east-2026/1/?preview=1",
    "exchange:aloud": "/exchange/agreements/east-2026/1/aloud/?also=bs",
    "exchange:feed": "/exchange/feeds/1/",
    "exchange:foreign": "/exchange/foreign/2/vdokdavwe22f5fycbbkjmy4z/",
    "exchange:new": "/exchange/agreements/new/?after=east-2026",
    "exchange:partner": "/exchange/partners/mac.neighbour.example/",
    "exchange:fetching": "/exchange/partners/mac.neighbour.example/fetching/",
    "fieldwork:report": "/reports/1/",
    "fieldwork:edit": "/reports/2/edit/",
    "fieldwork:forms": "/reports/forms/clearance-completion/",
    "incidents:accident": "/accidents/AC-000001/",
    "incidents:correct": "/accidents/AC-000001/correct/",
    "incidents:investigation": "/accidents/AC-000001/investigation/",
    "incidents:victim-enter": "/accidents/AC-000001/victims/",
    "land:entry": "/entries/63/",
    "land:hazard": "/hazards/SA-0013/",
    "reporting:atoms": "/statement/flow/?line=cleared&from=2020-01-01&to=2024-12-31",
    "reporting:claim": "/claims/2/?line=3",
    "reporting:claim-correct": "/claims/2/correct/",
    "reporting:publication": "/publications/1/",
    "reporting:today": "/publications/1/today/",
    "reporting:verify": "/publications/1/verify/",
    "reporting:return": "/returns/1/?section=7.1.c",
    "reporting:search": "/search/?q=brod",
    "reporting:statement": "/statement/?year=2023",
    "reporting:bridge": "/statement/bridge/?day=2026-06-01&old=101",
}
# Pages beside those of the table: the same with other things on them, the map, the gallery, and refusals.
MORE = {
    "map": "/map/?selected=SA-0013",
    "hazards in the past": "/hazards/?status=open&sort=-open&on=2020-06-01&known=80",
    "hazards, none": "/hazards/?q=nothing+is+called+so",
    "a finding": "/findings/?code=geometry.ring.self-crossing",
    "reports waiting": "/reports/?state=submitted",
    "an agreement about figures": "/exchange/agreements/new/?kind=figures",
    "a foreign record that is no longer shared": "/exchange/foreign/2/jsp6i6sufsolsir6bew4e5tz/",
    "not there": "/hazards/NOT-THERE/",
    **{f"gallery {sheet}": f"/gallery/{sheet}/" for sheet in ("frame", "figures", "tables", "forms", "states", "maps")},
}
# Pages on which a map is drawn: they need a browser that can, which costs as much again as all else on a page.
MAPS = {
    "map", "land:hazards", "land:hazard", "land:entry", "hazards in the past", "hazards, none", "fieldwork:edit", "exchange:agreement",
    "exchange:new", "exchange:border", "exchange:foreign", "an agreement about figures", "a foreign record that is no longer shared",
    "reporting:atoms", "gallery forms", "gallery maps",
}  # fmt: skip
# Answered with something else than a page of our own: files, parts of pages, redirects, and what needs a second factor.
NO_PAGE = {
    "exchange:border-shapes", "fieldwork:about", "fieldwork:find", "intake:rows", "land:shape", "land:entry-shape", "reporting:claim-template", "reporting:dossier", "reporting:atoms-shapes",
    "account_reauthenticate", "account_signup", "incidents:inbox", "incidents:received",
}  # fmt: skip
OUTSIDE = {
    "account_login": "/account/login/",
    "account_inactive": "/account/inactive/",
    "account_signup": "/account/signup/",
}


def addresses() -> dict[str, str]:
    """The pages of somebody who is signed in and may everything, by the names of their routes."""
    found = {}
    for name, (address, least) in test_endpoints.TABLE.items():
        if (least or name in REAL) and name not in NO_PAGE:
            found[name] = REAL.get(name, address)
    for name, (address, whom) in test_endpoints.PEOPLE.items():
        if whom and name not in NO_PAGE and name not in OUTSIDE:
            found[name] = address.format(me=1)
    return found | MORE


def axe() -> str:
    """The checker, by the lock file; fetched where only the product's own assets were kept."""
    path = assets.BUILD / "node_modules" / "axe-core" / "axe.min.js"
    if not path.exists():
        assets.install()
    return Path(path).read_text("utf-8")
