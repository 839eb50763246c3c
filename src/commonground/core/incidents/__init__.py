"""Accidents and the people they hurt, as far as no computer is needed to say what is true of them."""
