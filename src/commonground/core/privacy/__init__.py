"""Privacy: the class of every stored field, and the one door through which figures about people leave."""

from commonground.core.privacy.classes import Privacy

__all__ = ["Privacy"]
