"""Tests of the promises in SECURITY.md: hostile texts, names, paths and requests, by the hundred; ``tests/stress`` has kills and full disks.

``make test`` tries a tenth of each, ``make test-faults`` all (``FAULTS=whole``); docs/reliability.md has the figures. Counts decide,
never a clock: a time-out only ends a test that hangs.
"""
