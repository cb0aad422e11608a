"""The publishing room: the files of a site become what stands in ``output/``, all of them or none.

``staging`` prepares a folder beside the output and refuses outputs that hold what is not ours, ``write`` puts a file
into it from any process, ``Stage.commit`` exchanges it with the output, ``verify`` compares an output with its own
hashes, ``remove`` takes it away again::

    listing.py       .digest-files.json: which files are ours, with their hashes; what an address may be
    survey.py        what stands in an output: ours, its owner's dot-files, foreign
    refusals.py      outputs that are not touched, and how each is told
    generations.py   the site that is published and the one that waits, file by file the same
    exchange.py      two folders change places, in one step where the system can
    one_by_one.py    the way where a folder cannot be moved
    object_store.py  the way where there are no folders
    directory.py     staging and commit
    verification.py  an output against its own hashes
    removal.py       an output taken away again

Rejected: hosts that are neither a folder nor an object store. Whoever copies output/ to one does that after the build.
"""

from digest.publish.directory import Stage, staging, write
from digest.publish.listing import LISTING, Listing
from digest.publish.object_store import Sending, sending
from digest.publish.refusals import published, published_text
from digest.publish.removal import Leavings, leavings, remove
from digest.publish.survey import JUNK
from digest.publish.verification import Verification, verify

__all__ = [
    "JUNK", "LISTING", "Leavings", "Listing", "Sending", "Stage", "Verification", "leavings", "published", "published_text",
    "remove", "sending", "staging", "verify", "write",
]  # fmt: skip
