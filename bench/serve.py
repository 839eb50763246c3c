"""Serves a bench's programme by waitress, one process, in desktop settings: `serve.py database port cold|warm`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import programme


def main() -> None:
    database, port, mode = sys.argv[1:4]
    programme.start(database)
    import waitress
    from django.core.wsgi import get_wsgi_application

    from commonground.geodata.views import tiles
    from commonground.store.second import second

    if mode == "cold":
        tiles.CACHE.limit = 0
    second.allow()
    waitress.serve(get_wsgi_application(), host="127.0.0.1", port=int(port), threads=4, _quiet=True)


if __name__ == "__main__":
    main()
