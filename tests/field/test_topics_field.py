"""Topics of texts whose words have several meanings, and tags that are no topics."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.infer.text import Text
from digest.infer.topics import infer_iptc_topics
from digest.model import Block, BlockKind
from tests.field.review import build, front_matter

ECONOMY, LIFESTYLE = "04000000", "10000000"
TUTORIAL = (
    " date 2024-05 The ferries between the two banks run again since Monday morning, every twenty minutes, after a winter without "
    "them.\n\nPassengers had to go round by the bridge, which takes an hour when the traffic is heavy. The company says that it has "
    "found the captains that it lacked.\n"
)
UNDERGROUND = (
    "München: U-Bahn fährt wieder bis zum Flughafen\n\nNach acht Monaten fährt die U-Bahn seit Montag wieder bis zum Flughafen. Die "
    "Sanierung hat 90 Millionen Euro gekostet.\n\nDer Verkehrsausschuss will im Mai wissen, warum.\n"
)


def tops(language: str, *texts: str) -> tuple[str, ...]:
    found = infer_iptc_topics(Text([Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts], language), texts[0])
    return found.value if found else ()


@pytest.mark.parametrize(
    ("text", "not_first"),
    [pytest.param(TUTORIAL, ECONOMY, id="k31-banks"), pytest.param(UNDERGROUND, LIFESTYLE, id="k31-wissen")],
)
def test_one_ambiguous_word_is_not_enough_for_a_topic(tmp_path: Path, text: str, not_first: str) -> None:
    record = build(tmp_path, {"a.txt": text}).record
    assert not_first not in (record["topics"] or [])


@pytest.mark.parametrize(
    ("language", "text", "top"),
    [
        ("en", "The old man sat by the river bank and fed the ducks until the sun went down.", ECONOMY),
        ("en", "The court of the castle is open from Monday, with a new path along the wall.", "02000000"),
        ("en", "A summit in the fog: the climbers turned back below the rocks on Monday.", "11000000"),
        ("en", "The boat sails on Monday, and the boat is full.", LIFESTYLE),
        ("en", "The windows of the old house were washed on Monday.", "13000000"),
        ("en", "She was patient, and the other drivers were patient too.", "07000000"),
        ("fr", "La grève de sable, où les enfants ramassent des coquillages quand la mer descend.", "09000000"),
        ("fr", "La carrière au-dessus du village a fourni la pierre du pont et de la tour.", "09000000"),
        ("fr", "La bourse aux jouets se tient samedi à la salle, avec des peluches et des poupées.", ECONOMY),
        ("fr", "Il y a moins de monde cette fois, dit la gardienne du phare.", "12000000"),
        ("de", "Die Bank am See wurde gestrichen, und im Sommer sitzen dort alte Leute.", ECONOMY),
        ("de", "Das Schloss an der alten Tür war verrostet, und der Schlüssel passte nicht mehr.", LIFESTYLE),
        ("de", "Sie wollen wissen, warum die Tür offen stand.", "13000000"),
        ("it", "Il campo dietro la casa era giallo, e il contadino guardava il cielo.", "05000000"),
        ("es", "El banco de la plaza tiene una tabla rota y los vecinos piden que la cambien.", ECONOMY),
    ],
)
def test_a_homonym_alone_is_not_enough_for_a_topic(language: str, text: str, top: str) -> None:
    assert top not in tops(language, text)


@pytest.mark.parametrize(
    ("language", "text", "top"),
    [
        ("en", "The bank raised its interest rates on Monday, and inflation fell below two per cent.", ECONOMY),
        ("en", "The team won the match and the cup, its coach said after the final.", "15000000"),
        ("en", "The court found the man guilty of murder; the judge sentenced him to prison.", "02000000"),
        (
            "fr",
            "La grève des employés de l’usine dure, disent les syndicats, et les salaires sont bloqués.",
            "09000000",
        ),
        ("fr", "La Bourse de Paris a fini en baisse, avec les actions des banques et l’inflation.", ECONOMY),
        ("fr", "Les cours de danse reprennent lundi avec la chorégraphe du ballet.", "01000000"),
        ("de", "Die Bank senkt die Zinsen, die Inflation geht zurück, die Wirtschaft wächst.", ECONOMY),
        ("es", "El partido terminó con un gol del delantero, y el equipo ganó la liga.", "15000000"),
        ("it", "La squadra ha vinto la partita con un gol e il campionato di calcio.", "15000000"),
    ],
)
def test_a_homonym_counts_beside_other_words_of_its_topic(language: str, text: str, top: str) -> None:
    assert tops(language, text)[:1] == (top,)


@pytest.mark.parametrize(
    "tag",
    [
        "clippings", "Clippings", "#clippings", "inbox", "to-read", "Read Later", "article", "news", "post", "Uncategorized",
        "Non classé", "Sans catégorie", "Allgemein", "Sin categoría", "Senza categoria", "Без рубрики", "未分类", "미분류",
    ],
)  # fmt: skip
def test_a_generic_tag_is_not_a_topic(tmp_path: Path, tag: str) -> None:
    record = build(tmp_path, {"a.md": front_matter(f'title: A second ferry\ntags: ["{tag}", Ferries]')}).record
    assert [topic for topic in record["topics"] if not topic.isdigit()] == ["Ferries"]


def test_where_all_tags_are_generic_the_topics_are_inferred(tmp_path: Path) -> None:
    assert build(tmp_path, {"a.md": front_matter("title: A second ferry\ntags: [clippings]")}).record["provenance"].get(
        "topics", {}
    ).get("origin") in (None, "inferred")


def test_a_generic_tag_that_the_editor_names_is_a_topic(tmp_path: Path) -> None:
    files = {"../digest.yml": "topics:\n  News:\n    any: [zeppelin]\n", "a.md": front_matter("title: A\ntags: [news]")}
    assert "news" in build(tmp_path, files).record["topics"]


def test_the_editor_may_list_a_generic_topic(tmp_path: Path) -> None:
    files = {
        "a.txt": "The boat sails on Monday.\n",
        "INDEX.md": "---\narticles:\n  - {file: a.txt, topics: [News]}\n---\n",
    }
    assert "News" in build(tmp_path, files).record["topics"]
