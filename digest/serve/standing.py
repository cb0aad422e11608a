"""What the preview shows now: handed from the one who builds to those who serve.

Rejected: a history. A page that missed ten builds needs the last one only.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from threading import Condition

from msgspec import Struct
from msgspec.structs import replace

from digest.errors import Problem


class Shown(Struct, frozen=True, kw_only=True):
    """A state of the preview. ``version`` is another for each; ``problems`` are its fatal ones if the last build failed, else
    its errors: what they concern is left out, or lacks something.

    ``base_url`` is the site's, by which the links of its 404.html are known.
    """

    version: str
    problems: tuple[Problem, ...] = ()
    base_url: str | None = None


@dataclass(slots=True)
class Standing:
    """The state of the preview; one thread changes it, any may ask and wait."""

    # versions differ from those of an earlier run too, so that its pages reload once this one answers
    _run: str = field(default_factory=lambda: secrets.token_hex(4))
    _count: int = 0
    _closed: bool = False
    _changed: Condition = field(default_factory=Condition)
    _shown: Shown = field(init=False)

    def __post_init__(self) -> None:
        self._shown = Shown(version=f"{self._run}-0")

    @property
    def shown(self) -> Shown:
        """The state now. To be asked before the files are read: who reads newer files than it says reloads once more."""
        return self._shown

    def change(self, problems: tuple[Problem, ...], base_url: str | None) -> None:
        """A new state, told to all who wait."""
        with self._changed:
            self._count += 1
            self._shown = replace(
                self._shown, version=f"{self._run}-{self._count}", problems=problems, base_url=base_url
            )
            self._changed.notify_all()

    def wait(self, version: str, seconds: float) -> Shown | None:
        """The state, as soon as it is another than ``version`` or ``seconds`` are over; None once all is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._shown.version != version, seconds)
            return None if self._closed else self._shown

    def close(self) -> None:
        """Sends everybody home who waits."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
