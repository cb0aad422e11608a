"""Dates at the precision they were given, and how people write them."""

from digest.dates.date import Date, newest_first, parse, period
from digest.dates.written import (
    EAST_ASIAN_DAY,
    YEAR,
    compared,
    is_weekday,
    orders,
    parse_figures,
    parse_written,
    possible,
    read,
)

__all__ = [
    "EAST_ASIAN_DAY",
    "YEAR",
    "Date",
    "compared",
    "is_weekday",
    "newest_first",
    "orders",
    "parse",
    "parse_figures",
    "parse_written",
    "period",
    "possible",
    "read",
]
