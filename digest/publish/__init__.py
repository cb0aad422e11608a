"""Publish a site: its files become the output, all of them or none, and only where that costs nobody a file.

    staging.py      the stage beside the output, and the commit that makes it the output
    exchange.py     two folders exchanged in one step, in two renames, or file by file
    listing.py      .digest-files.json: the files of a site with their hashes; which files of an output are ours
    refusals.py     outputs that must not be changed
    maintenance.py  verify a published site, remove it
    upload.py       a site sent to an object store
    lock.py         one build of an output at a time

Rejected: hosts that are neither a folder nor an object store. Copy output/ to them after the build (docs/publishing.md).
"""
