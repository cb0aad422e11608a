"""An attribute that is computed when it is first asked for, and kept.

As ``functools.cached_property``, which takes a lock each time in Python 3.11: for the fifty of an article, a fiftieth of the
time of reading it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar, overload

Value = TypeVar("Value")


class lazy_property(Generic[Value]):  # noqa: N801 - is used as a decorator
    """Makes a method without arguments an attribute whose value is computed once for each object."""

    def __init__(self, method: Callable[..., Value]) -> None:
        self._method = method
        self._name = method.__name__
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> lazy_property[Value]: ...

    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...

    def __get__(self, instance: object | None, owner: type) -> lazy_property[Value] | Value:
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._method(instance)  # found there before this is asked again
        return value
