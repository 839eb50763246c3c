"""A person's key, by the code that stands for them everywhere else. What other slices call:

- `create(code)` makes a key, or finds the one there is; `key_of(code)` is the key, or None where there is none (any more);
- `destroy(code, at=, reason=)` forgets somebody for good: their key is destroyed and both the key store and the database write it down.
  Call it last in an action: it is not taken back with the transaction;
- `erased()` is everybody who was forgotten, `is_erased(code)` whether somebody was;
- `seal(slice_, code, fields)` and `unseal(slice_, code, fields)` do whole dictionaries of a person's fields, and `seal_all`, `unseal_all` those
  of many people with one look into the key store.

Both the key store and the database keep the list of erasures. Whichever of the two is brought back from an older copy is behind the other:
`store.erasures` finds that out and makes good for it before anybody may sign in.
"""

from collections.abc import Mapping
from datetime import date, datetime

from commonground.core import sealing
from commonground.core.refusals import NotNow, NotUsable
from commonground.store import keystore
from commonground.store.keystore import Erasure
from commonground.store.models import ErasedPerson

Fields = Mapping[str, str]


def create(code: str) -> bytes:
    """A new key for a person, or the one they have. Raises NotNow for a code that was erased: it is never used again."""
    return keystore.keys_for([code])[code]


def key_of(code: str) -> bytes | None:
    """The key of a person; None where there is none."""
    return keystore.keys_of([code]).get(code)


def destroy(code: str, *, at: date | datetime, reason: str) -> None:
    """Forget a person: what was sealed with their key opens nowhere any more, in no history and in no backup of the database."""
    day = at.date() if isinstance(at, datetime) else at
    ErasedPerson.objects.get_or_create(code=code, defaults={"day": day, "reason": reason})
    keystore.destroy([Erasure(code, day, reason)])


def erased() -> list[Erasure]:
    """Everybody who was forgotten: codes, days and reasons, and nothing about anybody."""
    return keystore.erasures()


def is_erased(code: str) -> bool:
    """Whether somebody was forgotten."""
    return ErasedPerson.objects.filter(code=code).exists()


def seal(slice_: str, code: str, fields: Fields) -> dict[str, str]:
    """A person's fields, sealed with their key, which is made where they have none. An empty field stays empty."""
    return seal_all(slice_, {code: fields})[code]


def unseal(slice_: str, code: str, fields: Fields) -> dict[str, str] | None:
    """A person's fields as they were; None where the person was erased."""
    return unseal_all(slice_, {code: fields})[code]


def seal_all(slice_: str, people: Mapping[str, Fields]) -> dict[str, dict[str, str]]:
    """The fields of many people, each sealed with their own key."""
    keys = keystore.keys_for(people)
    return {
        code: {
            name: sealing.seal(keys[code], text, sealing.place(slice_, code, name)) if text else ""
            for name, text in fields.items()
        }
        for code, fields in people.items()
    }


def unseal_all(slice_: str, people: Mapping[str, Fields]) -> dict[str, dict[str, str] | None]:
    """The fields of many people; None for those who were erased. Raises NotNow where a key is missing for another reason."""
    keys = keystore.keys_of(people)
    lost = [code for code, fields in people.items() if code not in keys and any(fields.values())]
    if lost:
        known = set(ErasedPerson.objects.filter(code__in=lost).values_list("code", flat=True))
        known |= {e.code for e in keystore.erasures()}
        for code in lost:
            if code not in known:
                raise NotNow("store.keys.missing", person=code)
    return {
        code: None if code in lost else _opened(keys.get(code, b""), slice_, code, fields)
        for code, fields in people.items()
    }


def _opened(key: bytes, slice_: str, code: str, fields: Fields) -> dict[str, str]:
    try:
        return {
            name: sealing.unseal(key, text, sealing.place(slice_, code, name)) if text else ""
            for name, text in fields.items()
        }
    except sealing.NotOpened as error:
        raise NotUsable("store.person.not-opened", person=code) from error
