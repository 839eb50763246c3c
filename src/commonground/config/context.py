"""What every page's frame shows."""


def frame(request):
    """The programme, the two times and who is asking."""
    return {"viewer": getattr(request, "viewer", None), "times": getattr(request, "times", None)}
