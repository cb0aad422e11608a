"""Known faults of the libraries we build on: pip-audit over the lock files, as OSV (https://osv.dev) knows them.

    python tools/audit.py --reachable
    python tools/audit.py REQUIREMENTS ...

Exit code 1 where one is known. ``--reachable`` asks only whether OSV answers, before anything is installed: where it does not
nothing can be known, which is said, and the exit code is 1.

Rejected: a list of known vulnerabilities to ignore. A finding is fixed by a newer version.
"""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys

_HOST, _PORT, _WAIT = "api.osv.dev", 443, 5.0  # seconds


def reachable() -> str:
    """Empty if OSV answers, else why it does not."""
    try:
        socket.create_connection((_HOST, _PORT), timeout=_WAIT).close()
    except OSError as error:
        return error.strerror or str(error)
    return ""


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("requirements", nargs="*", help="lock files with hashes")
    parser.add_argument("--reachable", action="store_true", help="only say whether OSV answers")
    chosen = parser.parse_args()
    if chosen.reachable:
        reason = reachable()
        if reason:
            print(
                f"NOT AUDITED: {_HOST} cannot be reached from here ({reason}). Run `make audit` where it can.",
                file=sys.stderr,
            )
        return 1 if reason else 0
    files = [part for name in chosen.requirements for part in ("--requirement", name)]
    options = ("--require-hashes", "--disable-pip", "--vulnerability-service", "osv", "--progress-spinner", "off")
    return subprocess.run((sys.executable, "-m", "pip_audit", *options, *files), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
