"""``python -m digest`` is ``digest``, and so is the script that is installed; processes that it starts load this file first."""

from __future__ import annotations

import os
import signal
import sys

if "--multiprocessing-fork" in sys.orig_argv:  # a worker: what becomes of it is for the process that started it to tell
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process lives


def main() -> None:
    """The command line. Till it is loaded, and after it is done, Ctrl-C ends the process without a word."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from digest.cli import main as run

    run(prog_name="digest")


if __name__ == "__main__":  # worker processes import this file anew
    main()
