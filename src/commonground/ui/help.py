"""Help, fed from here: what each page is for and what its words mean, by the standard.

Meanings follow IMAS 04.10 and the rules of the land accounts, in our own words; a page names the words that are on it.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, tuple[Promise | str, Promise | str]] = {
    "suspected": (
        _("Suspected hazardous area"),
        _("There is reason to suspect explosive ordnance, on indirect evidence: what people tell, an accident, a former front line."),
    ),
    "confirmed": (
        _("Confirmed hazardous area"),
        _("Direct evidence says that explosive ordnance is there: it was seen, found, or it went off."),
    ),
    "open": (_("Open land"), _("Suspected or confirmed, and not released.")),
    "cancelled": (
        _("Cancelled land"),
        _("Released by non-technical survey: asking, reading and looking gave no evidence of a hazard there."),
    ),
    "reduced": (
        _("Reduced land"),
        _("Released by technical survey: people, dogs or machines went in and found no evidence of a hazard there."),
    ),
    "cleared": (
        _("Cleared land"),
        _("Released by clearance: all ordnance that the task names was removed or destroyed, down to the depth that is stated."),
    ),
    "residual": (
        _("Residual risk"),
        _("What may remain after all reasonable effort. No released land is free of every risk."),
    ),
    "depth": (_("Depth"), _("Down to where the land was searched. Ordnance that lies deeper may still be there.")),
    "perimeter": (
        _("Perimeter"),
        _("The polygon around the area. Its corners are turning points: coordinates, or bearings and distances from a start."),
    ),
    "stated": (
        _("Stated area"),
        _("The size that the paper gives. The books use the size of the perimeter; where the two differ, a finding says so."),
    ),
    "contamination": (
        _("Contamination"),
        _("What is in the ground: anti-personnel or anti-vehicle mines, cluster munition remnants, other explosive remnants of war."),
    ),
    "unknown": (_("Unknown"), _("Nobody wrote it down, or it cannot be computed. It is counted by itself and is never nought.")),
    "unit": (_("Unit"), _("A part of the country, in levels: region, district, municipality.")),
    "published": (
        _("Publication"),
        _("Figures that somebody approved with their name. It is numbered and signed, and never changed: a later one supersedes it."),
    ),
    "restated": (
        _("Restatement"),
        _("A published figure that later knowledge changes: the old figure, each cause with its document, the new one."),
    ),
    "times": (
        _("The two times"),
        _("As of: the day that the figures speak of. As known: the last entry that is looked at, so that an old figure can be found again."),
    ),
    "entry": (
        _("Entry"),
        _("One thing found out about a piece of land, on a day, on the strength of a document. It is never changed: a correction is another entry."),
    ),
    "balance": (
        _("Opening and closing"),
        _("The land that was open when the period began and when it ended. All that moved stands between them, to the square metre."),
    ),
    "return": (
        _("How a report to others stands"),
        _("A draft is written until every section is complete. Then others review it, and somebody who may publish approves it: another than its author."),
    ),
    "nil": (
        _("Nil, confirmed"),
        _("Somebody says that there is nothing to report. A blank says nothing: it may have been forgotten."),
    ),
    "finding": (
        _("Finding"),
        _("News about the data: a note, a doubt or an error. It changes no figure by itself."),
    ),
    "state": (
        _("How a report stands"),
        _("A draft is its writer's own. Once handed in, somebody else checks it, and returns it with remarks or approves it. Only approval puts it into the books."),
    ),
    "conflict": (
        _("Conflict"),
        _("Two reports contradict each other, or one is older than what is booked. Somebody looks at both sides and decides."),
    ),
    "handover": (
        _("Handover"),
        _("Released land goes back to those who use it, with a certificate of what was done and how deep."),
    ),
    "trial": (_("Trial"), _("What an import would do, worked out in full and shown, with nothing written.")),
    "quarantine": (
        _("Quarantine"),
        _("Rows that cannot be booked as they are. They wait with the reason, and nothing of them is lost."),
    ),
    "rounded": (
        _("Rounded figures"),
        _("Each is a multiple of five near the true one, up or down by chance, the same in every table. They need not add up."),
    ),
    "audit": (
        _("Audit of a table"),
        _("Arithmetic over this table and all earlier ones, as somebody would do it who wants to know about single people."),
    ),
    "claim": (
        _("Claim"),
        _("A figure that somebody else printed, with who, where and when. It changes nothing in the books."),
    ),
    "gap": (
        _("Gap"),
        _("The printed figure less ours. Within what the print can stand for, the two agree."),
    ),
    "role": (
        _("Role"),
        _("What somebody may do: in the whole country, in a unit or for an organisation, and on which days."),
    ),
    "chain": (
        _("Chain"),
        _("Each line carries a fingerprint of the one before it, so that none can be taken out unseen."),
    ),
    "found": (
        _("What was found and what became of it"),
        _("Everything found is destroyed, retained, handed over or awaits disposal. A later entry corrects an earlier one; nothing is edited."),
    ),
    "inequality": (
        _("More than, at least, about"),
        _("Who counted may not know exactly. A sum says no more than its parts: with one part that is more than a number, so is the sum."),
    ),
    "part": (
        _("Part of a find"),
        _("Things that a larger find counts already. They are shown within it and never added to it."),
    ),
    "device-kind": (
        _("Counts as"),
        _("The kind under which treaties ask for a model. When it changes, figures as known before stay as they were."),
    ),
    "projection": (
        _("What is shown"),
        _("Not the record, but what the agreement lets be seen of it: some fields, some of them coarse."),
    ),
    "footprint": (
        _("Coarse footprint"),
        _("Squares or an agreed area that stay on the map when nothing else is shown any more: assume hazardous."),
    ),
    "feed": (
        _("Feed"),
        _("A log to which lines are only ever added, signed at its end. A second copy that differs is noticed."),
    ),
    "receipt": (_("Receipt"), _("What the receiver signs: how far they came, and what they could not use.")),
    "fingerprint": (
        _("Fingerprint"),
        _("A short number that belongs to one set of keys only. It is compared by voice, never by the road that the card came."),
    ),
    "factor": (
        _("Second factor"),
        _("Something that you have, besides the password that you know: an app that shows a number, or a passkey on your device."),
    ),
}  # fmt: skip
LAND = ("suspected", "confirmed", "cancelled", "reduced", "cleared", "residual")


@dataclass(frozen=True, slots=True)
class Help:
    """What a page is for, and which words on it are told."""

    about: Promise | str
    words: tuple[str, ...] = ()

    @property
    def meanings(self) -> list[tuple[Promise | str, Promise | str]]:
        return [WORDS[word] for word in self.words]


SECOND_FACTOR = Help(
    _("How you prove that it is you. A second factor keeps out whoever learns your password."), ("factor",)
)
PASSWORD = Help(
    _("Your password, known to you alone. Nobody here can read it; whoever keeps accounts can only send a new link.")
)
GALLERY = Help(_("Every part that pages are built of, with invented figures, in its good and its broken states."))
PAGES = {
    "disclosure:releases": Help(_("Tables about people that were let out, each for good, and those that wait for somebody to let them out."), ("rounded", "audit")),
    "disclosure:release": Help(_("One released table in its forms. Its hash tells whether a copy is the one that left."), ("rounded",)),
    "disclosure:ask": Help(_("A table about people is asked for here: whom, by what, for which closed years."), ("rounded", "audit")),
    "disclosure:asked": Help(_("What a table would say, and whether it would give somebody away. Another person lets it out."), ("rounded", "audit")),
    "reporting:home": Help(_("The country on one sheet: what is open, what was released, and what is doubtful. Every figure opens what it is made of."), ("open", *LAND, "unknown", "times")),
    "reporting:day": Help(_("What waits for you today, by your role: reports to check, findings by age, hazards without news."), ("state", "conflict", "finding")),
    "reporting:search": Help(_("Everything you may see, by code, by any name in either script, by document or by coordinates.")),
    "reporting:statement": Help(_("The accounts of land for a period. Every figure opens the entries that it is the sum of."), ("balance", *LAND, "unknown", "unit", "times")),
    "reporting:publications": Help(_("What was published, for good, and which published figures today's knowledge would change."), ("published", "restated", "times")),
    "reporting:publication": Help(_("One publication: what it says, who approved it, and every form it left in."), ("published", "balance", *LAND, "unknown")),
    "reporting:publish": Help(_("What would be published, and in whose name. Afterwards nothing of it can be changed."), ("published", "restated")),
    "reporting:today": Help(_("Published figures beside the same figures as known now, with the entries that make the difference."), ("restated", "entry", "times")),
    "reporting:verify": Help(_("The publication made again from the books as known at its entry, and compared byte for byte."), ("published",)),
    "reporting:keys": Help(_("The keys that publications are signed with, and how to verify one without this software."), ("published",)),
    "reporting:along": Help(_("The figures of a period by whose work it was, by type of contamination, or of every year and month."), ("balance", *LAND, "unit", "times")),
    "reporting:density": Help(_("How thick open land and open hazards lie in each unit, by its area."), ("open", "unit", "times")),
    "reporting:compared": Help(_("The figures of a period beside those of the year before, or of a publication."), ("balance", *LAND, "published", "times")),
    "reporting:atoms": Help(_("What one figure of the statement is the sum of: which entry moved how many square metres, and where."), ("entry", "unit", "times")),
    "reporting:figures": Help(_("What each figure is made of, where it comes from, and how what nobody knows is treated."), ("unknown", "entry", "balance")),
    "reporting:bridge": Help(_("Why a figure of before is another today: the old one, the new one, and what each later entry is worth."), ("entry", "times")),
    "reporting:returns": Help(_("Reports to treaties and statements: what is due, on which day, who writes it and how far it has come."), ("return", "nil")),
    "reporting:return-new": Help(_("A report begins here, drafted from the one before. Its figures come from the books."), ("return", "times")),
    "reporting:return": Help(_("One report, section by section: what the books say, what somebody has to write, what is still missing."), ("return", "nil", "open", "stated", "unknown")),
    "reporting:duties": Help(_("The dates by which the programme is bound. The calendar of reports follows from them.")),
    "reporting:plan": Help(_("Planned figures of each year, from which edition of which plan, beside what was."), ("balance",)),
    "reporting:indicators": Help(_("Indicators of the treaty action plans, with part and whole of each share."), ("suspected", "confirmed", "cancelled", "reduced", "cleared")),
    "reporting:claims": Help(_("What others print about this country's land, each table with its publisher and source."), ("claim",)),
    "reporting:claim": Help(_("One published table beside these books: the gap of each figure, and the reasons it may have."), ("claim", "gap", "balance", "times")),
    "reporting:claim-new": Help(_("A published table is entered here exactly as it is printed, by hand or as a file."), ("claim", "suspected", "confirmed", "cancelled", "reduced", "cleared", "unit")),
    "reporting:claim-correct": Help(_("A better reading of a table becomes its next version. The older one stays readable."), ("claim",)),
    "land:hazards": Help(_("All hazardous areas as a list. The filter is in the address, so that a view can be kept and sent."), ("suspected", "confirmed", "open", "contamination", "unit", "finding", "unknown")),
    "land:hazard": Help(_("Everything known about one hazardous area: its account, its life, its documents and what is doubtful about it."), (*LAND, "perimeter", "stated", "handover", "times")),
    "land:together": Help(_("What would happen to the hazards that you ticked, shown before it happens."), ("contamination",)),
    "land:entry": Help(_("One entry of the ledger: what it moved, on which day, on the strength of which document."), ("entry", "perimeter", "stated", "finding")),
    "land:findings": Help(_("What the checks say about the data, by severity, and how to mend it."), ("finding", "perimeter", "stated")),
    "ordnance:finds": Help(_("Everything that was found, by kind, model, day, unit and work, with what still awaits disposal."), ("found", "inequality", "part")),
    "ordnance:find": Help(_("One find: its account, every entry about it, and where it lay."), ("found", "inequality", "part")),
    "ordnance:new": Help(_("What was found is written down here, once and in one work only, and what became of it."), ("inequality", "part")),
    "ordnance:correct": Help(_("Other facts take the place of a find's from now on. What was known before stays readable."), ("inequality", "part")),
    "ordnance:statement": Help(_("What waited, what was found, what became of it and what waits, over any period."), ("found", "inequality", "part", "device-kind", "times")),
    "ordnance:catalogue": Help(_("Models and words for ordnance. A word that means nothing yet is kept, and mended here."), ("device-kind",)),
    "ordnance:device": Help(_("One model: how it is written, and what it counts as."), ("device-kind",)),
    "geodata:map": Help(_("All hazardous areas on the map. The list has everything that is on it, and works with the keyboard alone."), ("suspected", "confirmed", "cancelled", "reduced", "cleared", "perimeter", "contamination")),
    "geodata:taken": Help(_("The file of exactly what you saw is being written. You may leave and come back to it.")),
    "fieldwork:reports": Help(_("What came in from the field, and how far each report has come."), ("state", "conflict")),
    "fieldwork:about": Help(_("All reports about one hazardous area."), ("state", "conflict")),
    "fieldwork:begin": Help(_("Here a report begins. Choose its kind; what it asks for follows from that."), ("state",)),
    "fieldwork:report": Help(_("One report with everything it says, what its approval would do to the accounts, and what was remarked."), ("state", "conflict", *LAND, "depth")),
    "fieldwork:edit": Help(_("The report is written here. It can be saved as often as you like before it is handed in."), ("perimeter", "stated", "depth", "cancelled", "reduced", "cleared", "contamination", "state")),
    "fieldwork:forms": Help(_("Fields of your own that this kind of report asks for besides ours. What was collected before stays readable.")),
    "incidents:accidents": Help(_("All accidents that were written down, with how many people they hurt. Names are not here."), ("unknown", "unit")),
    "incidents:enter": Help(_("An accident is written down here; its victims afterwards, one by one."), ("unknown", "unit")),
    "incidents:accident": Help(_("One accident: what is known of it, whom it hurt, and everything that was ever said of it."), ("unknown",)),
    "incidents:correct": Help(_("What was said is never overwritten: a correction stands beside it, with its reason.")),
    "incidents:victim": Help(_("One victim without a name, by a code that says nothing: facts, injuries and what became of them."), ("unknown",)),
    "incidents:identity": Help(_("Who a victim is, sealed with a key of their own. Only those who work on the case see it, and every reading is written down.")),
    "incidents:desk": Help(_("What is due in your cases today and in the next two weeks, and the cases you work on. Nobody else sees them here.")),
    "incidents:assistance": Help(_("One victim's needs, plan, services and follow-up. What is in words is sealed, and opened with a reason that is written down."), ("unknown",)),
    "incidents:refer": Help(_("Choose who is to help, and what they need to know for it. They see nothing before the victim agrees and you send it.")),
    "incidents:referral": Help(_("How one referral stands, and its next step. When the victim withdraws their consent it ends at once.")),
    "incidents:providers": Help(_("Who helps: kinds of service, places, languages, accessibility. Offices are named here, never people."), ("unit",)),
    "incidents:provider": Help(_("One provider as the directory has it, and when it was last checked.")),
    "incidents:provider-new": Help(_("Write down an office, never a person. What is not known may stay empty."), ("unit",)),
    "incidents:provider-correct": Help(_("What the directory says now. What it said before stays in the log."), ("unit",)),
    "incidents:inbox": Help(_("Referrals to your organisation that have not ended. When somebody agrees no longer, theirs is gone at once.")),
    "incidents:received": Help(_("What you were told of somebody, opened by a button, and your answer: accept or decline, begun, completed.")),
    "incidents:investigation": Help(_("How an accident is investigated, by stages: the initial report, the board, its findings, what is recommended, and whether it was done.")),
    "incidents:figures": Help(_("How many people were hurt, as of a day and as known on a day, by the Monitor's definitions."), ("unknown", "times", "unit")),
    "incidents:distances": Help(_("How far accidents happened from hazards that are recorded, and from land that was released.")),
    "incidents:duplicates": Help(_("Pairs of victims who may be one person, with the reasons. A person decides.")),
    "incidents:duplicate": Help(_("Both sides of a pair, fact by fact. What is decided is kept, and can be decided anew."), ("unknown",)),
    "incidents:education": Help(_("Sessions of risk education and whom they reached. No name of anybody is kept."), ("unit",)),
    "incidents:session": Help(_("One session: how, what was told, and how many people it reached for the first time."), ("unit",)),
    "incidents:victim-enter": Help(_("Facts of somebody who was hurt. Ask only what is needed; an unknown answer is an answer."), ("unknown",)),
    "incidents:victim-correct": Help(_("What was said is never overwritten: a correction stands beside it, with its reason.")),
    "intake:imports": Help(_("Files of hazards, releases or corrections are handed in here, tried first, and imported when you say so."), ("trial", "quarantine", "perimeter")),
    "intake:rows": Help(_("From which rows of which files this hazardous area came."), ("entry", "quarantine")),
    "intake:try": Help(_("What this file would do: which column means what, what each row becomes, and what cannot be read."), ("trial", "quarantine", "finding", "stated")),
    "intake:load": Help(_("One import: what it booked, what it left out and why. It can be undone as a whole."), ("quarantine", "entry", "finding")),
    "intake:undo": Help(_("Undoing takes back every entry of an import by a correction. The entries stay readable."), ("entry",)),
    "exchange:home": Help(_("Who exchanges with whom, what was agreed, and how fresh it is."), ("projection", "footprint", "feed")),
    "exchange:ceremony": Help(_("Two people make two programmes known to each other. What was pinned is checked by the programmes ever after."), ("fingerprint",)),
    "exchange:sheet": Help(_("The paper of the ceremony, for the files of both sides."), ("fingerprint",)),
    "exchange:take": Help(_("A document comes from the other side. Taking it in binds nobody yet.")),
    "exchange:agreement": Help(_("One version of an agreement, every word of it as a sentence."), ("projection", "footprint")),
    "exchange:aloud": Help(_("The same sentences for two people at a table, with the hash that both compare.")),
    "exchange:new": Help(_("An agreement is written here and looked at: its sentences, and what the other side would receive today."), ("projection", "footprint")),
    "exchange:border": Help(_("Land on both sides of a border, by what both sides show. An empty place is no sign of safety."), ("footprint", "feed")),
    "exchange:foreign": Help(_("One record of another programme: what they say, since when, and under which agreement."), ("projection", "footprint")),
    "exchange:partner": Help(_("What one partner has received and what came from them, with the files both ways."), ("feed", "receipt")),
    "exchange:fetching": Help(_("What came of asking a partner over the network. Asking again goes on where it was."), ("feed", "receipt")),
    "exchange:feed": Help(_("Every record that was said by one feed, and how it stands."), ("feed", "receipt", "footprint")),
    "exchange:record": Help(_("What was said of one record, line by line, and under which clause."), ("projection", "footprint")),
    "exchange:inbox": Help(_("Proposals of neighbours, and ours to them. Answering books nothing.")),
    "exchange:links": Help(_("Which records of two countries belong together, and who says so.")),
    "exchange:region": Help(_("Balance, countdown and freshness of a region, from what each country agreed to share."), ("footprint",)),
    "exchange:fund": Help(_("Results by country and donor, from the releases that were shared.")),
    "exchange:verify": Help(_("Arithmetic over every log: whoever changes a line afterwards is found out here."), ("feed",)),
    "audit:log": Help(_("Who did what and when, on what basis. Nothing here can be changed."), ("chain",)),
    "identity:people": Help(_("Who has an account here, and with which roles."), ("role",)),
    "identity:invite": Help(_("An account for somebody new. They choose their own password by the link that you give them."), ("role",)),
    "identity:person": Help(_("One person's roles of now and of before."), ("role",)),
    "identity:me": Help(_("Your own account: roles, password, second factor, and where you are signed in."), ("role", "factor")),
    "identity:permissions": Help(_("What you may do here, by which role, and why something is not yours to do."), ("role",)),
    "identity:welcome": PASSWORD,
    "account_login": PASSWORD,
    "account_logout": Help(_("Signing out ends this session on this device only.")),
    "account_inactive": PASSWORD,
    "account_signup": PASSWORD,
    "account_reauthenticate": PASSWORD,
    "account_change_password": PASSWORD,
    "account_set_password": PASSWORD,
    "usersessions_list": Help(_("Where you are signed in. End what you do not know.")),
    "ui:gallery": GALLERY,
    "ui:gallery-sheet": GALLERY,
}  # fmt: skip


def of(route: str) -> Help | None:
    """The help of a page by the name of its route."""
    return SECOND_FACTOR if route.startswith("mfa_") else PAGES.get(route)
