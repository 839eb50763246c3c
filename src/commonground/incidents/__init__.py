"""Accidents with mines and other explosive ordnance, and the people they hurt: facts apart from identities."""
