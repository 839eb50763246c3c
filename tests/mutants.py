"""Deliberate defects in the exchange, each planted in a copy of the product's own files: a test has to kill every one.

    python tests/mutants.py            # all of them, two at a time
    python tests/mutants.py withdraw   # those whose name holds a word

A defect that no longer finds its place in the source is an error too: it guards nothing.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CORE = "src/commonground/core/exchange"
SLICE = "src/commonground/exchange/actions"
EXCHANGE = "src/commonground/exchange"
AT_WORK = "tests/contexts/exchange/test_"
NET = tuple(f"{AT_WORK}{name}.py" for name in ("pulling", "wire", "road"))
END = tuple(f"{AT_WORK}{name}.py" for name in ("ending", "rotating", "wire"))
TABLES = ("tests/core/exchange/test_totals.py",)
RULES, ROAD = ("tests/core/exchange",), ("tests/contexts/exchange", "-k", "not two_programmes")


@dataclass(frozen=True)
class Defect:
    """What is changed where, and which tests should notice."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...] = RULES


DEFECTS = [
    Defect("a leaf is hashed as a node", f"{CORE}/tree.py", 'b"\\x00" + line', 'b"\\x01" + line'),
    Defect("an edge forgets to join equal subtrees", f"{CORE}/tree.py", "while rest & 1:", "while rest & 3 == 3:"),
    Defect("a path of another length is believed", f"{CORE}/tree.py", "return not steps and found == root", "return found == root"),
    Defect("a bad signature of a known key is passed over", f"{CORE}/notes.py",
           'raise NotSigned(f"{name} did not sign this text") from error', "continue"),
    Defect("a note that nobody signed opens", f"{CORE}/notes.py", "    if not by:\n", "    if by is None:\n"),
    Defect("two writings of one number", f"{CORE}/notes.py", "and (said == \"0\" or said[0] != \"0\")", ""),
    Defect("an unknown word is passed over", f"{CORE}/agreements.py", "for word in sorted(set(said) - known, key=str):", "for word in ():"),
    Defect("a field nobody knows is shared", f"{CORE}/agreements.py", "            raise wrong(name, \"unknown-field\")", "            continue"),
    Defect("an exact area beside a coarse place", f"{CORE}/agreements.py", "and geometry is not Geometry.EXACT:", "and False:"),
    Defect("a footprint finer than the place", f"{CORE}/agreements.py", "or footprint.grid_m < grid_m)", "or False)"),
    Defect("a zone that is not what its name says", f"{CORE}/agreements.py", "annex_name(shape) != name or ", ""),
    Defect("an agreement is in force a day too long", f"{CORE}/agreements.py", "<= day <= self.valid_until", "<= day"),
    Defect("what is not known is shared", f"{CORE}/projection.py", "meets_at(i)) is True", "meets_at(i)) is not False"),
    Defect("dropped fields leave", f"{CORE}/agreements.py", "if way[0] is not Way.DROP}", "}"),
    Defect("a month says the day", f"{CORE}/projection.py", "str(value)[:7]", "str(value)[:10]"),
    Defect("one secret for every receiver", f"{CORE}/projection.py", "hmac.digest(self.secret, b\"id\\x00\"", "hmac.digest(b\"k\" * 32, b\"id\\x00\""),
    Defect("every edit says something", f"{CORE}/feed.py", "if before is not None and before.digest == shown.digest and", "if False and"),
    Defect("the order of edits leaves", f"{CORE}/feed.py", "for id_ in sorted(found):", "for id_ in found:"),
    Defect("what goes is not withdrawn", f"{CORE}/feed.py", "found[projection.id_of(record)] = (record, None)", "pass"),
    Defect("the policy goes first and leaves a gap", f"{CORE}/feed.py", "    return [*out, in_force(", "    return [*out[:0], in_force("),
    Defect("a narrowing forgets what is no longer there", f"{CORE}/feed.py", "if one.digest and i not in seen and", "if False and"),
    Defect("a salt is used twice", f"{CORE}/lines.py", 'f"salt\\x00{id_}\\x00{rev}"', 'f"salt\\x00{id_}"'),
    Defect("another writing of a line is read", f"{CORE}/lines.py", "if again != raw:", "if False:"),
    Defect("a line may be as long as it likes", f"{CORE}/lines.py", "if len(raw) > longest:", "if False:"),
    Defect("the guard forgets the rows", f"{CORE}/guard.py", 'one.faults.append("rows")', "pass"),
    Defect("the guard forgets the fields", f"{CORE}/guard.py", '        return [*out, "fields"]\n    out +=', "        pass\n    out +="),
    Defect("the guard takes cells that lie apart", f"{CORE}/guard.py", "len(cells) == 1 or each_has_land(land, side, cells)", "True"),
    Defect("the guard takes cells that leave land out", f"{CORE}/guard.py", "area(cut(land, ground(side, cells))) != 0", "False"),
    Defect("the guard takes a telephone number", f"{CORE}/guard.py", "else SAYS_A_PLACE.search(text) is None", "else True"),
    Defect("the guard takes a telephone number beside a perimeter", f"{CORE}/guard.py",
           'return re.search(TELEPHONE, IN_FIGURES.sub(";", text)) is None if exact', "return True if exact"),
    Defect("the guard takes a mail address beside a perimeter", f"{CORE}/guard.py", "or re.search(ADDRESS, text)", ""),
    Defect("the guard passes over the texts of a proposal", f"{CORE}/guard.py",
           'out += ["text"] if says_too_much(body["values"], exact=not coarse) else []', "pass"),
    Defect("a proposal is kept whose texts may not leave", f"{SLICE}/talking.py",
           "if loud or not guard", "if not guard", (f"{AT_WORK}talking.py",)),
    Defect("lines are applied in any order", f"{CORE}/received.py", "if line.seq != feed.size:", "if False:"),
    Defect("an older revision comes back", f"{CORE}/received.py", "if before is not None and line.rev <= before.rev:", "if False:"),
    Defect("something is said after the end", f"{CORE}/received.py", "if feed.revoked:", "if False:"),
    Defect("a withdrawal takes the footprint along", f"{CORE}/received.py", "            body=None,\n            reason=\"\",\n",
           "            body=None,\n            footprints=(),\n"),
    Defect("a new place forgets the old one", f"{CORE}/received.py", "(*footprints, footprint)", "(footprint,)"),
    Defect("a body that is not the line's is believed", f"{CORE}/received.py", "if body_hash(salt, raw) != line.body:", "if False:"),
    Defect("a shape that is none is drawn", f"{CORE}/received.py", "        if not good:\n", "        if False:\n"),
    Defect("an old root is accepted", f"{CORE}/roots.py", "if metadata.signed.version != before.signed.version + 1:", "if False:"),
    Defect("a root need not be signed by the one before", f"{CORE}/roots.py",
           "        before.signed.verify_delegate(\"root\", metadata.signed_bytes, metadata.signatures)\n", ""),
    Defect("a link takes the place of a hazard", f"{CORE}/received.py", "if before is not None and before.collection != line.collection:", "if False:"),
    Defect("what an agreement does not name is said", f"{CORE}/talk.py",
           'agreement.talk:\n        raise Malformed("not-agreed")', 'agreement.talk:\n        pass'),
    Defect("one side makes a link hold", f"{CORE}/talk.py", "return State.OURS if we else State.THEIRS", "return State.HOLDS"),
    Defect("two kinds hold together", f"{CORE}/talk.py", "return State.HOLDS if len(kinds) == 1 else State.DIFFER", "return State.HOLDS"),
    Defect("a link is as sure as the surer side", f"{CORE}/talk.py", "return min((one.confidence", "return max((one.confidence"),
    Defect("a link says a record that is not shared", f"{CORE}/feed.py", "if now is not None and now.digest else None", "if now is not None else None"),
    Defect("a proposal tells a perimeter under cells", f"{CORE}/talk.py", "if shared.geometry is not Geometry.EXACT:", "if False:"),
    Defect("a proposal tells a field that is dropped", f"{CORE}/talk.py", "if name not in shared.ways or shared.ways[name][0] is not Way.AS_IT_IS:", "if False:"),
    Defect("a link names a feed of somebody else", f"{CORE}/talk.py", "if publisher != agreement.recipient:", "if False:"),
    Defect("the guard lets a link name any record", f"{CORE}/guard.py", 'out.append("not-shared")', "pass"),
    Defect("the guard passes over what may be said", f"{CORE}/guard.py", 'return [*out, "talk"]', "pass"),
    Defect("a release names its hazard by our own number", f"{CORE}/projection.py", "value = self.id_for(HAZARD, str(value))", "pass", ROAD),
    Defect("a third is told of a link that one side says", "src/commonground/exchange/queries/talk.py",
           "if one.link.kind is Kind.SAME and one.ours is not None", "if one.link.we_say and one.ours is not None", ROAD),
    Defect("a proposal is answered twice", f"{SLICE}/talking.py", "rev__gte=proposal.rev).exists()", "rev__gte=10**9).exists()", ROAD),
    Defect("one country alone has its land counted once", f"{CORE}/region.py", "if len({hazards[i].country for i in members}) > 1:", "if len(members) > 1:"),
    Defect("linked land is counted twice", f"{CORE}/region.py", "if one.open is not None).less(off)", "if one.open is not None)"),
    Defect("released land stays open", f"{CORE}/region.py", "still = [one for one in hazards if one.status in OPEN]\n    off", "still = list(hazards)\n    off"),
    Defect("a date where nothing was released", f"{CORE}/region.py", "if worst and open_.most is not None else None", "if best and open_.most is not None else None"),
    Defect("the year that runs makes the pace", f"{CORE}/region.py", "range(this_year - YEARS, this_year)]", "range(this_year - YEARS + 1, this_year + 1)]"),
    Defect("nothing told is nothing there", f"{CORE}/region.py", "if unknown and not open_.least:", "if False:"),
    Defect("only one year was released since", f"{CORE}/region.py", "if one.year >= year)", "if one.year == year)"),
    Defect("a feed that is being fetched takes the place of the one before", "src/commonground/exchange/queries/feeds.py", "(one.version > 0, one.epoch))", "(True, one.epoch))", ROAD),
    Defect("a range is told as its lower bound", f"{CORE}/region.py", "None if below is None else below - 1)", "int(told[\"from\"] or 0))"),
    Defect("a silent country leaves the region", "src/commonground/exchange/queries/region.py",
           "return [one.name for one in self.countries if not one.fresh.is_current]", "return []", ROAD),
    Defect("a term is guessed by its spelling", "src/commonground/exchange/queries/region.py", 'terms.get((country, code), ""), number)', 'terms.get((country, code), code), number)', ROAD),
    Defect("what is withdrawn is still counted", f"{CORE}/received.py", "standing=Standing.WITHDRAWN,", "standing=Standing.SHARED,"),
    Defect("a document of another kind is read", f"{CORE}/envelopes.py", "if envelope.payload_type != kind:", "if False:"),
    Defect("copies that differ are merged", f"{CORE}/envelopes.py", "if (a.payload, a.payload_type) != (b.payload, b.payload_type):", "if False:"),
    Defect("a bomb is unpacked", f"{CORE}/bundles.py", " or sum(i.file_size for i in file.infolist()) > LARGEST", ""),
    Defect("one signature makes an agreement hold", f"{SLICE}/agreements.py",
           "envelopes.is_signed(raw, *_identity(other).needed(\"agreement\"))", "True", ROAD),
    Defect("another text takes the place of a version", f"{SLICE}/agreements.py", "if before.sha256 != agreement.sha256:", "if False:", ROAD),
    Defect("a version is left out", f"{SLICE}/agreements.py", "or earlier.sha256 != agreement.previous\n", "\n", ROAD),
    Defect("another party takes over a version", f"{SLICE}/agreements.py",
           "or (earlier.publisher, earlier.recipient) != (agreement.publisher, agreement.recipient)\n", "\n", ROAD),
    Defect("a footprint that was not agreed is believed", f"{CORE}/received.py", "if not _is_agreed(footprint, line, opened, agreement) or not is_ground(footprint, agreement.plane):", "if False:", ROAD),
    Defect("a feed of before comes back", f"{SLICE}/receiving.py", "epoch__gt=feed.epoch, version__gt=0", "epoch__gt=10**9", ROAD),
    Defect("bodies of a wider version travel on", "src/commonground/exchange/queries/feeds.py", "if one.body and names(one) in live", "if one.body", ROAD),
    Defect("a fingerprint is not compared", f"{SLICE}/nodes.py", 'raise NotUsable("exchange.partner.fingerprint", name=found.name)', "pass", ROAD),
    Defect("nobody looks before it leaves", f"{SLICE}/publishing.py", "    _looked_at(said, agreement, there)\n", "", ROAD),
    Defect("a receipt of another log is believed", f"{SLICE}/receipts.py", 'else "fork" if _root_at(feed, size) != root else ""', 'else ""', ROAD),
    Defect("a restore goes unnoticed", f"{SLICE}/receipts.py", '"behind" if size > feed.size else', '"behind" if False else', ROAD),
    Defect("a secret is used for two epochs", f"{SLICE}/publishing.py",
           "gateway.secret(feed.agreement, feed.epoch)", "gateway.secret(feed.agreement, 1)", ROAD),
    Defect("a fork is not noticed", f"{SLICE}/receiving.py", "if seq in kept and kept[seq].encode() != raw:", "if False:", ROAD),
    Defect("the head is not held against the lines", f"{SLICE}/receiving.py", "if edge.root != head.root:  #", "if False:  #", ROAD),
    Defect("a damaged file stops a feed", f"{SLICE}/receiving.py", 'raise NotUsable("exchange.page.damaged", agreement=feed.agreement, first=bundle.first)', 'raise Broken("fork", 0)', ROAD),
    Defect("missing lines are not missed", f"{SLICE}/receiving.py", "if edge.size != head.size:", "if False:", ROAD),
    Defect("bodies outlive a narrowing", f"{SLICE}/applying.py", "        _forgotten(feed, texts)\n", "        pass\n", ROAD),
    Defect("a body that comes later is held against no place", f"{CORE}/received.py",
           "or before.reason == FROZEN else _put(line, before, opened, agreement)",
           "or before.reason == FROZEN else replace(before, standing=Standing.SHARED, body=opened.body, reason=\"\")", ROAD),
    Defect("a body comes later than it may", f"{SLICE}/applying.py", "if not waiting or feed.revoked:", "if not waiting:", ROAD),
    Defect("a body of a wider version comes later", f"{SLICE}/applying.py", "if line.agreement < feed.version or line", "if line", ROAD),
    Defect("a text that is left out stops a feed", f"{SLICE}/applying.py", "    if line.agreement < feed.version:\n        raise Broken", "    if True:\n        raise Broken", ROAD),
    Defect("a bundle begins before its first line", f"{CORE}/bundles.py", "if start < 0:", "if False:"),
    Defect("a broken feed goes on", f"{SLICE}/receiving.py", "    if feed.broken:\n        raise NotNow(\"exchange.feed.broken\", agreement=code,",
           "    if False:\n        raise NotNow(\"exchange.feed.broken\", agreement=code,", ROAD),
    Defect("a shape with a fault leaves", "src/commonground/core/geometry/geojson.py", "if not len(faulty):", "if True:"),
    Defect("words travel beside a shape", f"{CORE}/received.py", "or set(said[\"shape\"]) != {\"type\", \"coordinates\"}", ""),
    Defect("a range ends with anything", f"{CORE}/vocabulary.py", "and (value[\"from\"], value[\"below\"]) in ends", ""),
    Defect("a number has two writings", f"{CORE}/writing.py", "if _is_the_same(raw):", "if True:"),
    Defect("a batch forgets what was told", f"{CORE}/feed.py", "told = told_of(list(part))", "told = {}", ROAD),
    Defect("a page forgets the page before", f"{SLICE}/applying.py", "before = _known(feed, [one.id for one in said if one.id])", "before = {}", ROAD),
    Defect("a log that is broken leaves a page behind", f"{SLICE}/applying.py", "with much(), transaction.atomic():", "with much():", ROAD),
    Defect("the status is not looked at", f"{SLICE}/receiving.py", "    _status(bundle, partner, head)\n", "", ROAD),
    # --- over a network ---
    Defect("a request is good for ever", f"{CORE}/wire.py", "0 < expires - created <= LIFE.total_seconds()", "0 < expires - created"),
    Defect("a request is good for another address", f"{CORE}/wire.py", "require_components=COVERED,", "require_components=(),"),
    Defect("the body of a request is not looked at", f"{CORE}/wire.py", "require_components=COVERED, body=body", "require_components=COVERED"),
    Defect("a signature for something else counts", f"{CORE}/wire.py", "expect_tag=TAG,", "expect_tag=None,"),
    Defect("the time of a request is not looked at", f"{CORE}/wire.py", "if created > now + LEEWAY.total_seconds() or", "if False and"),
    Defect("the key of another role signs requests", f"{CORE}/wire.py", "if role == ROLE else", "if node else"),
    Defect("a clock wrong by a week is allowed for", f"{CORE}/wire.py", "if abs(found) <= FARTHEST else None", "if found else None"),
    Defect("hashes that lead nowhere are believed", f"{CORE}/pages.py", "if grown.size != head.size or grown.root != head.root:", "if grown.size != head.size:"),
    Defect("damage is taken for another log", f"{CORE}/pages.py",
           "if len(leaves) != head.size or Edge().grown(leaves).root != head.root:", "if False:"),
    Defect("another log is taken for damage", f"{CORE}/pages.py", "if head.size >= edge.size and", "if False and"),
    Defect("a page that is not the head's fits", f"{CORE}/pages.py", "leaf_hash(line) == leaf for", "leaf for"),
    Defect("a request is good twice", f"{EXCHANGE}/views/wire.py", "if not asking.spend(asked, at):", "if False:", NET),
    Defect("what makes a request good once is forgotten at once", f"{SLICE}/asking.py", "until__lt=at", "until__gte=at", NET),
    Defect("anybody is answered with somebody's feed", f"{EXCHANGE}/queries/wire.py",
           "filter(agreement=code, partner=partner, outgoing=True, epoch=epoch,", "filter(agreement=code, outgoing=True, epoch=epoch,", NET),
    Defect("a body that is so no longer is sent", f"{EXCHANGE}/queries/wire.py", "if now.get(ident) == rev}", "if ident in now}", NET),
    Defect("more is answered than may be asked for", f"{EXCHANGE}/queries/wire.py", " or end - start > most:", ":", NET),
    Defect("a page is applied without its hashes", f"{SLICE}/receiving.py", "if not ahead.fits(first, page):", "if False:", NET),
    Defect("a page leaves a gap", f"{SLICE}/receiving.py", "    if first > feed.size:\n", "    if False:\n", NET),
    Defect("the cursor is not in the page's transaction", f"{SLICE}/receiving.py", '@recorded("exchange.page-taken", about=lambda done, *a, **k: done.feed)\n', "", NET),
    Defect("a page is applied twice", f"{SLICE}/receiving.py", "enumerate(page, start=first) if seq >= feed.size]", "enumerate(page, start=first)]", NET),
    Defect("what was confirmed is fetched again", f"{SLICE}/pulling.py", "first, new = opened.edge.size, 0", "first, new = 0, 0", NET),
    Defect("damaged bodies are not asked for again", f"{SLICE}/pulling.py", "if any(not _fits(page[seq - first], one) for seq, one in found.items()):", "if False:", NET),
    Defect("a restored partner hears nothing", f"{SLICE}/pulling.py", 'if refusal.code == "exchange.bundle.older":', "if False:", NET),
    Defect("an older head is taken", f"{SLICE}/receiving.py", "    if head.size < feed.size:\n", "    if False:\n", ROAD),
    Defect("more is read than was expected", f"{EXCHANGE}/gateway/http.py", "if len(read) > most:", "if False:", NET),
    Defect("a redirect is followed", f"{EXCHANGE}/gateway/http.py", "redirect=False", "redirect=True", NET),
    Defect("http goes anywhere", f"{EXCHANGE}/gateway/http.py", "and (plain or url.host in LOOPBACK))", ")", NET),
    Defect("nobody waits as long as was asked", f"{EXCHANGE}/gateway/http.py", "wait = max(wait, found.retry_after_s)", "pass", NET),
    Defect("a restored programme goes on speaking", f"{SLICE}/receipts.py", "feed.broken = contradicts  #", "pass  #", NET),
    # --- versions, delay, forgetting, the end, keys ---
    Defect("a version counts before its day", f"{CORE}/agreements.py", "if one.valid_from <= day]", "]", END),
    Defect("the guard forgets the day", f"{CORE}/guard.py", 'return ["another-time"]', "pass"),
    Defect("what is too young leaves", f"{SLICE}/publishing.py", "if not agreement.delay_days:", "if True:", END),
    Defect("a longer delay takes back what was said", f"{SLICE}/publishing.py", ", feed.known or 0)\n    return then, then", ", 0)\n    return then, then", END),
    Defect("bodies travel after the last day", f"{EXCHANGE}/queries/feeds.py", "or not counts.is_in_force(day) or", "or", END),
    Defect("bodies of another version travel", f"{EXCHANGE}/queries/feeds.py", " or counts.version != feed.version:", ":", END),
    Defect("bodies of an epoch that is over travel", f"{EXCHANGE}/queries/feeds.py", "outgoing=True, epoch__gt=feed.epoch)", "outgoing=True, epoch__gt=10**6)", END),
    Defect("a feed that stands still is revoked", f"{SLICE}/publishing.py", "    _goes_on(feed)\n    last =", "    last =", END),
    Defect("keys stay changed where that failed", f"{EXCHANGE}/gateway/__init__.py", "path.replace(_place(name))", "pass", END),
    Defect("what is forgotten there stays here", f"{SLICE}/publishing.py", 'known.bodies_of(feed, ident, said.line.seq).update(body="", salt="")', "pass", END),
    Defect("what is over stands for today", f"{SLICE}/tending.py", "_now(feed).update(standing=Standing.ENDED.value)", "_now(feed).count()", END),
    Defect("nothing is forgotten on its day", f"{SLICE}/tending.py", "at.date() >= feed.purge_by", "at.date() > feed.purge_by", END),
    Defect("bodies go at once", f"{CORE}/agreements.py", "ended.toordinal() + self.within_days", "ended.toordinal()"),
    Defect("one stick of two changes the keys", f"{SLICE}/rotating.py", "if len(have) < needed:", "if False:", END),
    Defect("heads keep the old key", f"{SLICE}/rotating.py", "        sign_again(feed)\n    tell(", "        pass\n    tell(", END),
    Defect("the key with the name of a role signs, whatever the root says", f"{EXCHANGE}/gateway/__init__.py",
           "if not named or found.public_key().public_bytes_raw() in named:", "if True:", END),
    Defect("roots beside the keys are taken from anybody", f"{SLICE}/rotating.py",
           "if len(kept) > len(node.roots) and kept[: len(node.roots)] == node.roots:", "if len(kept) > len(node.roots):", END),
    Defect("an agreement is over when somebody looked after it", f"{EXCHANGE}/queries/feeds.py",
           "if revoked or code in ended)", "if False)", (f"{AT_WORK}over.py",)),
    Defect("an end that was not heard is not said again", f"{SLICE}/publishing.py",
           "if before.confirmed == before.size:", "if True:", (f"{AT_WORK}publishing.py",)),
    Defect("roots that nobody signed are followed", f"{SLICE}/receiving.py", "identity = roots.chain(chain)", "identity = roots.read(chain[-1])", END),
    Defect("two begin one feed", f"{SLICE}/publishing.py", "return access.feed_held(code) or _begun", "return _begun", ROAD),
    Defect("an answer may take for ever", f"{EXCHANGE}/gateway/http.py", "if self._ticks() > until:", "if False:", ROAD),
    Defect("a file of pages is read from another page", f"{CORE}/bundles.py", "if number != self._at:", "if self._at < 0:"),
    Defect("a ring that is open passes for land", "src/commonground/core/geometry/received.py", " or ring[0] != ring[-1]:", ":",
           ("tests/core/geometry/test_received.py",)),
    Defect("a sealed file is open", f"{SLICE}/publishing.py", "gateway.seal(file, out, recipient)", "out.write(file.read())", END),
    Defect("a clause of an agreement is not read aloud", f"{CORE}/sentences.py", "        _onward(agreement),\n", ""),
    Defect("what stays back is not said by name", f"{CORE}/sentences.py", "kept_back.append(name)", "pass"),
    Defect("a silent feed passes for fresh", f"{CORE}/standing.py", "if next_by is None or next_by < now:", "if next_by is None:"),
    Defect("a clock set back makes a feed fresh", f"{CORE}/standing.py", "    now = max(now, heard)\n", ""),
    Defect("coarser is told as the same", f"{CORE}/comparing.py", "coarser or new < old", "coarser"),
    Defect("only the last footprint is drawn", f"{CORE}/places.py", "    for one in footprints:\n", "    for one in footprints[-1:]:\n"),
    Defect("a condition that no form has is lost", f"{CORE}/composing.py", "            rest.append(part)\n", "            pass\n"),
    Defect("a preview that the guard never saw", f"{EXCHANGE}/queries/preview.py", "out.faults.update(faults)", "pass", (f"{AT_WORK}editor.py",)),
    Defect("what was withdrawn is drawn as known", f"{EXCHANGE}/queries/border.py", 'return self.standing == "shared"', "return True",
           (f"{AT_WORK}border.py",)),
    Defect("square metres leave as they are", f"{CORE}/figures.py", "(m2 + step // 2) // step * step", "m2", TABLES),
    Defect("square metres are rounded down", f"{CORE}/figures.py", "(m2 + step // 2) // step * step", "m2 // step * step", TABLES),
    Defect("land goes without the hazards that have no area", f"{CORE}/totals.py", "        if word not in measures:\n", "        if False:\n", TABLES),
    Defect("people are crossed by as much as one likes", f"{CORE}/totals.py", "if len(by) > table.most:", "if False:", TABLES),
    Defect("a true count of people is taken in", f"{CORE}/figures.py", "and value > 0 and value % BASE == 0", "and value > 0", TABLES),
    Defect("a month is cut before it is over", f"{CORE}/totals.py", "before = day.replace(day=1) - timedelta(days=1)", "before = day", TABLES),
    Defect("figures are taken in before their delay is over", f"{CORE}/figures.py", "+ timedelta(days=delay_days) >= date", ">= date", TABLES),
    Defect("a lost cell is not missed", f"{CORE}/figures.py", "    return all(sum(_is_under", "    return True or all(sum(_is_under", TABLES),
    Defect("sums are not held against their parts", f"{CORE}/figures.py", "if (most < sum(low for low, _ in some) and not overlaps) or", "if False and", TABLES),
    Defect("an inequality is lost in a sum", f"{CORE}/totals.py", "key=RANK.__getitem__)", "key=lambda q: -RANK[q])", TABLES),
    Defect("a cell outside the tree leaves", f"{CORE}/figures_guard.py", '        return [*out, "tree"]', "        pass", TABLES),
    Defect("the guard takes a number that is not rounded", f"{CORE}/figures_guard.py", "return not said % step and 2", "return 2", TABLES),
    Defect("the guard takes another number", f"{CORE}/figures_guard.py", "2 * abs(said - mine) <= step - (step == 1)", "True", TABLES),
    Defect("the guard takes a cut of a month that goes on", f"{CORE}/figures_guard.py", '        out.append("cut")', "        pass", TABLES),
    Defect("the guard takes a true count of people", f"{CORE}/figures_guard.py", "said > 0 and not said % FIVE", "said > 0", TABLES),
    Defect("a figure is looked at by no guard", f"{CORE}/guard.py", "return out + figures_guard.faults(", "return out or [] and figures_guard.faults(", TABLES),
    Defect("a cut that was told is told otherwise", f"{CORE}/received.py", "        opened = Opened(None, FROZEN)", "        pass", TABLES),
    Defect("a frozen cell thaws", f"{CORE}/received.py", "or before.reason == FROZEN else", "else", TABLES),
    Defect("a zone leaves no warning behind", f"{CORE}/figures.py", 'return {"kind": "none"} if zone is None else', 'return {"kind": "none"} if True else', TABLES),
    Defect("what was booked late changes a cut", f"{SLICE}/cutting.py", "if row.version != agreement.version:", "if True:\n            row.known, row.tables = known, {}",
           (f"{AT_WORK}figures.py",)),
    Defect("another version is cut of what is known now", f"{SLICE}/cutting.py", "When(row.month, row.known, row.at)", "When(row.month, known, at)",
           (f"{AT_WORK}figures.py",)),
    Defect("a delay is not waited for in figures", f"{SLICE}/cutting.py", "at - timedelta(days=agreement.delay_days)", "at", (f"{AT_WORK}figures.py",)),
    Defect("a cut that is not whole is added up", f"{EXCHANGE}/queries/tables.py", "if figures.whole(name, cells, roots):", "if True:",
           (f"{AT_WORK}figures.py",)),
    Defect("a withdrawn figure is nought", f"{EXCHANGE}/queries/heard.py", "            heard.unknown.add(name)\n        elif hazards.collections", "            pass\n        elif hazards.collections",
           (f"{AT_WORK}figures.py",)),
    Defect("rounded land counts as exact", f"{EXCHANGE}/queries/tables.py", "Span(*figures.bounds(cell.measures[measure], self.agreed.step_m2))", "Span(cell.measures[measure], cell.measures[measure])",
           (f"{AT_WORK}figures.py",)),
    Defect("records and figures of one country are added up", f"{EXCHANGE}/queries/heard.py", "and (hazards is None or found.is_over(hazards)):", ":",
           (f"{AT_WORK}figures.py",)),
    Defect("true totals of people leave", "src/commonground/disclosure/queries/treaty.py", 'if said["basis"] == Basis.ROUNDED.value else ()', "",
           (f"{AT_WORK}figures.py",)),
]  # fmt: skip


def survives(defect: Defect) -> str:
    """What came of a defect: killed, or why not."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__", "*.pbf"))
        (copy / "tests").symlink_to(ROOT / "tests")
        (copy / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
        file = copy / defect.file
        text = file.read_text()
        if text.count(defect.old) != 1:
            return f"FOUND {text.count(defect.old)} TIMES"
        file.write_text(text.replace(defect.old, defect.new))
        compile(file.read_text(), defect.file, "exec")
        environ = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "--rootdir",
            str(copy),
            *defect.tests,
        ]
        ended = subprocess.run(command, env=environ, cwd=copy, capture_output=True, text=True, timeout=600)
    if ended.returncode == 0:
        return "SURVIVES"
    last = [line for line in ended.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return "killed by " + (last[0].split("::")[-1].split(" ")[0] if last else f"exit {ended.returncode}")


def main() -> int:
    wanted = [d for d in DEFECTS if all(word in d.name for word in sys.argv[1:])]
    with ThreadPoolExecutor(int(os.environ.get("TEST_WORKERS", "2"))) as pool:
        found = list(pool.map(survives, wanted))
    for defect, came in zip(wanted, found, strict=True):
        print(f"{defect.name:<52} {came}")
    alive = sum(not came.startswith("killed") for came in found)
    print(f"{len(found) - alive} of {len(found)} killed")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
