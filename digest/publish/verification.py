"""An output against its own hashes: has anything been changed, lost or added since it was built?

Rejected: telling who did it, or guarding against somebody who rewrites the listing too.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from digest.publish.listing import LISTING, print_of
from digest.publish.refusals import listing_in, refusal
from digest.publish.survey import survey


class Verification(Struct, frozen=True, kw_only=True):
    """Addresses of listed files with other bytes, of listed files that are not there, and of files that are not listed.

    ``total`` counts the listed ones.
    """

    output: Path
    total: int
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    foreign: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not (self.changed or self.missing or self.foreign)


def verify(output: Path) -> Verification:
    """Read every file of ``output`` and compare it with ``.digest-files.json``; dot-files at the root are its owner's.

    OutputError where there is no listing, or it is damaged, or a file cannot be read.
    """
    try:
        listing = listing_in(output, output)
        if listing is None:
            raise refusal(
                "no-listing", output, f"there is no {LISTING}, so digest did not make it.", "Run “digest build” first."
            )
        found = survey(output, listing.files)
        prints = {address: print_of(output / address) for address in found.ours}
    except OSError as error:
        said = error.strerror or str(error)
        raise refusal(
            "output-failed", output, f"the site cannot be read: {said}.", "Mend that and try again."
        ) from error
    return Verification(
        output=output,
        total=len(listing.files),
        changed=tuple(sorted(a for a, actual in prints.items() if actual != listing.files[a])),
        missing=tuple(sorted(set(listing.files) - set(prints))),
        foreign=tuple(sorted(found.foreign)),
    )
