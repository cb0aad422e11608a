"""Pictures of articles: where they are found, which are refused, what pages show of them, and that nothing else goes out."""

from __future__ import annotations

import json
import os
import re
import struct
import zlib
from base64 import b64decode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.folders import digest
from tests.made import png

Folder = Callable[[dict[str, str | bytes]], Path]
Files = dict[str, str | bytes]

# The smallest that an encoder makes: 3 pixels wide, 2 high.
JPEG = zlib.decompress(
    b64decode(
        "eNqljrsNgDAQQ+1cQ0GRk2ABFqFAigTTsQGrUDAEn4ZNjpCOUMburCfbttsNP4UxgAQYDbswwEoVS1hcskIrOIiwg1OK0ja06epHLsaNz1O8MHOYCdY/fKIWxhlR9JjdYscD0euXtA=="
    )
)
GIF = b64decode("R0lGODdhAwACAIEAAKMjHwAAAAAAAAAAACwAAAAAAwACAAAIBgABCBwYEAA7")
WEBP = b64decode("UklGRi4AAABXRUJQVlA4ICIAAABwAQCdASoDAAIADMDOJaACdAFAAAD+3hHWPtqzdrWZQAAA")
AVIF = b64decode(
    "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADrbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAAAAAAAOcGl0bQAAAAAAAQAAAB5p"
    "bG9jAAAAAEQAAAEAAQAAAAEAAAETAAAAIgAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAABqaXBycAAAAEtpcGNvAAAAFGlzcGUAAAAAAAAA"
    "AwAAAAIAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBAAwAAAAAE2NvbHJuY2x4AAEADQAGgAAAABdpcG1hAAAAAAAAAAEAAQQBAoMEAAAAKm1kYXQSAAoIGAQrRAQ0GhAy"
    "FB/3h4UV3///4sAAAJA1jjxQZ5eU"
)
TURNED = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"  # Exif: a camera held upright
TEXT = "The port of the town has reopened, and the ferries are back, the company said on Monday."
SVG = '<?xml version="1.0"?>\n<!-- a drawing -->\n<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>'


def article(image: str = "quay.png", **more: str) -> str:
    """A Markdown article that declares a picture, described unless ``alt`` says otherwise."""
    fields = {"title": "Port", "date": "2024-05-06", "image": image, "alt": "Ferries at the quay", **more}
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in fields.items() if value) + f"---\n\n{TEXT}\n"


def _site(folder: Folder, files: Files, settings: str = "") -> Path:
    return folder({"digest.yml": f"title: Review\nlanguage: en\n{settings}", **files})


def _built(site: Path, exit_code: int = 0) -> Result:
    done = digest(site, "build", "--jobs", "1")
    assert done.exit_code == exit_code, done.output
    return done


def _media(site: Path) -> list[str]:
    return sorted(path.name for path in (site / "output").glob("media/*"))


def _page(site: Path, name: str = "articles/port.html") -> str:
    return (site / "output" / name).read_text("utf-8")


def _image(html: str) -> dict[str, str]:
    """The attributes of the one picture of a page."""
    (tag,) = re.findall(r"<img [^>]*>", html)
    return dict(re.findall(r'(\w+)="([^"]*)"', tag))


@pytest.mark.parametrize(
    ("data", "suffix"), [(png(), "png"), (JPEG, "jpg"), (GIF, "gif"), (WEBP, "webp"), (AVIF, "avif")]
)
def test_what_kind_a_picture_is_its_content_says(folder: Folder, data: bytes, suffix: str) -> None:
    """Its address has the suffix of its format, not that of its name; the bytes are unchanged."""
    site = _site(folder, {"seeds/port.md": article("quay.tiff"), "seeds/quay.tiff": data})
    _built(site)
    name = f"quay-{sha256(data).hexdigest()[:16]}.{suffix}"
    assert _media(site) == [name]
    assert (site / "output/media" / name).read_bytes() == data
    shown = _image(_page(site))
    assert (shown["src"], shown["width"], shown["height"]) == (f"../media/{name}", "3", "2")
    assert shown["alt"] == "Ferries at the quay"


def test_a_picture_stands_with_its_size_and_credit_between_headline_and_text(folder: Folder) -> None:
    files: Files = {
        "seeds/port.md": article(credit="Anna Muster / <b>", summary="The ferries are back."),
        "seeds/quay.png": png(640, 360),
    }
    site = _site(folder, files)
    _built(site)
    html = _page(site)
    shown = _image(html)
    assert (shown["width"], shown["height"], shown["loading"]) == ("640", "360", "lazy")
    assert "Picture: Anna Muster / &lt;b&gt;</bdi></figcaption>" in html
    places = [html.index(mark) for mark in ('class="headline', 'class="dek"', "<figure", 'class="text"')]
    assert places == sorted(places)


def test_a_picture_higher_than_wide_is_set_narrower(folder: Folder) -> None:
    site = _site(folder, {"seeds/port.md": article(), "seeds/quay.png": png(2, 3)})
    _built(site)
    assert '<figure class="picture picture-tall">' in _page(site)


def test_a_photograph_that_the_camera_says_is_turned_is_measured_as_it_is_shown(folder: Folder) -> None:
    exif = b"Exif\0\0" + TURNED
    turned = JPEG[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + JPEG[2:]
    site = _site(folder, {"seeds/port.md": article(), "seeds/quay.png": turned})
    _built(site)
    shown = _image(_page(site))
    assert (shown["width"], shown["height"]) == ("2", "3")


@pytest.mark.parametrize(
    ("manifest", "text"),
    [
        ("| File | Image | Alt | Credit |\n| --- | --- | --- | --- |\n| port.md | quay.png | Ferries | AFP |\n", TEXT),
        ("| File | Image | Alt | Credit |\n| --- | --- | --- | --- |\n| port.md | ![](quay.png) | Ferries | AFP |\n", TEXT),
        ("---\narticles:\n  - {file: port.md, image: quay.png, alt: Ferries, credit: AFP}\n---\n", TEXT),
        ("- [Port](port.md)\n", article(alt="Ferries", credit="AFP")),
    ],
)  # fmt: skip
def test_a_picture_is_declared_in_the_manifest_or_in_the_article(folder: Folder, manifest: str, text: str) -> None:
    site = _site(folder, {"seeds/INDEX.md": manifest, "seeds/port.md": text, "seeds/quay.png": png()})
    done = _built(site)
    assert "0 warnings" in done.output
    html = _page(site)
    assert _image(html)["alt"] == "Ferries"
    assert "Picture: AFP" in html


@pytest.mark.parametrize(
    ("written", "picture"),
    [
        ("quay.png", "seeds/2024/quay.png"),
        ("pictures/quay.png", "seeds/2024/pictures/quay.png"),
        ("../quay.png", "seeds/quay.png"),
        ("pictures/quay.png", "seeds/pictures/quay.png"),
        ("a%20quay.png", "seeds/2024/a quay.png"),
        ("100%20.png", "seeds/2024/100%20.png"),
        ("pictures\\quay.png", "seeds/2024/pictures/quay.png"),
    ],
)
def test_a_path_counts_from_the_article_else_from_the_seeds(folder: Folder, written: str, picture: str) -> None:
    site = _site(folder, {"seeds/2024/port.md": article(written), picture: png()})
    _built(site)
    assert len(_media(site)) == 1


def test_a_path_in_a_manifest_counts_from_the_manifest_too(folder: Folder) -> None:
    table = "| File | Image | Alt |\n| --- | --- | --- |\n| texts/port.md | pictures/quay.png | Ferries |\n"
    files: Files = {
        "seeds/INDEX.md": "- [2024](2024/INDEX.md)\n",
        "seeds/2024/INDEX.md": table,
        "seeds/2024/texts/port.md": TEXT,
        "seeds/2024/pictures/quay.png": png(),
    }
    site = _site(folder, files)
    _built(site)
    assert len(_media(site)) == 1


@pytest.mark.parametrize(
    "address", ["https://example.org/quay.png", "//example.org/quay.png", "data:image/png;base64,AAAA"]
)
def test_a_picture_on_the_web_is_a_notice_and_not_shown(folder: Folder, address: str) -> None:
    site = _site(folder, {"seeds/port.md": article(address)})
    result = _built(site)
    assert "[remote-image]" in result.output
    assert not _media(site)
    assert all(address not in path.read_text("utf-8") for path in (site / "output").rglob("*.html"))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("../outside.png", "outside the seeds folder"),
        ("/etc/passwd", "outside the seeds folder"),
        ("quai.png", "the file does not exist; did you mean “quay.png”?"),
        ("nowhere/x.png", "the file does not exist"),
        ("link.png", "a link that leads out of the seeds folder"),
        ("loop.png", "the file does not exist"),
        ("pictures", "it is not a file"),
        ("pipe.png", "it is not a file"),
        ("drawing.svg", "an SVG, which can contain scripts"),
        ("drawing.png", "an SVG, which can contain scripts"),
        ("page.png", "its content is not PNG, JPEG, GIF, WebP or AVIF"),
        ("empty.png", "its content is not PNG, JPEG, GIF, WebP or AVIF"),
        ("cut.png", "width and height cannot be read"),
        ("cut.jpg", "width and height cannot be read"),
        ("nothing.png", "width and height cannot be read"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_place_and_not_shown(folder: Folder, written: str, why: str) -> None:
    files: Files = {
        "outside.png": png(),
        "seeds/port.md": article(written),
        "seeds/quay.png": png(),
        "seeds/pictures/quay.png": png(),
        "seeds/drawing.svg": SVG,
        "seeds/drawing.png": SVG,
        "seeds/page.png": "<!doctype html><script>alert(1)</script>",
        "seeds/empty.png": b"",
        "seeds/cut.png": png()[:12],
        "seeds/cut.jpg": JPEG[:20],
        "seeds/nothing.png": png(0, 0),
    }
    site = _site(folder, files)
    (site / "seeds/link.png").symlink_to(site / "outside.png")
    (site / "seeds/loop.png").symlink_to("loop.png")
    os.mkfifo(site / "seeds/pipe.png")
    done = _built(site, exit_code=1)
    (line,) = [line for line in done.output.splitlines() if "[bad-image]" in line]
    assert line.startswith("port.md:4:8: error: ")
    assert why in line
    assert "Save a PNG, JPEG, GIF, WebP or AVIF file beside the article" in line
    assert _media(site) == []
    assert "<img" not in _page(site)


def test_nothing_of_a_long_jpeg_without_a_size_holds_the_build_up(folder: Folder) -> None:
    site = _site(folder, {"seeds/port.md": article(), "seeds/quay.png": b"\xff\xd8\xff" + bytes(30_000_000)})
    assert "width and height cannot be read" in _built(site, exit_code=1).output


@pytest.mark.parametrize("rights", ["excerpt", "headline", "private"])
def test_a_picture_that_may_not_be_shown_is_in_no_file_of_the_site(folder: Folder, rights: str) -> None:
    files: Files = {
        "seeds/port.md": article(alt="SECRET words", credit="SECRET owner", rights=rights),
        "seeds/other.md": article("", alt="", title="Other"),
        "seeds/quay.png": png(),
    }
    site = _site(folder, files, "base_url: https://example.org/\n")
    _built(site)
    _assert_nothing_of_it(site)


def test_a_draft_s_picture_is_in_no_file_of_the_site(folder: Folder) -> None:
    files: Files = {
        "seeds/port.md": article(alt="SECRET words", draft="yes"),
        "seeds/other.md": article("", alt="", title="Other"),
        "seeds/quay.png": png(),
    }
    site = _site(folder, files)
    _built(site)
    _assert_nothing_of_it(site)


def test_rights_of_a_source_hold_for_its_pictures(folder: Folder) -> None:
    files: Files = {"seeds/port.md": article(source="The Quay", alt="SECRET"), "seeds/quay.png": png()}
    site = _site(folder, files, "rights:\n  sources:\n    The Quay: headline\n")
    _built(site)
    _assert_nothing_of_it(site)


def _assert_nothing_of_it(site: Path) -> None:
    for path in (site / "output").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"SECRET" not in data, path
            assert b"quay-" not in data, path
            assert not data.startswith(b"\x89PNG"), path


def test_a_changed_picture_has_another_address_and_the_old_one_goes(folder: Folder) -> None:
    files: Files = {"seeds/port.md": article(), "seeds/quay.png": png(3, 2)}
    site = _site(folder, files)
    _built(site)
    before = _media(site)
    (site / "seeds/quay.png").write_bytes(png(5, 4))
    _built(site)
    assert len(_media(site)) == 1
    assert _media(site) != before
    assert _image(_page(site))["width"] == "5"
    assert "(0 new or changed)" in _built(site).output


def test_a_shared_picture_is_copied_once_and_two_of_one_name_have_two_addresses(folder: Folder) -> None:
    files: Files = {
        "seeds/a.md": article("quay.png", title="A"),
        "seeds/b.md": article("quay.png", title="B"),
        "seeds/2024/c.md": article("quay.png", title="C"),
        "seeds/quay.png": png(),
        "seeds/2024/quay.png": png(shade=9),
    }
    site = _site(folder, files)
    _built(site)
    assert len(_media(site)) == 2
    sources = [_image(_page(site, f"articles/{name}.html"))["src"] for name in ("a", "b", "2024-c")]
    assert sources[0] == sources[1] != sources[2]


def test_the_lead_has_its_picture_at_once_and_no_other_story_on_the_front_page(folder: Folder) -> None:
    files: Files = {
        "seeds/a.md": article("a.png", title="A", lead="yes", date="2024-01-01", credit="AFP"),
        "seeds/b.md": article("b.png", title="B"),
        "seeds/a.png": png(40, 30),
        "seeds/b.png": png(50, 30),
    }
    site = _site(folder, files)
    _built(site)
    home = _page(site, "index.html")
    shown = _image(home)
    assert shown["src"].startswith("media/a-")
    assert (shown["width"], shown["height"]) == ("40", "30")
    assert "loading" not in shown
    assert "Picture: AFP" in home


def _data(html: str) -> dict[str, Any]:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    found: dict[str, Any] = json.loads(text)
    return found


def test_metadata_has_the_absolute_address_of_the_picture(folder: Folder) -> None:
    files: Files = {"seeds/port.md": article(credit="AFP"), "seeds/quay.png": png(640, 360)}
    site = _site(folder, files, "base_url: https://example.org/r/\n")
    _built(site)
    html = _page(site)
    absolute = f"https://example.org/r/media/{_media(site)[0]}"
    assert f'<meta property="og:image" content="{absolute}">' in html
    assert '<meta property="og:image:alt" content="Ferries at the quay">' in html
    assert _data(html)["image"] == {
        "@type": "ImageObject", "url": absolute, "width": 640, "height": 360, "creditText": "AFP",
    }  # fmt: skip


def test_without_the_site_s_address_open_graph_has_no_picture(folder: Folder) -> None:
    site = _site(folder, {"seeds/port.md": article(), "seeds/quay.png": png()})
    _built(site)
    html = _page(site)
    assert "og:image" not in html
    assert _data(html)["image"]["url"] == f"../media/{_media(site)[0]}"


def test_a_picture_without_words_is_an_ornament_and_a_warning(folder: Folder) -> None:
    site = _site(folder, {"seeds/port.md": article(alt=""), "seeds/quay.png": png()})
    for command in ("build", "check"):
        (line,) = [line for line in digest(site, command).output.splitlines() if "[no-alt]" in line]
        assert line.startswith("port.md:4:8: warning: The picture “quay.png” has no description")
    assert _image(_page(site))["alt"] == ""


def test_no_one_is_warned_of_a_picture_that_is_not_shown(folder: Folder) -> None:
    site = _site(folder, {"seeds/port.md": article(alt="", rights="excerpt"), "seeds/quay.png": png()})
    assert "0 warnings" in _built(site).output


def test_a_heavy_picture_is_copied_with_one_warning(folder: Folder) -> None:
    heavy = png() + bytes(2_500_000)
    files: Files = {"seeds/a.md": article(title="A"), "seeds/b.md": article(title="B"), "seeds/quay.png": heavy}
    site = _site(folder, files)
    (line,) = [line for line in _built(site).output.splitlines() if "[heavy-picture]" in line]
    assert line.startswith("a.md:4:8: warning: The picture “quay.png” has 2.5 MB")
    assert len(_media(site)) == 1


def test_check_finds_every_link_of_a_page_with_a_picture(folder: Folder) -> None:
    site = _site(folder, {"seeds/port.md": article(), "seeds/quay.png": png()})
    done = digest(site, "check")
    assert (done.exit_code, "dead-link" in done.output) == (0, False)


def test_records_and_explain_know_pictures(folder: Folder) -> None:
    site = _site(folder, {"seeds/port.md": article(credit="AFP"), "seeds/quay.png": png()})
    _built(site)
    address = f"media/{_media(site)[0]}"
    records = [json.loads(digest(site, "records").stdout), json.loads(_page(site, "records.jsonl"))]
    for record in records:
        assert (record["image"], record["alt"], record["credit"]) == (address, "Ferries at the quay", "AFP")
        assert record["provenance"]["image"]["evidence"] == "port.md:4:8"
    fields = json.loads(digest(site, "explain", "--json", "port.md").stdout)["fields"]
    assert fields["image"]["value"] == ["quay.png (3 × 2)"]
    assert fields["credit"]["value"] == ["AFP"]


def test_index_leaves_a_declared_picture_as_it_is(folder: Folder) -> None:
    table = "| File | Headline | Image | Alt |\n| --- | --- | --- | --- |\n| port.md | | quay.png | Ferries |\n"
    site = _site(folder, {"seeds/INDEX.md": table, "seeds/port.md": TEXT, "seeds/quay.png": png()})
    assert digest(site, "index", "--write", "headline").exit_code == 0
    assert "| quay.png | Ferries |" in (site / "seeds/INDEX.md").read_text("utf-8")


def test_a_picture_in_a_foreign_article_has_labels_in_the_site_s_language(folder: Folder) -> None:
    files: Files = {"seeds/port.md": article(language="ar", credit="AFP"), "seeds/quay.png": png()}
    site = _site(folder, files)
    _built(site)
    assert '<figure class="picture" lang="en">' in _page(site)


def test_one_process_and_two_make_the_same_site(folder: Folder) -> None:
    files: Files = {f"seeds/{n}.md": article(f"{n % 7}.png", title=f"Port {n}") for n in range(12)}
    files |= {f"seeds/{n}.png": png(shade=n) for n in range(7)}
    site = _site(folder, files)
    trees = []
    for jobs in ("1", "2"):
        assert digest(site, "build", "--jobs", jobs).exit_code == 0
        trees.append((site / "output/.digest-files.json").read_bytes())
    assert trees[0] == trees[1]
