"""A publication as one file for anybody: every form, the manifest, the signature, and nothing else."""

import io
import json
import zipfile

from commonground.core.refusals import NotThere
from commonground.reporting.queries import kept

MANIFEST, SIGNATURE = "manifest.json", "signature.json"


def bundle(number: int) -> bytes:
    """A ZIP of a publication, the same bytes each time. Raises NotThere."""
    found = kept.publication(number)
    public = next(k.public for k in kept.signing_keys() if k.name == found.key)
    said = {"key": found.key, "public": public, "signature": found.signature}
    files = {MANIFEST: found.manifest_text.encode(), SIGNATURE: json.dumps(said, indent=1).encode()}
    for card in found.files:
        path = kept.path_of(card.sha256)
        if not path.is_file():
            raise NotThere("reporting.publication.file-not-there", number=number, name=card.name)
        files[card.name] = path.read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            one = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            one.external_attr, one.create_system, one.compress_type = 0o644 << 16, 3, zipfile.ZIP_DEFLATED
            archive.writestr(one, data)
    return out.getvalue()
