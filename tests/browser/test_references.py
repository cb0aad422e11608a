"""The references of an article in a browser: how they are copied, and that they are those of an export."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, expect

from digest import dates
from digest.site.citations import Reference, bibtex_entry, csl_item
from tests.browser.conftest import Sites


def test_a_reference_is_copied(browser: Browser, sites: Sites) -> None:
    sites.folder("seeds")  # built
    address = f"{sites.address}seeds/articles/samples-003-dc9c39c2ddf3dec4.html"
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    try:
        page = context.new_page()
        page.goto(f"{address}?m=otan")
        assert not page.locator(".citing button").count(), "what makes references is loaded once they are opened"
        page.locator(".citing summary").click()
        page.get_by_role("button", name="Copier", exact=True).click()
        expect(page.locator(".citing [role=status]").first).to_have_text("Copié")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.endswith(f", {address}")
        assert "«\u00a0" in copied
    finally:
        context.close()


@pytest.mark.parametrize("site", ["seeds", "arabic"])
def test_references_are_those_of_an_export(browser: Browser, sites: Sites, site: str) -> None:
    """``cite.js`` repeats rules of ``digest/site/citations.py``: of every article it writes the same."""
    root = f"{sites.address}{site}/"
    folder = sites.folder(site)
    page = browser.new_page()
    try:
        for path in sorted((folder / "articles").glob("*.html")):
            if "citing" not in path.read_text("utf-8"):
                continue  # an old address
            page.goto(f"{root}articles/{path.name}")
            data = json.loads(page.locator('script[type="application/ld+json"]').text_content() or "")
            article = data.get("isBasedOn") or data["mainEntity"]
            canonical = page.locator("link[rel=canonical]")
            address = canonical.get_attribute("href") if canonical.count() else ""
            reference = Reference(
                key=path.stem,
                title=data["name"],
                source=article.get("publisher", {}).get("name", ""),
                author=article.get("author", {}).get("name", ""),
                date=dates.parse(article["datePublished"]) if "datePublished" in article else None,
                url=article.get("url") or address or "",
                language="" if article["inLanguage"] == "und" else article["inLanguage"],
                section=article.get("articleSection", ""),
                page=article.get("pagination", ""),
            )
            page.locator(".citing summary").click()
            expect(page.locator(".citing pre")).to_have_count(2)
            bibtex, csl = page.locator(".citing pre").all_text_contents()
            assert bibtex == bibtex_entry(reference)
            assert json.loads(csl) == [csl_item(reference)]
    finally:
        page.close()
