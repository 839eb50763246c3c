"""What a request over a network leaves behind: that it was made, so that it cannot be made again."""

from django.db import IntegrityError, transaction

from commonground.core.exchange.wire import Asked
from commonground.exchange.models import Nonce


def spend(asked: Asked, at) -> bool:
    """Whether a request comes for the first time, for all processes together; what is too old anyway is forgotten."""
    try:
        with transaction.atomic():
            Nonce.objects.filter(until__lt=at).delete()
            Nonce.objects.create(nonce=f"{asked.node}:{asked.nonce}", until=asked.until)
    except IntegrityError:
        return False
    return True
