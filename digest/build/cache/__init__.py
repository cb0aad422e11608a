"""What a build keeps for the next one, in ``.digest-cache/`` beside digest.yml. Deleting it costs time and nothing else.

    packing.py      records as bytes that are believed only if nothing has changed them
    program.py      which program this is: its own files, Python, and what is installed
    store.py        values by the hash of what they were made from
    keys.py         hashes of what a value is made from

Nothing here knows what is kept; ``digest/memory/`` does.

Rejected: one way to know a file again for one machine and for several. What the system says of a file costs nothing and holds on
this machine only; what several share goes by the files' contents (``contents``, ``identity``), which have to be read for it.
"""

from __future__ import annotations

from digest.build.cache.keys import key_of
from digest.build.cache.packing import Damaged, pack, save, saved, unpack
from digest.build.cache.program import identity, program_key
from digest.build.cache.store import Database, Store
from digest.sources.signatures import TICK, Signatures, contents, is_odd, signature, survey

__all__ = [
    "TICK", "Damaged", "Database", "Signatures", "Store", "contents", "identity", "is_odd", "key_of", "pack", "program_key",
    "save", "saved", "signature", "survey", "unpack",
]  # fmt: skip
