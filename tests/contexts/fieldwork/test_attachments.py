"""Files of reports: what they are by their bytes, kept by their content, photographs without where and when."""

import hashlib
import io

import pytest
from PIL import Image

from commonground.core.fieldwork.media import sniff
from commonground.core.fieldwork.types import Type
from commonground.core.refusals import NotNow, NotUsable, NotYours
from commonground.fieldwork.actions import attachments
from commonground.fieldwork.models import Attachment
from commonground.fieldwork.queries import files
from commonground.store import moving
from factories import people, reports
from factories.reports import COMPLETION, NOW

pytestmark = pytest.mark.django_db
PLACE = 0x8825  # the EXIF directory of a position


def photograph(turned=6):
    """A picture with a position, an owner, a day and an orientation beside it, as a telephone writes it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x013B], exif[0x0132] = turned, "Somebody", "2026:05:01 10:00:00"
    exif.get_ifd(PLACE).update({1: "N", 2: (44.0, 30.0, 0.0), 3: "E", 4: (17.0, 12.0, 0.0)})
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (200, 30, 30)).save(out, "JPEG", exif=exif, comment=b"secret place")
    return out.getvalue()


@pytest.fixture
def number(author):
    return reports.begun(Type.COMPLETION, COMPLETION, by=author)


def attach(number, name, data, by):
    return attachments.attach(number, name, data, by=by, at=NOW)


def test_a_photograph_is_kept_without_its_metadata_and_turned_upright(number, author):
    data = photograph()
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(PLACE), "the picture handed in says where it was taken"
    sha = attach(number, "../IMG 1.jpg", data, author)
    kept = files.path_of(sha).read_bytes()
    picture = Image.open(io.BytesIO(kept))
    assert not picture.getexif() and b"secret" not in kept and b"Somebody" not in kept and "comment" not in picture.info
    assert picture.size == (40, 60)
    row = Attachment.objects.get()
    assert (row.sha256, row.received_sha256) == (hashlib.sha256(kept).hexdigest(), hashlib.sha256(data).hexdigest())
    assert row.name == "IMG 1.jpg" and files.path_of(sha, preview=True).exists()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("photo.jpg", b"MZ\x90\x00 a program", "fieldwork.attachment.kind"),
        ("page.html", b"\x00\x01", "fieldwork.attachment.kind"),
        ("photo.jpg", b"\xff\xd8\xff\xe0 no picture", "fieldwork.attachment.unreadable"),
        ("archive.zip", b"PK\x03\x04 whatever", "fieldwork.attachment.kind"),
        ("large.txt", b"x" * 25_000_001, "fieldwork.attachment.large"),
    ],
)
def test_what_is_not_kept_is_refused_with_its_reason(number, author, name, data, code):
    with pytest.raises(NotUsable) as said:
        attach(number, name, data, author)
    assert said.value.code == code and not Attachment.objects.exists()


def test_a_picture_of_absurd_size_is_refused_before_it_is_unpacked(number, author):
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(NotUsable):
        attach(number, "bomb.png", out.getvalue(), author)


def test_what_a_file_is_its_bytes_say():
    assert sniff(b"%PDF-1.7") == "application/pdf" and sniff(b"<svg onload=x>") == "text/plain"
    assert sniff(b"PK\x03\x04....word/document.xml").endswith("wordprocessingml.document")
    assert sniff("Đurđevo".encode()) == "text/plain" and sniff("Đ".encode("utf-16")) == ""


def test_the_same_file_again_is_kept_once_and_a_removed_one_stays_in_the_store(number, author, checker):
    sha = attach(number, "note.txt", b"two items found", author)
    assert attach(number, "again.txt", b"two items found", author) == sha and Attachment.objects.count() == 1
    with pytest.raises(NotYours):
        reports.Report.objects.filter(pk=number).update(state="returned")
        attach(number, "mine.txt", b"x", checker)
    attachments.detach(number, sha, by=author, at=NOW)
    assert Attachment.objects.get().removed_at and files.path_of(sha).exists()


def test_nothing_is_added_to_a_report_that_was_handed_in(author):
    number = reports.submitted(Type.COMPLETION, COMPLETION, by=author)
    with pytest.raises(NotNow):
        attach(number, "late.txt", b"late", author)


def test_files_are_handed_to_whoever_sees_the_report_and_to_nobody_else(client, author, number):
    sha = attach(number, "note.txt", b"<script>alert(1)</script>", author)
    photo = attach(number, "p.jpg", photograph(), author)
    reports.Report.objects.update(state="submitted")
    client.force_login(people.somebody("officer", name="reads"))
    page = client.get(f"/reports/{number}/files/{sha}/")
    assert page.headers["Content-Disposition"].startswith("attachment") and page.headers["Content-Type"] == "text/plain"
    assert page.headers["X-Content-Type-Options"] == "nosniff" and b"".join(page) == b"<script>alert(1)</script>"
    small = client.get(f"/reports/{number}/files/{photo}/?preview")
    assert small.headers["Content-Type"] == "image/jpeg" and Image.open(io.BytesIO(b"".join(small))).size == (40, 60)
    client.force_login(people.somebody("reporter", name="other", organisation="Steady Hands"))
    assert client.get(f"/reports/{number}/files/{sha}/").status_code == 404
    assert client.get(f"/reports/{number}/files/{'0' * 64}/").status_code == 404


def test_files_move_with_the_programme_and_are_compared(number, author, settings, tmp_path):
    sha = attach(number, "note.txt", b"two items found", author)
    target = tmp_path / "elsewhere"
    assert moving.carry_files(settings.MEDIA_ROOT, target) == 1
    there = target / files.path_of(sha).relative_to(settings.MEDIA_ROOT)
    assert there.read_bytes() == b"two items found"
    there.write_bytes(b"something else")
    with pytest.raises(NotNow) as said:
        moving.carry_files(settings.MEDIA_ROOT, target)
    assert said.value.code == "store.move.file-differs"
    assert moving.carry_files(target, target) == 0 and moving.carry_files(tmp_path / "none", target) == 0
