"""Which encoding a text was written in, judged by the letters of the languages of the field.

Files of Bosnia and Herzegovina and Serbia come in cp1250, ISO-8859-2, cp1251, cp852, UTF-8 and UTF-16, and
mixed within one file. A guess is always told, never silent.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

SOUTH_SLAVIC = frozenset("čćžšđČĆŽŠĐ")
CYRILLIC = frozenset("абвгдђежзијклљмнњопрстћуфхцчџшАБВГДЂЕЖЗИЈКЛЉМНЊОПРСТЋУФХЦЧЏШ")
WESTERN = frozenset("ñÑáéíóúÁÉÍÓÚüÜöÖäÄàèêëîïôùûçÇãõß")
SIGNS = frozenset("–—„“”‘’…°²³«»€§½¼·\u00a0")
# in order of how often they are met; the first of equals is taken
CANDIDATES = ("cp1250", "cp1251", "iso8859-2", "cp1252", "cp852", "iso8859-5")
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding; `certain` where the bytes leave no other reading,
    `mark` where a byte-order mark says so."""

    encoding: str
    certain: bool
    mark: bool = False


def detect(data: bytes) -> Guess:
    """The encoding of a text."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return Guess(encoding, certain=True, mark=True)
    wide = _wide(data[:8192])
    if wide:
        return Guess(wide, certain=False)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return Guess(single_byte([data]), certain=False)
    return Guess("utf-8", certain=True)


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    half = len(head) // 2
    if half < 2:
        return ""
    odd, even = head[1::2].count(0), head[::2].count(0)
    if odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd < 0.1 * half else ""


def single_byte(texts: Iterable[bytes]) -> str:
    """The likeliest encoding of texts of one byte per character."""
    pairs: Counter[bytes] = Counter()
    for text in texts:
        # each byte above ASCII with its neighbours; that is enough to judge it
        for found in re.finditer(rb"(?s)(.?)([\x80-\xff]+)(.?)", text):
            pairs[found.group()] += 1
            if len(pairs) > 5000:
                break
    return max(CANDIDATES, key=lambda encoding: _score(pairs, encoding))


def _score(pairs: Counter[bytes], encoding: str) -> float:
    return sum(_likely(raw.decode(encoding, "replace")) * times for raw, times in pairs.items())


def _likely(text: str) -> float:
    """How much a piece of text looks like a language of the field."""
    total = 0.0
    latin = any(c.isascii() and c.isalpha() for c in text) or any(c in SOUTH_SLAVIC for c in text)
    for before, c in zip(" " + text, text, strict=False):
        if c.isascii():
            continue
        if c in SOUTH_SLAVIC:
            total += 2.0
        elif c in CYRILLIC:
            total += 1.5 if not latin else -2.0
        elif c in WESTERN:
            total += 0.7
        elif c in SIGNS:
            total += 0.2 if not before.isalpha() else -0.3
        else:
            total -= 3.0 if c == "\N{REPLACEMENT CHARACTER}" or not c.isprintable() else 1.0
        if c.isupper() and before.islower():
            total -= 1.5  # a capital in the middle of a word
    return total


@dataclass(frozen=True, slots=True)
class Decoded:
    """Lines of text, the encoding of most of them, and the lines that were written in another (line ->
    encoding)."""

    text: str
    guess: Guess
    others: dict[int, str]


def decode(data: bytes) -> Decoded:
    """Any bytes as text, line by line where one encoding does not fit them all. Raises nothing."""
    guess = detect(data)
    if guess.mark and guess.encoding == "utf-8":
        data = data[3:]
    if guess.encoding.startswith("utf-") and guess.encoding != "utf-8":
        return Decoded(data.decode(guess.encoding, "replace").removeprefix("\ufeff"), guess, {})
    try:
        return Decoded(data.decode("utf-8"), guess, {})
    except UnicodeDecodeError:
        return _by_line(data, guess)


def _by_line(data: bytes, guess: Guess) -> Decoded:
    lines = data.split(b"\n")
    broken: dict[int, bytes] = {}
    proper = 0
    for number, line in enumerate(lines):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            proper += 1
        except UnicodeDecodeError:
            broken[number] = line
    encoding = single_byte(broken.values())
    # a line of another encoding is next to never valid UTF-8 by chance
    if not proper or (not guess.mark and proper * 20 < len(broken)):
        return Decoded(_whole(data, encoding), Guess(encoding, certain=False, mark=guess.mark), {})
    read = [_whole(line, encoding) if number in broken else line.decode("utf-8") for number, line in enumerate(lines)]
    return Decoded("\n".join(read), Guess("utf-8", certain=False, mark=guess.mark), dict.fromkeys(broken, encoding))


def _whole(data: bytes, encoding: str) -> str:
    return data.decode(encoding, "replace")


# --- text that was read in the wrong encoding once, and written again

GARBLED = re.compile(
    "[\u00c2-\u00c5\u00d0\u00d1\u0102\u0139\u0412\u0413\u0420\u0421][\u0080-\u04ff\u2010-\u2122]|[æðÆÐ]|[^\\W\\d_]è[^\\W\\d_]"
)
_SOURCES = ("cp1252", "cp1250", "cp1251", "latin-1")


def repair(text: str) -> str | None:
    """What a text was before it was read wrongly, where that is plain to see; a suggestion,
    None where it looks fine."""
    if not GARBLED.search(text):
        return None
    for source in _SOURCES:
        raw = _raw(text, source)
        if raw is None:
            continue
        try:
            repaired = raw.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if repaired != text and all(c.isascii() or c in SOUTH_SLAVIC | CYRILLIC | WESTERN | SIGNS for c in repaired):
            return repaired
    return _latin_letters(text)


def _raw(text: str, encoding: str) -> bytes | None:
    """The bytes of a text; the five bytes that Windows leaves undefined go through as they are."""
    out = bytearray()
    for c in text:
        try:
            out += c.encode(encoding)
        except UnicodeEncodeError:
            if ord(c) > 0xFF:
                return None
            out.append(ord(c))
    return bytes(out)


def _latin_letters(text: str) -> str | None:
    """cp1250 that was read as cp1252: è for č, æ for ć, ð for đ."""
    raw = _raw(text, "cp1252")
    if raw is None or not re.search("[æðèÆÐÈ]", text):
        return None
    repaired = raw.decode("cp1250", "replace")
    changed = [new for old, new in zip(text, repaired, strict=False) if old != new]
    return repaired if len(repaired) == len(text) and changed and SOUTH_SLAVIC.issuperset(changed) else None
