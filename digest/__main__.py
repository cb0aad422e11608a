"""``python -m digest`` is ``digest``, and so is the script that is installed."""

from __future__ import annotations

import os
import signal
import sys


def main() -> None:
    """The command line. Till it is loaded, and after it is done, Ctrl-C ends the process without a word."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    _begin_in_utf8()
    from digest.cli import main as run

    run(prog_name="digest")


def _begin_in_utf8() -> None:
    """Starts this process again in Python's UTF-8 mode where the locale's encoding is another one.

    Names of files would be other letters then, and so other addresses than everywhere else.
    """
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - no shell is meant


if __name__ == "__main__":  # worker processes import this file anew
    main()
