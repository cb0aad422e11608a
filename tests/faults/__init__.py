"""What the promises of SECURITY.md are held by: kills, full disks, hostile texts, foreign requests, by the hundred.

``make test`` tries a tenth of each, ``make test-faults`` all (``FAULTS=whole``); docs/reliability.md has the figures. What
is tried is counted, never timed; a time-out only ends what hangs.
"""
