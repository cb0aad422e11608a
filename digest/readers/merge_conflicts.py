"""Marks of a merge conflict, as Git, Mercurial, Subversion and Breezy leave them in a text that nobody has resolved yet.

Seven ``<`` begin one side, seven ``=`` part the two, seven ``>`` end the other; each stands at the beginning of a line, alone or
before a space. Seven ``=`` alone underline a heading in Markdown, and seven ``>`` alone quote a letter that was answered seven
times, so those two count together only.

Rejected: marks of another length (Git's ``conflict-marker-size``). Seven is what everybody has.
"""

from __future__ import annotations

import re

_MARK = re.compile(r"^(?:(?P<fence>```|~~~)|(?P<mark>[<=>])(?P=mark){6}(?=[ \r]|$))", re.MULTILINE)


def conflict_line(text: str, *, in_manifest: bool = False) -> int | None:
    """The line of ``text`` (from 1) at which a merge conflict begins, or what is left of one; None where there is none.

    What stands in a fenced code block is an example. In a manifest nobody quotes letters, so there a last mark alone counts.
    """
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return None
    fenced, parted = False, False
    for found in _MARK.finditer(text):
        mark = found["mark"]
        if mark is None:
            fenced = not fenced
        elif fenced:
            continue
        elif mark == "<" or (mark == ">" and (parted or in_manifest)):
            return text.count("\n", 0, found.start()) + 1
        elif mark == "=":
            parted = True
    return None
