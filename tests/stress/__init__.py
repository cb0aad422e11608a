"""Tests that kill processes, fill disks, wait, or load large inputs, by the hundred.

``make test`` tries a tenth of each, ``make test-faults`` all (``FAULTS=whole``), as in ``tests/faults``.
"""
