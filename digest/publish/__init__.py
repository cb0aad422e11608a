"""Publish a site: its files become the output, all of them or none, and only where that costs nobody a file.

staging.py      the stage beside the output, and the commit that makes it the output
exchange.py     two folders exchanged in one step, in two renames, or file by file
listing.py      .digest-files.json: the files of a site with their hashes; which files of an output are ours
refusals.py     outputs that must not be changed
maintenance.py  verify a published site, remove it
destinations.py which place ``digest publish`` means
upload.py       a site sent there file by file
hosts.py        folders, and hosts that rsync or sftp reach
branch.py       a site as a branch of a git repository
lock.py         one build of an output at a time

A new kind of destination is a class with the four methods of ``hosts.Store`` (list, read, put, remove), which ``upload`` calls in
the right order, and a line in ``destinations.open_target``.
"""
