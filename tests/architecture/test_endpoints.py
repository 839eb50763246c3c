"""Every address of the pages, and who may call it. An address that is missing here fails, and so does one too many."""

import pytest
from django.urls import get_resolver

from commonground.config.middleware import SEES
from commonground.identity import access
from factories import country, people

NOBODY, READER, OFFICER = "nobody", "reader", "officer"
# name: (an address, the least role that is answered with 200); nobody else is: they sign in or are refused.
TABLE = {
    "intake:imports": ("/import/", READER),
    "intake:rows": ("/import/rows/?hazard=SA-0001", READER),
    "intake:profile": ("/import/profiles/1/none.json", None),
    "intake:try": (f"/import/try/{'0' * 32}/", None),
    "intake:progress": (f"/import/try/{'0' * 32}/progress/", None),
    "intake:load": ("/import/999/", None),
    "intake:quarantine": ("/import/999/quarantine.csv", None),
    "intake:undo": ("/import/999/undo/", None),
    "fieldwork:reports": ("/reports/", OFFICER),
    "fieldwork:about": ("/reports/about/?hazard=SA-0001", OFFICER),
    "fieldwork:find": ("/reports/find/F-1/", OFFICER),
    "fieldwork:begin": ("/reports/new/", OFFICER),
    "fieldwork:report": ("/reports/999/", None),
    "fieldwork:forms": ("/reports/forms/survey/", None),
    "fieldwork:edit": ("/reports/999/edit/", None),
    "fieldwork:go-back": ("/reports/999/back/", None),
    "fieldwork:return": ("/reports/999/return/", None),
    "fieldwork:approve": ("/reports/999/approve/", None),
    "fieldwork:withdraw": ("/reports/999/withdraw/", None),
    "fieldwork:file": (f"/reports/999/files/{'0' * 64}/", None),
    "fieldwork:detach": (f"/reports/999/files/{'0' * 64}/remove/", None),
    "ordnance:finds": ("/ordnance/", READER),
    "ordnance:find": ("/ordnance/finds/NOT-THERE/", None),
    "ordnance:new": ("/ordnance/new/", OFFICER),
    "ordnance:correct": ("/ordnance/finds/NOT-THERE/correct/", None),
    "ordnance:dispose": ("/ordnance/finds/NOT-THERE/dispose/", None),
    "ordnance:void": ("/ordnance/finds/NOT-THERE/void/", None),
    "ordnance:statement": ("/ordnance/statement/", READER),
    "ordnance:catalogue": ("/ordnance/catalogue/", READER),
    "ordnance:device": ("/ordnance/catalogue/pma-2/", READER),
    "incidents:accidents": ("/accidents/", OFFICER),
    "incidents:enter": ("/accidents/new/", OFFICER),
    "incidents:accident": ("/accidents/AC-999999/", None),
    "incidents:correct": ("/accidents/AC-999999/correct/", None),
    "incidents:take-back": ("/accidents/AC-999999/take-back/", None),
    "incidents:victim-enter": ("/accidents/AC-999999/victims/", None),
    "incidents:victim": ("/victims/V-00000000/", None),
    "incidents:victim-correct": ("/victims/V-00000000/correct/", None),
    "incidents:victim-outcome": ("/victims/V-00000000/outcome/", None),
    "incidents:victim-take-back": ("/victims/V-00000000/take-back/", None),
    "incidents:identity": ("/victims/V-00000000/identity/", None),
    "incidents:assistance": ("/victims/V-00000000/assistance/", None),
    "incidents:refer": ("/victims/V-00000000/refer/", None),
    "incidents:referral": ("/assistance/referrals/R-00000000/", None),
    "incidents:providers": ("/providers/", OFFICER),
    "incidents:provider": ("/providers/PR-9999/", None),
    "incidents:provider-new": ("/providers/new/", OFFICER),
    "incidents:provider-correct": ("/providers/PR-9999/correct/", None),
    "incidents:desk": ("/assistance/", None),
    "incidents:inbox": ("/referrals/", None),
    "incidents:received": ("/referrals/R-00000000/", None),
    "incidents:settle": ("/accidents/AC-999999/settle/", None),
    "incidents:investigation": ("/accidents/AC-999999/investigation/", None),
    "incidents:figures": ("/casualties/", OFFICER),
    "incidents:distances": ("/casualties/distances/", OFFICER),
    "incidents:duplicates": ("/casualties/duplicates/", OFFICER),
    "incidents:education": ("/education/", OFFICER),
    "incidents:session": ("/education/new/", OFFICER),
    "incidents:session-take-back": ("/education/take-back/", None),
    "incidents:duplicates-look": ("/casualties/duplicates/look/", None),
    "incidents:duplicate": ("/casualties/duplicates/999/", None),
    "land:hazards": ("/hazards/", READER),
    "land:columns": ("/hazards-columns/", None),
    "land:views": ("/hazards-views/", None),
    "land:together": ("/hazards-together/", None),
    "land:hazard": ("/hazards/SA-0001/", READER),
    "land:close": ("/hazards/NOT-THERE/close/", None),
    "land:work": ("/hazards/NOT-THERE/work/", None),
    "land:quality": ("/hazards/NOT-THERE/quality/", None),
    "land:undo-succession": ("/hazards/NOT-THERE/undo/", None),
    "land:shape": ("/hazards/SA-0001/shape.geojson", READER),
    "land:findings": ("/findings/", READER),
    "land:entry": ("/entries/1/", READER),
    "land:entry-shape": ("/entries/1/shape.geojson", READER),
    "disclosure:releases": ("/tables/", READER),
    "disclosure:ask": ("/tables/ask/", OFFICER),
    "disclosure:asked": ("/tables/asked/999/", None),
    "disclosure:act": ("/tables/asked/999/act/", None),
    "disclosure:release": ("/tables/999/", None),
    "exchange:home": ("/exchange/", READER),
    "exchange:ceremony": ("/exchange/ceremony/", READER),
    "exchange:card": ("/exchange/ceremony/card/", None),
    "exchange:sheet": ("/exchange/ceremony/sheet/", READER),
    "exchange:take": ("/exchange/agreements/take/", READER),
    "exchange:agreement": ("/exchange/agreements/none/1/", None),
    "exchange:document": ("/exchange/agreements/none/1/document/", None),
    "exchange:aloud": ("/exchange/agreements/none/1/aloud/", None),
    "exchange:partner": ("/exchange/partners/nobody.example.org/", None),
    "exchange:act": ("/exchange/partners/nobody.example.org/act/", None),
    "exchange:fetching": ("/exchange/partners/nobody.example.org/fetching/", None),
    "exchange:feed": ("/exchange/feeds/999/", None),
    "exchange:bundle": ("/exchange/feeds/999/file/", None),
    "exchange:record": ("/exchange/feeds/999/records/none/", None),
    "exchange:new": ("/exchange/agreements/new/", READER),
    "exchange:border": ("/exchange/border/", READER),
    "exchange:border-shapes": ("/exchange/border/shapes.geojson", READER),
    "exchange:foreign": ("/exchange/foreign/999/none/", None),
    "exchange:inbox": ("/exchange/inbox/", READER),
    "exchange:decide": ("/exchange/inbox/none/", None),
    "exchange:links": ("/exchange/links/", READER),
    "exchange:say": ("/exchange/links/say/", None),
    "exchange:region": ("/exchange/region/", READER),
    "exchange:fund": ("/exchange/fund/", READER),
    "exchange:verify": ("/exchange/verify/", READER),
    "reporting:home": ("/", READER),
    "reporting:day": ("/day/", READER),
    "reporting:dossier": ("/hazards/SA-0001/dossier.pdf", READER),
    "reporting:search": ("/search/", READER),
    "reporting:statement": ("/statement/", READER),
    "reporting:atoms": ("/statement/flow/?line=closing", READER),
    "reporting:atoms-shapes": ("/statement/flow/shapes.geojson?line=closing", READER),
    "reporting:along": ("/statement/along/?by=operator", READER),
    "reporting:density": ("/statement/density/", READER),
    "reporting:compared": ("/statement/compared/", READER),
    "reporting:returns": ("/returns/", READER),
    "reporting:return-new": ("/returns/new/", OFFICER),
    "reporting:return": ("/returns/999/", None),
    "reporting:return-write": ("/returns/999/write/", None),
    "reporting:return-act": ("/returns/999/act/", None),
    "reporting:duties": ("/returns/duties/", READER),
    "reporting:duty-end": ("/returns/duties/999/end/", None),
    "reporting:plan": ("/returns/plan/", READER),
    "reporting:indicators": ("/returns/indicators/", READER),
    "reporting:bridge": ("/statement/bridge/", READER),
    "reporting:claims": ("/claims/", READER),
    "reporting:claim": ("/claims/999/", None),
    "reporting:claim-new": ("/claims/new/", OFFICER),
    "reporting:claim-import": ("/claims/import/", None),
    "reporting:claim-template": ("/claims/template.csv", OFFICER),
    "reporting:claim-correct": ("/claims/999/correct/", None),
    "reporting:figures": ("/figures/", READER),
    "reporting:publications": ("/publications/", READER),
    "reporting:keys": ("/publications/keys/", READER),
    "reporting:publication": ("/publications/999/", None),
    "reporting:publish": ("/returns/999/publish/", None),
    "reporting:today": ("/publications/999/today/", None),
    "reporting:verify": ("/publications/999/verify/", None),
    "reporting:bundle": ("/publications/999/bundle.zip", None),
    "reporting:picture": ("/publications/999/pictures/map.svg", None),
    "reporting:publication-file": ("/publications/999/files/content.json", None),
}
# name: (an address, whom it answers). A permission is held against all roles that carry it; addresses that change something
# answer a plain look with 405, and are asked by POST in the tests of their slice.
ALSO = {
    "reporting:dossier": "land.export",
    "incidents:enter": "incidents.record",
    "incidents:duplicates": "incidents.decide",
    "incidents:provider-new": "incidents.directory",
} | dict.fromkeys(
    ("reporting:returns", "reporting:duties", "reporting:plan", "reporting:indicators"), "reporting.review"
)  # what an address asks for besides
EVERYBODY, ANYBODY = "everybody who is signed in", "anybody at all"
PEOPLE = {
    "audit:log": ("/audit/", "audit.see"),
    "identity:people": ("/people/", "identity.see"),
    "identity:invite": ("/people/invite/", "identity.change"),
    "identity:person": ("/people/{me}/", "identity.see"),
    "identity:give-role": ("/people/{me}/roles/", None),
    "identity:end-role": ("/people/{me}/roles/1/end/", None),
    "identity:act": ("/people/{me}/act/", None),
    "identity:me": ("/me/", EVERYBODY),
    "identity:permissions": ("/me/permissions/", EVERYBODY),
    "identity:enter": ("/enter/not-a-link/", None),
    "identity:welcome": ("/welcome/not-a-link/", None),
    "account_login": ("/account/login/", ANYBODY),
    "account_logout": ("/account/logout/", EVERYBODY),
    "account_inactive": ("/account/inactive/", ANYBODY),
    "account_signup": ("/account/signup/", ANYBODY),
    "account_reauthenticate": ("/account/reauthenticate/", EVERYBODY),
    "account_change_password": ("/account/password/change/", EVERYBODY),
    "account_set_password": ("/account/password/set/", None),
    "mfa_index": ("/account/second-factor/", EVERYBODY),
    "mfa_authenticate": ("/account/second-factor/authenticate/", None),
    "mfa_reauthenticate": ("/account/second-factor/reauthenticate/", None),
    "mfa_activate_totp": ("/account/second-factor/totp/activate/", EVERYBODY),
    "mfa_deactivate_totp": ("/account/second-factor/totp/deactivate/", None),
    "mfa_view_recovery_codes": ("/account/second-factor/recovery-codes/", None),
    "mfa_generate_recovery_codes": ("/account/second-factor/recovery-codes/generate/", EVERYBODY),
    "mfa_download_recovery_codes": ("/account/second-factor/recovery-codes/download/", None),
    "mfa_list_webauthn": ("/account/second-factor/webauthn/", EVERYBODY),
    "mfa_add_webauthn": ("/account/second-factor/webauthn/add/", EVERYBODY),
    "mfa_reauthenticate_webauthn": ("/account/second-factor/webauthn/reauthenticate/", None),
    "mfa_remove_webauthn": ("/account/second-factor/webauthn/keys/1/remove/", None),
    "mfa_edit_webauthn": ("/account/second-factor/webauthn/keys/1/edit/", None),
    "mfa_login_webauthn": ("/account/second-factor/webauthn/login/", None),
    "usersessions_list": ("/account/sessions/", EVERYBODY),
}
# Addresses whose own slice or library says who may call them.
ELSEWHERE = ("ui:", "geodata:", "set_language", "exchange:wire-")  # the last: tests/contexts/exchange/test_wire


def names() -> set[str]:
    """The names of all addresses there are."""
    found: set[str] = set()

    def walk(patterns, space: str) -> None:
        for pattern in patterns:
            inner = getattr(pattern, "url_patterns", None)
            if inner is not None:
                walk(inner, f"{pattern.namespace}:" if pattern.namespace else space)
            elif pattern.name:
                found.add(space + pattern.name)

    walk(get_resolver().url_patterns, "")
    return found


def test_every_address_is_in_the_table():
    assert {n for n in names() if not n.startswith(ELSEWHERE)} == set(TABLE) | set(PEOPLE)


@pytest.fixture
def made(db):
    """A country of four hazards."""
    return country.make(4)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_an_address_answers_only_whom_it_should(name, client, made, db):
    address, least = TABLE[name]
    away = client.get(address)
    assert away.status_code == 302, "nobody is sent to sign in"
    assert away.url.startswith("/account/login/?next=")
    part = client.get(address, headers={"HX-Request": "true"})
    assert part.status_code == 204
    assert part.headers["HX-Redirect"].startswith("/account/login/")
    for role in (READER, OFFICER):
        client.force_login(people.somebody(role, name=f"{role}-{name}"))
        status = client.get(address).status_code
        answered = least is not None and (least == READER or role == least)
        assert status == 200 if answered else status in (403, 404, 405), (role, status)


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_an_address_about_people_answers_only_whom_it_should(name, client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    address, whom = PEOPLE[name]
    away = client.get(address.format(me=1)).status_code
    assert away == 200 if whom == ANYBODY else away != 200, "nobody"
    for role, permissions in access.PERMISSIONS.items():
        user = people.somebody(role, organisation="BS" if role in access.OWN_ORGANISATION else "")
        user.set_password("a long enough one")
        user.save()
        client.post("/account/login/", {"login": user.username, "password": "a long enough one"})
        client.post("/account/reauthenticate/", {"password": "a long enough one"})  # what a second factor asks for
        status = client.get(address.format(me=user.pk)).status_code
        allowed = whom == EVERYBODY or whom in permissions
        if whom != ANYBODY:
            assert status == 200 if allowed else status in (302, 403, 404, 405), (role, status)
        client.logout()


@pytest.mark.parametrize("role", sorted(access.PERMISSIONS))
def test_every_role_sees_just_the_slices_that_it_may(role, client, made):
    client.force_login(people.somebody(role, organisation="BS" if role in access.OWN_ORGANISATION else ""))
    for name, (address, least) in TABLE.items():
        may = {SEES[name.split(":")[0]], ALSO.get(name, "land.see")} <= access.PERMISSIONS[role]
        if least and not may and name == "reporting:home" and role == "provider":
            assert client.get(address).url == "/referrals/", "the first page of who is outside"
        elif least and not may:
            assert client.get(address).status_code == 403, (role, name)
        elif least == READER:
            assert client.get(address).status_code == 200, (role, name)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_an_address_without_a_programme_says_what_to_do(name, client, db):
    client.force_login(people.somebody("officer", name="early"))
    page = client.get(TABLE[name][0])
    assert page.status_code == 409
    assert b"commonground init" in page.content


@pytest.mark.parametrize("address", ["/import/", f"/import/try/{'0' * 32}/", "/import/999/undo/"])
def test_a_reader_may_change_nothing(address, client, made, db):
    client.force_login(people.somebody("reader"))
    assert client.post(address, {"what": "hazards"}).status_code in (403, 404)
    assert client.post("/hazards/").status_code == 405
