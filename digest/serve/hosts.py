"""Which names the preview answers to, and a port that is free.

A page of some other site can make a browser ask this server under a name of that site's (DNS rebinding), and would read
drafts then. So a request counts only if its ``Host`` is a name of ours: loopback, the host that was asked for, or the very
address that the connection came to, each with the port. An address in figures cannot be rebound.

Rejected: names that a proxy in front may use. Whoever puts one there lets it send one of ours.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable
from typing import TypeVar

from digest.errors import Fatal, Problem, Severity

S = TypeVar("S")

FURTHER = 20  # ports that are tried after the one that was asked for
_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - only ever compared with


def bracketed(host: str) -> str:
    """``host`` as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def url(host: str, port: int) -> str:
    """Where to look at the preview from this machine."""
    return f"http://{bracketed(_ANY.get(host, host))}:{port}/"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def names(host: str, reached: str, port: int) -> frozenset[str]:
    """What ``Host`` may say on a connection that came to the address ``reached``, in lower case."""
    mapped = reached.removeprefix("::ffff:").partition("%")[0]
    hosts = {"127.0.0.1", "localhost", "[::1]", bracketed(host).lower(), bracketed(mapped).lower()} - {"", "[]"}
    return frozenset({f"{name}:{port}" for name in hosts} | (hosts if port == 80 else set()))


def bind(host: str, port: int, listen: Callable[[socket.AddressFamily, str, int], S]) -> S:
    """What ``listen(family, address, port)`` makes, at ``port`` or the next one that is free; 0 is any.

    Fatal where ``host`` is no address of this machine, or no port is free.
    """
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no name of a machine"
        raise _bad_host(host, why or str(error)) from error
    family, address = found[0][0], str(found[0][4][0])
    last = min(port + FURTHER, 65535) if port else 0
    for number in range(port, last + 1):
        try:
            return listen(family, address, number)
        except PermissionError as error:
            refused = f"This system does not let you listen on port {number} ({error.strerror})."
            raise _no_port(refused, "Name one above 1023 with --port.") from error
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise _bad_host(host, error.strerror or str(error)) from error
    raise _no_port(f"The ports {port} to {last} of {host} are all taken.", "Name another with --port.")


def _no_port(message: str, hint: str) -> Fatal:
    return Fatal(Problem(code="no-port", severity=Severity.FATAL, message=message, hint=hint))


def _bad_host(host: str, reason: str) -> Fatal:
    message = f"There is no listening on “{host}”: {reason}."
    hint = "Leave --host away for this machine alone, or name an address that this machine has."
    return Fatal(Problem(code="bad-host", severity=Severity.FATAL, message=message, hint=hint))
