"""The HTML of a mail in a browser: it fits a phone and a window, in light and in dark, and loads nothing."""

from __future__ import annotations

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Literal

import pytest
from playwright.sync_api import Browser

from digest.export.mail import mail
from digest.export.select import Export, Exported, Part
from tests.made import SITE, made

HOSTILE = "<img src=//e.example/x> https://quay.example/" + "very-long" * 30


def _html() -> str:
    article = made(
        "a.txt", "2025-02-13", title=HOSTILE, summary=HOSTILE, source=HOSTILE, note=f"{HOSTILE}\n\nTwo.", highlights=(HOSTILE,)
    )  # fmt: skip
    one = Exported(article=article, slug="a", page="https://example.org/a.html", topics=(), places=())
    export = Export(settings=SITE, articles=(one,), parts=(Part("", (one,)), Part(HOSTILE, (one,))), opening=(HOSTILE,))
    message = BytesParser(policy=policy.default).parsebytes(mail(export, HOSTILE))
    assert isinstance(message, EmailMessage)
    part = message.get_body(("html",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 600])
def test_a_mail_fits_and_is_legible(browser: Browser, width: int, scheme: Literal["light", "dark"]) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    asked: list[str] = []
    try:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.set_content(_html())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        colors = page.evaluate(
            """() => ["body", "h1", "h3 a", ".f"].map((one) => {
                const style = getComputedStyle(document.querySelector(one));
                return one === "body" ? style.backgroundColor : style.color;
            })"""
        )
        paper, *inks = (sum(map(int, re.findall(r"\d+", color)[:3])) / 765 for color in colors)
        assert (paper > 0.9) == (scheme == "light")
        assert all(abs(paper - ink) > 0.5 for ink in inks), colors
    finally:
        context.close()
    assert not asked
