"""``python -m digest`` is ``digest``, and so is the script that is installed."""

from __future__ import annotations

import signal


def main() -> None:
    """The command line. Till it is loaded, and after it is done, Ctrl-C ends the process without a word."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from digest.cli import main as run

    run(prog_name="digest")


if __name__ == "__main__":  # worker processes import this file anew
    main()
