"""Questions about tables of people: whom they count, what they would say, what they give away, what was released."""
