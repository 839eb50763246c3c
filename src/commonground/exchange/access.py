"""Who may see what is exchanged, and who may agree to it in the programme's name."""

from typing import Any

from commonground.core.decisions import Decision
from commonground.core.exchange.vocabulary import TALK
from commonground.core.refusals import NotNow, NotThere
from commonground.exchange.models import AgreementText, Feed, ForeignRecord, Node, Partner


def may(viewer: Any, permission: str) -> Decision:
    """Whether a viewer has a permission of this slice. What leaves the country is for who holds all of it."""
    return viewer.may(permission, unit="", organisation="")


def node() -> Node:
    """This programme as others know it. Raises NotNow where it has no name and no keys yet."""
    found = Node.objects.first()
    if found is None:
        raise NotNow("exchange.node.none")
    return found


def partner(name: str) -> Partner:
    """A pinned programme. Raises NotThere."""
    found = Partner.objects.filter(name=name).first()
    if found is None:
        raise NotThere("exchange.partner.not-there", name=name[:100])
    return found


def agreement(code: str) -> AgreementText:
    """The version of an agreement that holds. Raises NotThere."""
    found = AgreementText.objects.filter(agreement=code, holds=True).order_by("-version").first()
    if found is None:
        raise NotThere("exchange.agreement.not-there", agreement=code[:64])
    return found


def feed(code: str, *, outgoing: bool) -> Feed | None:
    """The feed under an agreement, its last epoch; None where nothing was said yet."""
    return Feed.objects.filter(agreement=code, outgoing=outgoing).order_by("-epoch").first()


def feed_held(code: str) -> Feed | None:
    """Our feed under an agreement, its last epoch, held until the transaction ends: whoever writes it writes what it says now. The
    first look waits for who holds an epoch; it may have begun the next one meanwhile, so the last one is looked for after that."""
    ours = Feed.objects.select_for_update().filter(agreement=code, outgoing=True).order_by("-epoch")
    list(ours.values_list("pk"))
    return ours.first()


def node_held() -> None:
    """Hold this programme itself until the transaction ends: where there is no feed yet that could be held."""
    list(Node.objects.select_for_update().values_list("pk"))


def foreign(ident: str) -> ForeignRecord:
    """What somebody else shared, by its id in their feed: of the last epoch where there are several. Raises NotThere."""
    found = ForeignRecord.objects.filter(ident=ident, feed__outgoing=False).select_related("feed__partner")
    one = found.order_by("-feed__epoch").first()
    if one is None:
        raise NotThere("exchange.record.not-there", ident=ident[:30])
    return one


def foreign_land(ident: str) -> ForeignRecord:
    """A record of somebody else that is no statement. Raises NotThere."""
    found = foreign(ident)
    if found.collection in TALK:
        raise NotThere("exchange.record.not-there", ident=ident[:30])
    return found


def feed_numbered(number: int) -> Feed:
    """A feed by its number here. Raises NotThere."""
    found = Feed.objects.select_related("partner").filter(pk=number).first()
    if found is None:
        raise NotThere("exchange.feed.not-there", number=number)
    return found


def text(code: str, version: int) -> AgreementText:
    """A version of an agreement, whoever signed it. Raises NotThere."""
    found = AgreementText.objects.filter(agreement=code, version=version).first()
    if found is None:
        raise NotThere("exchange.agreement.not-there", agreement=code[:64])
    return found
