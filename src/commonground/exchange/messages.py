"""Sentences for the codes of this slice."""

from django.utils.translation import gettext_lazy as _

UNKNOWN = _("The agreement has a word that nobody here knows: “{word}”. It cannot be used as it is.")
OUT_OF_PLACE = _("“{word}” is nothing that can be agreed where it stands.")
TOO_FINE = _("“{word}” would tell more exactly where something is than its place may be told.")
NO_AGREEMENT = _("This is no agreement that can be read: {word}.")
TWO_SIDES = _("An agreement is between two programmes, and ends after it begins.")
NOBODY_SIGNED = _("Nobody whose keys are known here signed this for {name}.")
DAMAGED = _("This file is not what it should be, or it was damaged on its way.")
ANOTHER_LOG = _(
    "The log of {agreement} is not the one that was told before. It stands still until both sides have looked at it."
)
KEY_MISSING = _("A key is missing that should lie at {file}.")
HAS_KEYS = _("This programme has its name and its keys already.")
NO_CHAIN = _("The keys in this file do not follow from those that are known.")
ACTING = _("Agreeing, sending and keeping keys in the exchange each need a role for the whole country.")
MESSAGES = {
    "exchange.wire.not-there": _("At {address} nothing is known of this programme, or of what was asked for."),
    "exchange.wire.unreachable": _("{address} could not be asked ({why})."),
    "exchange.wire.clock": _("The clocks are too far apart: at {address} it is {theirs}."),
    "exchange.wire.too-large": DAMAGED,
    "exchange.wire.damaged": DAMAGED,
    "exchange.page.damaged": DAMAGED,
    "exchange.address.unusable": _("{address} is no address that is safe to ask: it has to begin with https."),
    "exchange.seal.not-ours": _("This file is sealed for somebody else, or it was damaged on its way."),
    "exchange.seal.none": _("{name} has no key for this yet. It has to change its keys once."),
    "exchange.root.threshold": _("Too few of the keys are here that have to sign this change: {have} of {needed}."),
    "exchange.record.not-shared": _("No record {code} was shared under {agreement}."),
    "exchange.address.none": _("No address of {name} is known here."),
    "exchange.fetch.nothing": _("Under no agreement does {name} say anything to us yet."),
    "exchange.fetch.goes-on": _("{name} is being asked already."),
    "exchange.feed.stands-still": _(
        "{agreement} stands still ({why}): the other side knows another log. Begin the feed anew."
    ),
    "exchange.see.not-yours": _("Seeing what is exchanged needs an officer, a ministry reader or an administrator."),
    "exchange.agree.not-yours": ACTING,
    "exchange.keep.not-yours": ACTING,
    "exchange.send.not-yours": ACTING,
    "exchange.accept.changed": _("They show this no longer, or say something else of it by now. Look at it again."),
    "exchange.accept.code-taken": _("A hazard {code} is on our books already."),
    "exchange.accept.incomplete": _("A hazard of ours needs a code and a reason."),
    "exchange.accept.no-place": _("This record says no place where a hazard could be recorded."),
    "exchange.agreement.unknown-word": UNKNOWN,
    "exchange.agreement.unknown-field": UNKNOWN,
    "exchange.agreement.missing-word": _("The agreement leaves out “{word}”."),
    "exchange.agreement.value": OUT_OF_PLACE,
    "exchange.agreement.way": OUT_OF_PLACE,
    "exchange.agreement.beyond-form": _("This form cannot say all that this text says. Change it as JSON."),
    "exchange.agreement.bucket": OUT_OF_PLACE,
    "exchange.agreement.cell": OUT_OF_PLACE,
    "exchange.agreement.operands": OUT_OF_PLACE,
    "exchange.agreement.not-a-predicate": OUT_OF_PLACE,
    "exchange.agreement.footprint": OUT_OF_PLACE,
    "exchange.agreement.plane": OUT_OF_PLACE,
    "exchange.agreement.annex": OUT_OF_PLACE,
    "exchange.agreement.annex-missing": _("The agreement names an area that does not come with it: {word}."),
    "exchange.agreement.finds-the-place": TOO_FINE,
    "exchange.agreement.finer-than-geometry": TOO_FINE,
    "exchange.agreement.not-plain": NO_AGREEMENT,
    "exchange.agreement.too-deep": NO_AGREEMENT,
    "exchange.agreement.too-large": NO_AGREEMENT,
    "exchange.agreement.nothing-shared": _("An agreement shares something."),
    "exchange.agreement.with-itself": TWO_SIDES,
    "exchange.agreement.ends-before": TWO_SIDES,
    "exchange.agreement.another-text": _(
        "Another text stands under version {version} of {agreement}. A change is a new version."
    ),
    "exchange.agreement.gap": _("Version {version} of {agreement} does not follow from the one that holds here."),
    "exchange.agreement.not-here": _("This programme cannot share these yet: {collections}."),
    "exchange.agreement.not-in-force": _("The agreement {agreement} is not in force today."),
    "exchange.agreement.not-ours": _("This agreement is between {publisher} and {recipient}."),
    "exchange.agreement.not-signed": NOBODY_SIGNED,
    "exchange.agreement.not-sure": _("Tick that you are sure. Nothing was changed."),
    "exchange.agreement.not-there": _(
        "There is no agreement {agreement} that both sides signed, or you may not see it."
    ),
    "exchange.bundle.gap": _(
        "Lines are missing: {have} are here, and this file goes on from {first}. Ask for all of it."
    ),
    "exchange.bundle.older": _("This file ends with line {size}; {have} lines are here already."),
    "exchange.bundle.not-signed": NOBODY_SIGNED,
    "exchange.bundle.too-large": DAMAGED,
    "exchange.bundle.unreadable": DAMAGED,
    "exchange.document.another-kind": DAMAGED,
    "exchange.document.two-texts": DAMAGED,
    "exchange.document.unreadable": DAMAGED,
    "exchange.feed.behind": _(
        "The other side has {there} lines of {agreement} and only {here} are here: this is an older copy. Begin the feed anew."
    ),
    "exchange.feed.broken": ANOTHER_LOG,
    "exchange.feed.former": _("{agreement} was begun anew since; this file is of the log before, {epoch}."),
    "exchange.feed.fork": ANOTHER_LOG,
    "exchange.feed.not-ours": _("This programme says nothing under {agreement}."),
    "exchange.feed.revoked": _("{agreement} was revoked; nothing more is said under it."),
    "exchange.feed.not-there": _("There is no feed with number {number} here, or you may not see it."),
    "exchange.feed.secret-missing": KEY_MISSING,
    "exchange.feed.withheld": _("Nothing was said: line {seq} holds what was not agreed ({faults})."),
    "exchange.node.key-missing": KEY_MISSING,
    "exchange.node.keys-there": HAS_KEYS,
    "exchange.node.there": HAS_KEYS,
    "exchange.node.name": _(
        "A name is made of small letters, digits, dots and dashes, such as amc.example.org. This is none: {name}"
    ),
    "exchange.node.none": _("This programme has no name and no keys among others yet."),
    "exchange.partner.fingerprint": _(
        "The fingerprint of {name} is another one. Compare it once more with somebody there, by another road."
    ),
    "exchange.partner.itself": _("This card is this programme's own."),
    "exchange.partner.not-there": _("No programme {name} is known here."),
    "exchange.partner.there": _("{name} is known here already."),
    "exchange.proposal.answered": _("This proposal was answered already."),
    "exchange.talk.not-agreed": _("No agreement lets this programme say this to {name} ({word})."),
    "exchange.talk.says-a-place": _(
        "This text is too long, or says where something is or whom to call. Leave that out."
    ),
    "exchange.talk.unusable": _("This cannot be said as it is: {code}."),
    "exchange.receipt.not-signed": NOBODY_SIGNED,
    "exchange.receipt.unknown-feed": _("This receipt is of no log of this programme."),
    "exchange.record.not-there": _("There is no record {ident} in this feed, or you may not see it."),
    "exchange.region.no-term": _("The region has no term {term} for {field}."),
    "exchange.root.another-node": NO_CHAIN,
    "exchange.root.gap": NO_CHAIN,
    "exchange.root.not-signed": NO_CHAIN,
    "exchange.root.not-the-first": NO_CHAIN,
    "exchange.root.none": DAMAGED,
    "exchange.root.unreadable": DAMAGED,
}
