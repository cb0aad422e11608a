"""From a site to the specification of every page: pure functions.

Each kind of page is one module, with the inputs of its pages, the function that plans them and the view function that is handed
those inputs (``spec.py``). What a page shows is complete in its view (``views.py``), so rendering needs nothing else.

Rejected: URLs that are found while pages are rendered. All are known before the first byte is written, so two claims on one
are found in time.
"""

from __future__ import annotations

from digest.pages.context import SiteContext
from digest.pages.plan import (
    Derived,
    plan_changed,
    plan_derived,
    plan_derived_pages,
    plan_pages,
    refuse_clashes,
)
from digest.pages.planner import Planner
from digest.pages.spec import Blobs, BlobStore, DerivedSpec, PageSpec, first_difference
from digest.pages.views import Page

__all__ = [
    "BlobStore",
    "Blobs",
    "Derived",
    "DerivedSpec",
    "Page",
    "PageSpec",
    "Planner",
    "SiteContext",
    "first_difference",
    "plan_changed",
    "plan_derived",
    "plan_derived_pages",
    "plan_pages",
    "refuse_clashes",
]
