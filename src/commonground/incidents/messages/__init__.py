"""Sentences for the codes of this slice; the names of its fields and of their answers, and what each field means."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commonground.incidents.messages import assistance

MESSAGES = assistance.MESSAGES | {
    "incidents.educate.not-yours": _(
        "Writing down risk education needs a risk education officer or an information officer."
    ),
    "incidents.session.not-there": _("There is no session with number {number}, or you may not see it."),
    "incidents.session.no-reason": _("Say why it is taken back."),
    "incidents.session.future": _("The day lies after today."),
    "incidents.session.number": _("These numbers cannot be."),
    "incidents.session.nobody": _("A session reached somebody, for the first time or again."),
    "incidents.session.disability": _("More people with a disability than people are written down."),
    "incidents.see.not-yours": _("Seeing accidents needs a role in the centre."),
    "incidents.victims.not-yours": _(
        "The facts of single victims are for the victim assistance officer, the investigator and the information officer."
    ),
    "incidents.record.not-yours": _(
        "Writing accidents and victims down needs an officer of the centre or an investigator."
    ),
    "incidents.decide.not-yours": _(
        "Deciding about probable duplicates needs the victim assistance or information officer."
    ),
    "incidents.investigate.not-yours": _("Leading an investigation needs an investigator of accidents."),
    "incidents.identify.not-yours": _("Who somebody is, is for those who work on their case."),
    "incidents.export.not-yours": _(
        "Taking accidents out as a file needs the victim assistance or information officer."
    ),
    "incidents.accident.not-there": _("There is no accident {code} here, or you may not see it."),
    "incidents.victim.not-there": _("There is no victim {code} here, or you may not see them."),
    "incidents.accident.changed": _("Somebody has corrected this accident since you opened it. Look at it again."),
    "incidents.victim.changed": _("Somebody has corrected these facts since you opened them. Look at them again."),
    "incidents.code.unknown": _("“{found}” is not one of the answers."),
    "incidents.text.long": _("This is longer than {most} characters."),
    "incidents.day.missing": _("Say the day, or that it is not known."),
    "incidents.day.future": _("The day {on} lies after today, {today}."),
    "incidents.day.too-old": _("The day {on} is older than anything in this field can be."),
    "incidents.day.backwards": _("The last day lies before the first, {since}."),
    "incidents.place.no-point": _("A place by point needs its longitude and latitude."),
    "incidents.place.not-on-earth": _("This is no place on earth."),
    "incidents.place.no-unit": _("Say which unit, or that the place is not known."),
    "incidents.place.accuracy": _("An accuracy is not below nought."),
    "incidents.victim.age": _("An age lies between nought and {most} years."),
    "incidents.victim.age-and-class": _("The age in years and the class contradict each other."),
    "incidents.outcome.before-accident": _("The day {on} lies before the accident, {since}."),
    "incidents.victim.civilian-on-duty": _("A civilian is said to have been on military or police duty."),
    "incidents.victim.civilian-demining": _("A civilian is said to have been demining."),
    "incidents.victim.killed-and-after": _("Somebody who was killed is said to have a disability afterwards, or none."),
    "incidents.victim.saw-no-marking": _("The victim is said to have seen a marking, and the place to be unmarked."),
    "incidents.investigation.not-there": _("This accident has no investigation."),
    "incidents.investigation.begun": _("This accident is being investigated already."),
    "incidents.investigation.stage": _("At this stage this step cannot be taken."),
    "incidents.investigation.changed": _("Somebody has taken this investigation further since you opened it."),
    "incidents.investigation.no-text": _("Write down what happened in this stage."),
    "incidents.investigation.not-independent": _(
        "Whoever leads the board must not be of the organisation whose work it was."
    ),
    "incidents.investigation.no-factor": _("Name a contributing factor, be it that none was found."),
    "incidents.investigation.no-action": _("Recommend an action, or write down why there is none."),
    "incidents.investigation.waiting": _("Corrective actions that are neither done nor given up: {actions}."),
    "incidents.action.no-owner": _("A corrective action needs whom it falls to and a day."),
    "incidents.action.not-there": _("There is no such corrective action."),
    "incidents.case.nobody": _("There is no such person."),
    "incidents.case.last": _(
        "The last one of a case stays, or nobody could be brought in again. Bring somebody in first."
    ),
    "incidents.identity.not-there": _("Nothing is written down about who this is, or it was erased."),
    "incidents.identity.erased": _("Who this is was erased on {on}, and is not written down again."),
    "incidents.identity.changed": _("Somebody has written since you opened this. Read it again."),
    "incidents.identity.kept-till-past": _("The day until which it is kept, {on}, has passed."),
    "incidents.identity.no-consent": _("No consent holds. Write the consent down first, or name another basis."),
    "incidents.consent.not-there": _("There is no such consent, or it was withdrawn."),
    "incidents.rows.nought-lost": _("A nought was lost in front of the unit's code; {unit} is meant."),
    "incidents.rows.nothing": _("The row says neither when nor where."),
    "incidents.rows.outside": _("The point lies in no unit of the country."),
    "incidents.rows.count": _("So many people hurt by one accident cannot be: whole numbers up to {most}."),
    "incidents.alarm.no-reason": _("Say what was done about it."),
    "incidents.alarm.not-there": _("There is no such alarm, or it was settled."),
    "incidents.pair.not-there": _("There is no such pair, or you may not see it."),
    "incidents.pair.keep": _("Say which of the two counts."),
}

UNKNOWN = pgettext_lazy("answer", "unknown")
NOT_ASKED = pgettext_lazy("answer", "not asked")
KINDS = {"ordnance": _("accident with a mine or other ordnance"), "demining": _("demining accident")}
DEVICES = {
    "ap-mine": _("anti-personnel mine"),
    "improvised-ap-mine": _("improvised anti-personnel mine"),
    "av-mine": _("anti-vehicle mine"),
    "mine": _("mine of unknown kind"),
    "submunition": _("submunition"),
    "other-uxo": _("Other unexploded ordnance"),
    "abandoned": _("Abandoned ordnance"),
    "other-erw": _("explosive remnant of war of unknown kind"),
    "improvised-device": _("improvised explosive device"),
    "unknown": UNKNOWN,
}
OUTCOMES = {
    "killed": pgettext_lazy("victim", "killed"),
    "injured": pgettext_lazy("victim", "injured"),
    "unknown": pgettext_lazy("victim", "outcome unknown"),
}
SEXES = {"female": pgettext_lazy("sex", "female"), "male": pgettext_lazy("sex", "male"), "unknown": UNKNOWN}
AGES = {"child": _("child, under 18"), "adult": pgettext_lazy("age", "adult"), "unknown": UNKNOWN}
STATUSES = {
    "civilian": _("civilian"),
    "forces": _("military or police"),
    "deminer": _("deminer"),
    "unknown": UNKNOWN,
}
DOINGS = {
    "farming": _("farming"),
    "herding": _("herding"),
    "gathering": _("gathering wood, food or water"),
    "scrap": _("collecting scrap"),
    "travelling": _("travelling"),
    "hunting": _("hunting or fishing"),
    "playing": _("playing"),
    "nearby": _("passing or standing near"),
    "tampering": _("handling the device"),
    "household": _("work at home, building"),
    "eradication": _("removing crops"),
    "rescue": _("helping others"),
    "forces": _("military or police duty"),
    "demining": _("demining"),
    "other": pgettext_lazy("activity", "something else"),
    "unknown": UNKNOWN,
}
ANSWERS = {
    "yes": pgettext_lazy("answer", "yes"),
    "no": pgettext_lazy("answer", "no"),
    "refused": pgettext_lazy("answer", "refused to say"),
    "unknown": UNKNOWN,
}
ORIGINS = {
    "national": _("of this country"),
    "foreign": _("of another country"),
    "stateless": _("stateless"),
    "unknown": UNKNOWN,
}
MOVEMENTS = {
    "resident": _("lived there"),
    "displaced": _("displaced within the country"),
    "returning": _("returning home"),
    "refugee": _("refugee"),
    "migrant": _("migrant on the way"),
    "unknown": UNKNOWN,
}
AREAS = {
    "field": pgettext_lazy("area", "field"),
    "pasture": _("pasture"),
    "forest": _("forest"),
    "road": _("road"),
    "path": _("path"),
    "houses": _("among houses"),
    "water": _("at the water"),
    "military": _("military ground"),
    "worksite": _("demining worksite"),
    "rural": _("countryside"),
    "urban": _("town"),
    "other": pgettext_lazy("area", "another place"),
    "unknown": UNKNOWN,
}
MARKINGS = {
    "marked": pgettext_lazy("place", "marked"),
    "decayed": _("marking decayed or hidden"),
    "unmarked": pgettext_lazy("place", "not marked"),
    "unknown": UNKNOWN,
}
WHERES = {"point": _("a point"), "unit": _("a unit only"), "unknown": UNKNOWN}
PRECISIONS = {
    "day": _("the day"),
    "month": _("the month only"),
    "year": _("the year only"),
    "period": _("a period"),
    "unknown": UNKNOWN,
}
STANDINGS = {
    "counts": _("counts"),
    "same": _("the same as another, which counts"),
    "void": _("taken back"),
}
WHATS = {
    "entered": _("Entered"),
    "corrected": _("Corrected"),
    "imported": _("Imported"),
    "undone": _("Taken back"),
    "decided": _("Decided about a duplicate"),
    "outcome": _("Outcome changed"),
}
STAGES = {
    "notified": _("notified"),
    "reported": _("initial report"),
    "board": _("board appointed"),
    "found": _("findings written"),
    "recommended": _("recommendations made"),
    "followed": _("followed up"),
    "closed": pgettext_lazy("investigation", "closed"),
}
STEPS = {
    "notify": _("Begin the investigation"),
    "report": _("Hand in the initial report"),
    "appoint": _("Appoint the board"),
    "find": _("Write down the findings"),
    "recommend": _("Make the recommendations"),
    "follow": _("Begin the follow-up"),
    "close": _("Close the investigation"),
    "reopen": _("Take it up again"),
}
FACTORS = {
    "marking": _("inadequate marking"),
    "communications": _("communications"),
    "pinpointing": _("pinpointing with the detector"),
    "equipment": _("equipment"),
    "medical": _("medical provision"),
    "detector": _("metal detector"),
    "training": _("training"),
    "vegetation-tool": _("unsuitable tool for vegetation"),
    "ppe-not-worn": _("protective equipment not worn"),
    "visor-raised": _("visor raised"),
    "pressure": _("pressure to work quickly"),
    "safety-distances": _("safety distances not kept"),
    "posture": _("squatting or standing to excavate"),
    "hand-tools": _("use of pick, rake or shovel"),
    "missed-in-cleared": _("device in a cleared area"),
    "dog-missed": _("mine missed by a dog"),
    "mechanical": _("mechanical work"),
    "investigation": _("earlier accident not investigated"),
    "none-found": _("no factor found"),
    "other": pgettext_lazy("factor", "another factor"),
}
LABELS = {
    "kind": _("Kind of accident"),
    "precision": _("What is known of the day"),
    "since": _("First day"),
    "until": _("Last day"),
    "where": _("What is known of the place"),
    "lon": _("Longitude"),
    "lat": _("Latitude"),
    "accuracy_m": _("Accuracy"),
    "unit": _("Unit"),
    "place": _("Name of the place"),
    "device": _("Device"),
    "doing": _("Activity"),
    "area_type": _("Kind of area"),
    "marking": _("Marking"),
    "told": _("Circumstances"),
    "hazard": _("Hazard"),
    "organisation": _("Organisation"),
    "source": _("Source"),
    "reference": _("Number at the source"),
    "outcome": _("Outcome"),
    "sex": _("Sex"),
    "age": _("Age in years"),
    "age_class": _("Age class"),
    "status": _("Civilian or not"),
    "tampered": _("Handled the device"),
    "knew": _("Knew that it was dangerous"),
    "saw_marking": _("Saw a marking"),
    "educated": _("Had risk education before"),
    "protected": _("Wore protective equipment"),
    "origin": _("Nationality"),
    "movement": _("At home or on the move"),
    "disability_before": _("Disability before"),
    "disability_after": _("Disability after"),
    "injuries": _("Injuries"),
    "injuries_known": _("Injuries known"),
    "standing": _("Standing"),
    "same_as": _("Same as"),
}
HELPS = {
    "kind": _("A demining accident happens at work on a task, and is investigated (IMAS 10.60)."),
    "precision": _("A month or a year stands for all its days."),
    "where": _("Never write a point that is more exact than what is known."),
    "accuracy_m": _("How far the true place may lie from the point. Empty says that nobody knows."),
    "told": _("What happened, without any name, telephone or address."),
    "source": _("Who told it: a register, a hospital, the police."),
    "age": _("On the day of the accident. Where it is not known, say the class."),
    "outcome": _("A later death is written down with its own day, on the victim's page."),
    "injuries": _("All that apply. The codes follow the list of injuries of IMSMA."),
}
ACCIDENT_WORDS: dict[str, dict[str, Any]] = {
    "kind": KINDS, "precision": PRECISIONS, "where": WHERES, "device": DEVICES, "doing": DOINGS, "area_type": AREAS, "marking": MARKINGS,
}  # fmt: skip
VICTIM_WORDS: dict[str, dict[str, Any]] = {
    "outcome": OUTCOMES, "sex": SEXES, "age_class": AGES, "status": STATUSES, "doing": DOINGS, "tampered": ANSWERS, "knew": ANSWERS,
    "saw_marking": ANSWERS, "educated": ANSWERS, "protected": ANSWERS, "origin": ORIGINS, "movement": MOVEMENTS,
    "disability_before": ANSWERS, "disability_after": ANSWERS,
}  # fmt: skip
GROUPS = {"wound": _("Wounds"), "amputation": _("Amputations"), "dysfunction": _("Lost or harmed senses")}
PARTS = {
    "head": _("head and neck"),
    "chest": _("chest"),
    "abdomen": _("abdomen"),
    "back": _("back"),
    "pelvis": _("pelvis"),
    "arm-left": _("left arm"),
    "arm-right": _("right arm"),
    "leg-left": _("left leg"),
    "leg-right": _("right leg"),
    "upper-arm-left": _("left arm above the elbow"),
    "upper-arm-right": _("right arm above the elbow"),
    "forearm-left": _("left arm below the elbow"),
    "forearm-right": _("right arm below the elbow"),
    "hand-left": _("left hand"),
    "hand-right": _("right hand"),
    "fingers-left": _("fingers of the left hand"),
    "fingers-right": _("fingers of the right hand"),
    "thigh-left": _("left leg above the knee"),
    "thigh-right": _("right leg above the knee"),
    "shin-left": _("left leg below the knee"),
    "shin-right": _("right leg below the knee"),
    "foot-left": _("left foot"),
    "foot-right": _("right foot"),
    "toes-left": _("toes of the left foot"),
    "toes-right": _("toes of the right foot"),
    "eye-left": _("sight of the left eye"),
    "eye-right": _("sight of the right eye"),
    "ear-left": _("hearing of the left ear"),
    "ear-right": _("hearing of the right ear"),
}
BASES = {
    "consent": _("their consent"),
    "vital": _("somebody's life is at stake"),
    "law": _("a law asks for it"),
}
PURPOSES = {
    "care": _("medical care, rehabilitation"),
    "support": _("psychosocial, social, economic support"),
    "education": _("schooling, training"),
    "benefits": _("what the law grants to victims"),
    "contact": _("being found again"),
}
GIVERS = {"self": _("themselves"), "caregiver": _("a caregiver"), "guardian": _("a legal guardian")}
REASONS = {
    "care": _("care for them"),
    "contact": _("getting in touch"),
    "referral": _("referring them"),
    "correction": _("correcting what is written"),
    "asked": _("they asked for it"),
    "law": _("a law asks for it"),
}
ERASINGS = {
    "asked": _("they asked for it"),
    "withdrawn": _("they withdrew their consent"),
    "mistake": _("written down by mistake"),
}
IDENTITY_LABELS = {
    "name": pgettext_lazy("person", "Name"),
    "born": _("Date of birth"),
    "number": _("Number of the identity card"),
    "phone": _("Telephone"),
    "address": _("Address"),
    "told": _("What they tell"),
}
VERDICTS = {
    "": _("to decide"),
    "same": _("the same person"),
    "different": _("two people"),
    "undecided": _("nobody can say"),
}
PAIR_REASONS = {
    "same-day": _("the same day"),
    "days-near": _("days near each other"),
    "places-near": _("places near each other"),
    "same-unit": _("the same unit"),
    "same-sex": _("the same sex"),
    "same-age": _("about the same age"),
    "same-outcome": _("the same outcome"),
    "same-reference": _("the same number"),
    "other-outcome": _("but another outcome"),
}
METHODS = {
    "interpersonal": _("face to face"),
    "school": _("in school"),
    "media": _("by media"),
    "training": _("training of others"),
}
RE_MESSAGES = {
    "recognise": _("how to recognise it"),
    "keep-away": _("keep away, do not touch"),
    "report": _("report it"),
    "marking": _("what marks mean"),
    "caught": _("what to do in a dangerous place"),
    "work": _("safe ways to work"),
}
SESSION = {
    "on": _("Day"),
    "campaign": _("Campaign"),
    "method": _("Method"),
    "unit": _("Unit"),
    "place": _("Place"),
    "messages": _("What was told"),
    "women": _("Women"),
    "men": _("Men"),
    "girls": _("Girls"),
    "boys": _("Boys"),
    "unknown": _("Sex or age unknown"),
    "again": _("Came again"),
    "disability": _("With a disability"),
    "indirect": _("Told by others"),
    "materials": _("Materials handed out"),
}
SESSION_HELPS = {
    "women": _("People whom this campaign reached for the first time; in each group."),
    "again": _("People whom this campaign had reached before."),
    "disability": _("Of those reached for the first time."),
    "indirect": _("An estimate. It is added to nothing."),
}
