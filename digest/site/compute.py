"""How what is found by comparing articles is computed: at once, or taken over from an earlier build."""

from __future__ import annotations

from collections.abc import Callable
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
