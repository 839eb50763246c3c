"""Everything that can be done is known by its verb, and who did it is written beside it."""

import importlib
import inspect
import pkgutil
import re

import pytest
from house import SOURCE

import commonground
from commonground.audit.actions import VERBS

# Actions that write and are not `@recorded`, each with its reason. Whoever calls them is, or tells nobody's act.
UNRECORDED = {
    "exchange.actions.cutting.cut_due": "part of `exchange.published`",
    "identity.actions.local_user": "the desktop's own user comes into being with the file",
    "identity.actions.make_account": "part of `identity.person-invited`, or made at the console by whoever holds the database",
    "identity.actions.entry_link": "a link is spent or expires within ten minutes; the sign-in itself is the act",
    "identity.actions.use_entry_link": "spends it",
    "identity.actions.invited": "reads",
    "identity.actions.accept_invitation": "one's own password; who may choose it was given by the act of inviting",
    "identity.actions.choose_language": "one's own liking",
    "land.actions.ledger.describe": "part of `land.flag-set` and `land.contamination-set`",
    "land.actions.cards.told": "reads",
    "land.actions.ledger.open_ledger": "part of `places.programme-made`",
    "land.actions.ledger.lock_head": "a lock",
    "land.actions.ledger.rebuild": "writes again what the entries already say; changes no figure",
    "land.actions.closing.reopen_closed": "part of booking; raises the alert",
    "land.actions.notes.keep": "part of `intake.file-imported`",
    "land.actions.notes.tell_corrections": "part of booking",
    "land.actions.append.go_on": "part of booking",
    "land.actions.append.surroundings": "reads",
    "land.actions.cards.add_hazards": "part of booking",
    "land.actions.cards.describe": "part of booking",
    "land.actions.cards.document_keys": "part of booking",
    "land.actions.cards.hazard_keys": "part of booking",
    "land.actions.first.fill": "part of booking",
    "land.actions.first.fits": "reads",
    "land.actions.lines.entry": "reads",
    "land.actions.lines.insert_all": "part of booking",
    "land.actions.lines.write": "part of booking",
    "land.actions.outside.refresh": "part of booking",
    "land.actions.recompute.recompute": "part of booking",
    "land.actions.stated.days": "reads",
    "land.actions.summaries.name_operators": "keeps what the entries say; part of booking",
    "land.actions.summaries.rewrite": "part of booking",
    "land.actions.summaries.weigh": "keeps what the findings say; part of booking",
    "land.actions.stated.refresh": "part of booking",
    "land.actions.ledger.keep_sums": "keeps what figures are added up from; changes no figure",
    "land.actions.sums.keep_types": "part of booking; changes no figure",
    "land.actions.sums.last_atom": "reads",
    "land.actions.sums.take": "part of booking",
    "land.actions.sums.write_anew": "part of rebuilding; changes no figure",
    "land.actions.written.add_idle": "part of booking",
    "land.actions.written.atom_rows": "reads",
    "land.actions.written.difference": "reads",
    "land.actions.written.holdings_of": "reads",
    "land.actions.written.standing": "reads",
    "land.actions.written.net": "reads",
    "land.actions.written.net_of": "reads",
    "land.actions.written.summarise": "part of booking",
    "land.actions.written.write_atoms": "part of booking",
    "land.actions.written.write_holdings": "part of booking",
    "land.actions.written.write_idle": "part of booking",
    "ordnance.actions.rows.more_targets": "reads",
    "ordnance.actions.ledger.lock_head": "a lock",
    "ordnance.actions.ledger.give": "numbers for what is written in the same act",
    "ordnance.actions.ledger.write": "part of every act on a find",
    "ordnance.actions.ledger.void_entries": "part of undoing an import",
    "ordnance.actions.ledger.find_entry": "reads",
    "ordnance.actions.ledger.disposal_entry": "reads",
    "ordnance.actions.ledger.work_entry": "reads",
    "ordnance.actions.ledger.understood": "reads",
    "ordnance.actions.ledger.speller": "reads",
    "disclosure.actions.ask": "calls `disclosure.period-frozen` and `disclosure.table-asked`",
    "disclosure.actions.release": "calls `disclosure.table-released` or `disclosure.table-audited`",
    "organisations.actions.ensure": "part of `land.entries-booked`",
    "intake.actions.loads.try_out": "changes nothing: what it did is rolled back",
    "intake.actions.loads.load_to_undo": "reads",
    "intake.actions.facts.take": "part of `intake.file-imported`",
    "intake.actions.facts.undo": "part of `intake.file-undone`",
    "intake.actions.rows.write": "part of `intake.file-imported`",
    "fieldwork.actions.rows.more_targets": "reads",
    "fieldwork.actions.rows.take_in": "part of `intake.file-imported`; each report is `fieldwork.report-begun` or `-saved`",
    "fieldwork.actions.rows.void": "part of `intake.file-undone`; each report is `fieldwork.report-withdrawn`",
    "intake.actions.uploads.clear_abandoned": "looks; what it throws away is `intake.files-expired`",
    "intake.actions.uploads.write": "a note beside a file that waits; nothing of it is in the books",
    "intake.actions.uploads.working": "signs of life beside a file that waits",
    "intake.actions.uploads.forget": "takes such a note away",
    "intake.actions.places.bring": "calls `places.units-brought` or `places.settlements-brought`",
    "geodata.actions.fresh": "reads, and makes drawn outlines again where the books have moved on",
    "geodata.actions.forget": "throws away what is drawn again",
    "incidents.actions.writing.accident_code": "reads",
    "incidents.actions.alarms.look": "part of writing accidents down; raises the alarm",
    "incidents.actions.assistance.put": "part of `incidents.assistance-written` and `incidents.referral-advanced`",
    "incidents.actions.assistance.sealed": "seals words; writes nothing",
    "incidents.actions.identities.note_refused": "calls `incidents.identity-refused`, once an hour",
    "incidents.actions.lapsing.end": "part of every act that ends referrals",
    "incidents.actions.lapsing.of_forgotten": "part of `incidents.identity-erased`",
    "incidents.actions.lapsing.of_withdrawn": "part of `incidents.consent-withdrawn`",
    "incidents.actions.referrals.agree": "is `incidents.consent-given`",
    "incidents.actions.writing.referral_code": "draws a code",
    "incidents.actions.identities.clear": "part of `incidents.identity-erased`, or repeats it in a copy that still knew somebody",
    "incidents.actions.rows.more_targets": "reads",
    "incidents.actions.writing.change": "part of every act on accidents and victims",
    "incidents.actions.writing.checked": "reads",
    "incidents.actions.writing.checked_victim": "reads",
    "incidents.actions.writing.facts_row": "part of every act on accidents",
    "incidents.actions.writing.new_accident": "part of `incidents.accident-entered`",
    "incidents.actions.writing.new_victim": "part of `incidents.victim-entered`",
    "incidents.actions.writing.placed": "reads",
    "incidents.actions.writing.record_key": "draws a key",
    "incidents.actions.writing.victim_code": "draws a code",
    "incidents.actions.writing.victim_row": "part of every act on victims",
    "fieldwork.actions.approving.preview": "changes nothing: what it did is rolled back",
    "fieldwork.actions.carrying.carry_out": "part of `fieldwork.report-approved`",
    "fieldwork.actions.held.hold": "a lock",
    "fieldwork.actions.held.lock": "a lock",
    "fieldwork.actions.held.same": "looks, and writes nothing",
    "fieldwork.actions.held.step": "part of every act on a report",
    "fieldwork.actions.held.keep": "part of every act on a report",
    "fieldwork.actions.held.tell_states": "adds to the line of the act that calls it",
    "fieldwork.actions.held.write_verdict": "part of every act on a report",
    "fieldwork.actions.reviewing.settle": "part of `fieldwork.report-looked-at-again` and `fieldwork.report-approved`",
    "reporting.actions.held.hold": "a lock",
    "reporting.actions.held.circumstances": "reads",
    "reporting.actions.held.allowed": "reads",
    "reporting.actions.held.step": "part of every act on a report to others",
    "reporting.actions.held.keep": "part of every act on a report to others",
    "reporting.actions.returns.published": "part of publishing",
    "exchange.actions.applying.apply": "part of `exchange.received` and `exchange.page-taken`",
    "exchange.actions.applying.former_epochs": "part of `exchange.received` and `exchange.head-heard`",
    "exchange.actions.applying.mend": "part of `exchange.received` and `exchange.bodies-mended`",
    "exchange.actions.applying.texts_of": "reads",
    "exchange.actions.asking.spend": "a request was made, and cannot be made again; what it asks for is no act",
    "exchange.actions.fetching.fetch": "what `exchange.fetch-asked` asked for; calls `pull`",
    "exchange.actions.fetching.is_over": "reads",
    "exchange.actions.publishing.in_force": "reads",
    "exchange.actions.pulling.agreements_to_pull": "reads",
    "exchange.actions.pulling.publisher": "reads",
    "exchange.actions.pulling.pull": "calls `exchange.head-heard`, and `exchange.page-taken` with every page",
    "exchange.actions.receipts.aside": "reads",
    "exchange.actions.receipts.confirm": "calls `exchange.receipt-taken`",
    "exchange.actions.receipts.made": "signs what is so; writes nothing",
    "exchange.actions.publishing.seal": "seals a file; writes nothing else",
    "exchange.actions.publishing.sealed": "seals a file; writes nothing",
    "exchange.actions.publishing.sign_again": "part of `exchange.keys-changed` and `exchange.keys-caught-up`",
    "exchange.actions.rotating.chain": "reads",
    "exchange.actions.rotating.knows": "reads",
    "exchange.actions.rotating.rotate": "calls `exchange.keys-changed`, after `settle`",
    "exchange.actions.rotating.settle": "calls `exchange.keys-put-right` or `exchange.keys-caught-up`, where there is something to do",
    "exchange.actions.nodes.make_node": "calls `exchange.node-made`",
    "exchange.actions.tending.tend": "calls `exchange.ended` and `exchange.purged`, where there is something to do",
    "exchange.actions.receiving.believed": "part of `exchange.received` and `exchange.head-heard`",
    "audit.actions.recorded": "is the recorder",
    "audit.actions.tell": "adds to the line of the act that calls it",
}


def action_modules():
    for slice_ in sorted(p.name for p in SOURCE.iterdir() if p.is_dir()):
        name = f"commonground.{slice_}.actions"
        if importlib.util.find_spec(f"commonground.{slice_}") and importlib.util.find_spec(name):
            module = importlib.import_module(name)
            yield module
            for found in pkgutil.iter_modules(getattr(module, "__path__", []), f"{name}."):
                yield importlib.import_module(found.name)


def actions() -> set[str]:
    found = set()
    for module in action_modules():
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_"):
                found.add(f"{module.__name__}.{name}".removeprefix(f"{commonground.__name__}."))
    return found


def recorded_actions() -> set[str]:
    return {where.removeprefix("commonground.") for where in VERBS.values()}


def test_every_action_is_recorded_or_says_why_not():
    found = actions()
    assert found - recorded_actions() - set(UNRECORDED) == set(), "record it, or give the reason"
    assert set(UNRECORDED) - found == set(), "reasons for actions that are gone"
    assert set(UNRECORDED) & recorded_actions() == set(), "recorded after all"


def all_verbs() -> list[str]:
    """Every verb, once all actions have been looked at."""
    list(action_modules())
    return sorted(VERBS)


@pytest.mark.parametrize("verb", all_verbs())
def test_a_verb_is_of_its_slice_and_in_the_past(verb):
    assert verb.split(".")[0] == VERBS[verb].split(".")[1]
    assert re.fullmatch(r"[a-z]+\.[a-z]+(-[a-z]+)*", verb)


def test_a_recorded_action_says_who():
    for where in VERBS.values():
        module, _, name = where.rpartition(".")
        assert "by" in inspect.signature(getattr(importlib.import_module(module), name)).parameters, where
