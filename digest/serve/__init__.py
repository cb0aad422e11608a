"""The preview: the site as it would be published, drafts too, built again and shown again whenever something is saved.

``open_preview`` binds a port and serves; iterating over ``Preview.builds()`` builds once, and again after each change::

    preview.py   the round: watch, build, tell; one build at a time
    watch.py     what is saved, told by the system
    standing.py  what is shown now, between the one who builds and those who serve
    server.py    HTTP on loopback, nothing but the preview's files
    clients.py   how many may be connected, and how long each may take
    lookup.py    from the target of a request to a file, and nowhere else
    hosts.py     which names this server answers to, and a port that is free
    dressing.py  what a page gets in the response only: the reload script, and the banner while a build fails
    reload.js, preview.css   the two files that it serves besides the site's

The site is built into ``.digest-cache/preview/``; ``output/`` is never touched, and nothing of the preview is in a file
of the site.

Rejected: swapping parts of a page in place. A reload keeps the place on the page, and shows what a reader would get.
"""

from digest.serve.preview import FOLDER, Preview, Rebuilt, open_preview

__all__ = ["FOLDER", "Preview", "Rebuilt", "open_preview"]
