"""How what is found by comparing articles is computed: at once, or taken over from an earlier build."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Protocol, TypeVar

Inputs = TypeVar("Inputs")
Result = TypeVar("Result")


class Compute(Protocol):
    """Calls a function, or takes over its result for the same inputs."""

    def __call__(
        self, function: Callable[[Inputs], Result], inputs: Inputs, kind: type[Result], short: object = None
    ) -> Result:
        """The result of ``function``, of type ``kind``, for ``inputs``; ``short`` is a short value that differs where these do
        (default: themselves).
        """

    def again(self, function: Callable[[Inputs, Result], Result], inputs: Inputs, before: Result) -> Result:
        """The result of ``function`` for ``inputs`` and its result of the last build; for ``before`` where there is none."""


def taken_over(after: Sequence[Hashable], before: Sequence[Hashable]) -> list[int | None]:
    """For each of ``after`` its place in ``before``, None where it is not there. All are None where those in both are in another
    order.
    """
    known = {one: number for number, one in enumerate(before)}
    places = [known.get(one) for one in after]
    kept = [place for place in places if place is not None]
    return places if kept == sorted(kept) else [None] * len(places)
