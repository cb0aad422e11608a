"""The entry point of ``python -m digest`` and of the installed script ``digest``."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from contextlib import suppress


def main() -> None:
    """Runs the command line. While it is being imported, and after it is done, Ctrl-C ends the process silently."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    _restart_in_utf8_mode()
    from digest.cli import main as run

    try:
        run(prog_name="digest")
    except SystemExit as end:
        if isinstance(end.code, int):
            _exit_at_once(end.code)
        raise


def _exit_at_once(code: int) -> None:
    """Ends the process without freeing its memory piece by piece, which takes a twentieth of the time of an edit among 10,000
    articles. Returns where the output cannot be written; Python then ends the process as usual.
    """
    atexit._run_exitfuncs()
    with suppress(OSError, AttributeError):  # AttributeError: there is no such stream
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _restart_in_utf8_mode() -> None:
    """Restarts the process in Python's UTF-8 mode if the locale has another encoding.

    Else file names, and with them the addresses of pages, would differ from those on other machines.
    """
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - no shell is needed


if __name__ == "__main__":  # worker processes import this file, too
    main()
