"""What the last build of a site left, and what of it still holds.

In ``.digest-cache/NAME/`` stand three files::

    seen       signatures of everything that the build was made from and of what it published, and what it told
    state      of each article what lists show of it and what it was read from; of each page its key and its file's hash
    texts.db   the articles whole, and what was found out about them (``cache/store.py``)

``seen`` alone decides whether anything has changed at all, so it is read without loading what builds. Every value is known by
what it was made from; what does not match is made anew, and what is damaged is as if it were not there. A build that ends
writes ``state`` and then ``seen``; one that is stopped leaves a pair that does not match, and nothing is lost but time.

    records.py    what the files hold
    last.py       whether anything has changed: the only part that every build loads
    articles.py   articles as they are read and kept
    texts.py      the articles whole, for whoever makes pages
    site.py       the memory of one build: what it takes over, and what it leaves

Rejected: knowing an article again when its file is renamed. A file of another name is another article.
"""
