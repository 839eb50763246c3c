"""Commands in processes of their own that start warm: forked from one that has loaded everything and opened nothing.

Half of what the suite computes was Python loading the same modules for every command that a test runs. What a command does is done
as ever in a process of its own, with its own environment, settings, folder and streams, and it ends as processes do; only the loading
is shared. `test_commands` starts one cold, as somebody would.
"""

import atexit
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COLD = "from commonground.config.cli import main; main()"
OWN = ("COMMONGROUND_", "DJANGO_")
_running: list[subprocess.Popen] = []


def environ(**more: str) -> dict[str, str]:
    """The environment of a process that knows nothing of the programme that a test has."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(OWN)}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), **more}


def command(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess:
    """Run `commonground` with some arguments."""
    return _ended(COLD, ["commonground", *arguments], environ() if env is None else env)


def script(text: str, *arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess:
    """Run a piece of Python that may ask for anything of ours; `env` is all the environment that it has."""
    return _ended(text, ["-c", *arguments], env)


def _ended(text: str, argv: list[str], env: dict[str, str]) -> subprocess.CompletedProcess:
    if sys.platform == "win32":  # no fork there
        return subprocess.run(
            [sys.executable, "-c", text, *argv[1:]], env=env, capture_output=True, text=True, timeout=300
        )
    with tempfile.TemporaryDirectory() as folder:
        out, wrong = Path(folder, "out"), Path(folder, "err")
        asked = {
            "text": text,
            "argv": argv,
            "environ": env,
            "folder": str(Path.cwd()),
            "out": str(out),
            "err": str(wrong),
        }
        server = _server()
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        code = json.loads(server.stdout.readline())
        return subprocess.CompletedProcess(argv, code, out.read_text("utf-8"), wrong.read_text("utf-8"))


def _server() -> subprocess.Popen:
    if not _running or _running[0].poll() is not None:
        _stop()
        _running[:] = [
            subprocess.Popen(
                [sys.executable, __file__], env=environ(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        ]
        atexit.register(_stop)
    return _running[0]


def _stop() -> None:
    """It ends when nobody can ask it any more."""
    while _running:
        server = _running.pop()
        server.stdin.close()
        server.wait(10)
        server.stdout.close()


# --- in the process that is forked ---------------------------------------------------------------------------


def serve() -> None:
    """Load everything, then fork for every line that asks. Nothing is opened before: no database, no thread."""
    import importlib

    os.environ["DJANGO_SETTINGS_MODULE"] = "commonground.config.settings.desktop"
    import django

    django.setup()
    importlib.import_module("commonground.config.commands").cli.every()
    importlib.import_module("django.core.management")
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what is written by mistake is no answer
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            answers.close()
            _become(asked)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        answers.write(f"{code}\n")
        answers.flush()


def _become(asked: dict) -> None:
    """Be the process that was asked for, to its end."""
    import signal

    signal.alarm(300)  # nothing that a test runs takes so long
    for number, name in ((1, asked["out"]), (2, asked["err"])):
        target = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(target, number)
        os.close(target)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(n, how, encoding="utf-8", closefd=False) for n, how in ((0, "r"), (1, "w"), (2, "w"))
    )
    os.environ.clear()
    os.environ.update(asked["environ"])
    os.chdir(asked["folder"])
    sys.argv = asked["argv"]
    _forget_settings()
    code = 0
    try:
        exec(compile(asked["text"], "<script>", "exec"), {"__name__": "__main__"})
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        if isinstance(ended.code, str):
            sys.stderr.write(ended.code + "\n")
    except BaseException:
        import traceback

        traceback.print_exc()
        code = 1
    from django.db import connections

    with contextlib.suppress(Exception):
        connections.close_all()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _forget_settings() -> None:
    """What was read of the environment is read anew by whoever asks first."""
    from asgiref.local import Local
    from django.conf import settings
    from django.core.cache import caches
    from django.db import connections
    from django.utils.functional import empty
    from django_tasks import task_backends

    for name in [name for name in sys.modules if name.startswith("commonground.config.settings.")]:
        del sys.modules[name]
    settings.__dict__.clear()
    settings._wrapped = empty
    for handler in (connections, caches, task_backends):
        handler._settings = None
        handler.__dict__.pop("settings", None)
        handler._connections = Local(handler.thread_critical)


if __name__ == "__main__":
    serve()
