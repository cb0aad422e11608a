"""Files that stand beside articles and are none, by their names alone.

What comes with a collection of files by convention (README, LICENSE) is no article unless a manifest lists it. What systems and
programs leave behind (Thumbs.db, ~$letter.docx, a download that was broken off) is not worth a word.

Rejected: to look into files. A licence is known by its name, and an article may quote one.
"""

from __future__ import annotations

import re

# In capitals as custom has it; of these the ones that hardly name an article are known in any case.
_BY_CONVENTION = re.compile(
    r"(?i:readme|license|licence|unlicense|copying|changelog|contributing|code_of_conduct)"
    r"|(?:README|LICENSE|LICENCE|COPYING|CHANGELOG)[-_][\w-]+"
    r"|NOTICE|COPYRIGHT|AUTHORS|CONTRIBUTORS|MAINTAINERS|CODEOWNERS|SECURITY|INSTALL|CHANGES|TODO|THANKS|CITATION"
    r"|Makefile|Dockerfile|Gemfile|Rakefile|Procfile|CNAME"
)
_LEFT_BEHIND = re.compile(
    r"~\$.*|\.~.*|#.*#|.*~|(?:eh)?thumbs\.db|desktop\.ini|\.ds_store|icon\r|folder\.htt"
    r"|.*\.(?:tmp|temp|part|partial|crdownload|download|bak|orig|rej|swp|swo|lock|lnk|url|webloc)",
    re.IGNORECASE | re.DOTALL,
)


def by_convention(name: str) -> bool:
    """Whether a file called ``name`` tells of the files around it, as README does, and so is no article."""
    return _BY_CONVENTION.fullmatch(name.partition(".")[0]) is not None


def left_behind(name: str) -> bool:
    """Whether a file called ``name`` was left by a system or a program, so that nobody misses it."""
    return _LEFT_BEHIND.fullmatch(name) is not None
