"""The entry point of ``python -m digest`` and of the installed script ``digest``."""

from __future__ import annotations

import os
import signal
import sys


def main() -> None:
    """Runs the command line. While it is being imported, and after it is done, Ctrl-C ends the process silently."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    _restart_in_utf8_mode()
    from digest.cli import main as run

    run(prog_name="digest")


def _restart_in_utf8_mode() -> None:
    """Restarts the process in Python's UTF-8 mode if the locale has another encoding.

    Else file names, and with them the addresses of pages, would differ from those on other machines.
    """
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - no shell is needed


if __name__ == "__main__":  # worker processes import this file, too
    main()
