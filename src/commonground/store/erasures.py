"""After a restore, what was forgotten is forgotten again before anybody may sign in.

The database and the key store each have the list of erasures. A database brought back from a backup is behind the key store: the slices
clear what they hold of those people. A key store brought back is behind the database: keys that came back are destroyed again. Slices say
how in `config/wiring.py` (`settings.ERASURES`): functions of an erasure, which stand it that the person is not there, or not there yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from commonground.store import keystore
from commonground.store.keystore import Erasure
from commonground.store.models import ErasedPerson


@dataclass(frozen=True, slots=True)
class Due:
    """What one side knows and the other does not."""

    here: tuple[Erasure, ...]  # the database has not heard of these
    keys: tuple[Erasure, ...]  # the key store has not

    def __bool__(self) -> bool:
        return bool(self.here or self.keys)

    def __len__(self) -> int:
        return len(self.here) + len(self.keys)


def due(also: Iterable[Erasure] = ()) -> Due:
    """What has still to be carried out on either side; `also` is a list that was kept elsewhere."""
    keys = {e.code: e for e in keystore.erasures()}
    here = {
        code: Erasure(code, day, reason)
        for code, day, reason in ErasedPerson.objects.values_list("code", "day", "reason")
    }
    everybody = {e.code: e for e in also} | here | keys
    return Due(
        tuple(e for code, e in sorted(everybody.items()) if code not in here),
        tuple(e for code, e in sorted(everybody.items()) if code not in keys),
    )


def replay(also: Iterable[Erasure] = ()) -> int:
    """Carry out what is due; how many erasures. It can be run again: what is done is done once."""
    waiting = due(also)
    if waiting.keys:
        keystore.destroy(waiting.keys)
    followers = import_string(settings.ERASURES)
    with transaction.atomic():
        for erasure in waiting.here:
            for follower in followers:
                follower(erasure.code, day=erasure.day, reason=erasure.reason)
            ErasedPerson.objects.create(code=erasure.code, day=erasure.day, reason=erasure.reason)
    return len({e.code for e in (*waiting.here, *waiting.keys)})
