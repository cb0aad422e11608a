"""Sites of made-up articles in Arabic, Japanese and French, for the page kinds and layouts that our own seeds do not show.

Every text is written for these tests; nothing in them happened. The same call always writes the same files.

Rejected: sense. The sentences fit their topic and no more; what counts is scripts, lengths, and which fields are declared.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from tests.made import png

ARABIC_TOPICS = {
    "سياسة": ("المجلس البلدي", "الحكومة المحلية", "لجنة الانتخابات"),
    "اقتصاد، اعمال ومال": ("غرفة التجارة", "سوق الميناء القديم", "اتحاد المزارعين"),
    "بيئة": ("محطة رصد الطيور", "مشتل المدينة", "جمعية حماية الشاطئ"),
    "صحة": ("مستشفى الساحل", "مركز التلقيح", "نقابة الممرضين"),
    "رياضة": ("نادي التجديف", "فريق كرة اليد", "سباق الجسور"),
}
ARABIC_DEEDS = (
    "يعلن برنامجاً جديداً للسنوات الخمس المقبلة",
    "ينشر تقريره السنوي",
    "يدعو السكان إلى مشاورة عامة حول مستقبل الحي القديم وسبل الوصول إليه من دون سيارات",
    "يفتح أبوابه للزوار",
    "يطلب مهلة إضافية قبل القرار النهائي",
    "يستعيد مقره التاريخي",
)
ARABIC_SENTENCES = (
    "قال المتحدث إن العمل سيبدأ في الربيع، وإن التكلفة لن تتجاوز 12 مليون دينار.",
    "حضر الاجتماع نحو 340 شخصاً، معظمهم من سكان الأحياء المجاورة للميناء.",
    "«لم نقرر شيئاً بعد»، أوضحت مريم الحداد، التي تشرف على الملف منذ عام 2021.",
    "ويرى خبراء أن النتائج الأولى لن تظهر قبل نهاية السنة، بسبب تأخر المعدات.",
    "وكان المشروع قد توقف مرتين: الأولى لنقص التمويل، والثانية بعد فيضان الوادي.",
    "أما المعارضون فيخشون أن ترتفع الإيجارات، ويطالبون بضمانات مكتوبة.",
    "وتشير الأرقام المنشورة إلى زيادة قدرها 7,5 في المئة خلال تسعة أشهر.",
    "ومن المقرر أن تعود اللجنة إلى الموضوع في جلستها المقبلة، في 14 من الشهر.",
    "ولم يصدر أي تعليق من الوزارة حتى مساء أمس.",
)
ARABIC_CROSSHEADS = ("ماذا يقول السكان", "أرقام متباينة", "ما بعد القرار")
ARABIC_SOURCES = ("جريدة المرسى", "إذاعة الضفة", "وكالة الشراع")
ARABIC_DATES = (
    "2025-03-11",
    "2025-03",
    "2025-02-20",
    "2024-12",
    "2024-11-05",
    "2024-11-06",
    "2024",
    "2023-07-30",
    "2023-02",
    "",
)

JAPANESE_TOPICS = {
    "政治": ("市議会", "選挙管理委員会"),
    "環境": ("海岸を守る会", "野鳥観測所"),
    "教育": ("港町図書館", "夜間学校"),
    "スポーツ": ("漕艇クラブ", "橋めぐりマラソン"),
}
JAPANESE_DEEDS = (
    "、五か年計画を発表",
    "が旧市街の将来について住民に意見を求め、車を使わない行き方も話し合う",
    "、年次報告書を公開",
    "「まだ何も決まっていない」",
)
JAPANESE_SENTENCES = (
    "担当者は、工事は春に始まり、費用は12億円を超えないと説明した。",
    "会場には近くの住民を中心に約340人が集まった。",
    "「急ぐ理由はない」と、2021年から計画を率いる大森花子さんは話す。",
    "専門家によると、最初の成果が見えるのは年末以降になる見通しだ。",
    "計画はこれまでに二度止まった。一度は資金不足、もう一度は川の氾濫が原因だった。",
)

FRENCH_TOPICS = {
    "Politique": ("Le conseil municipal", "La commission électorale", "Le préfet"),
    "Environnement": ("La station ornithologique", "Le syndicat du littoral", "La pépinière"),
    "Économie et finances": ("La chambre de commerce", "Le marché du vieux port"),
    "Sport": ("Le club d’aviron", "L’équipe de handball"),
    "Santé": ("L’hôpital de la côte", "Le centre de vaccination"),
    "Éducation": ("La bibliothèque du port", "L’école du soir"),
    "Vie du quai": ("Le comité des fêtes", "L’amicale des éclusiers"),
}
FRENCH_DEEDS = (
    "présente un plan pour les cinq prochaines années",
    "publie son rapport annuel : « Rien n’est décidé »",
    "demande aux habitants ce qu’ils attendent du vieux quartier ; les réponses étonnent",
    "rouvre ses portes",
    "veut du temps : pourquoi ?",
)
FRENCH_SENTENCES = (
    "Les travaux commenceront au printemps ; leur coût ne dépassera pas 12 millions d’euros.",
    "« Rien n’est décidé », précise Mme Aubin, qui suit le dossier depuis 2021.",
    "Qui paiera ? La question est revenue toute la soirée, devant quelque 340 personnes !",
    "Le projet s’est arrêté deux fois : d’abord faute d’argent, puis après la crue.",
    "Selon M. Legoff, « il fallait « oser » le dire », et les chiffres lui donnent raison : 7,5 % en neuf mois.",
)


def write_empty(site: Path, base_url: str) -> None:
    """A site without an article."""
    _site(site, base_url, "Revue vide", "fr")


def write_single(site: Path, base_url: str) -> None:
    """A Japanese site of one article."""
    _site(site, base_url, "港町の新聞", "ja")
    _japanese(site, 1)


def write_few(site: Path, base_url: str) -> None:
    """A French site of five articles."""
    _site(site, base_url, "Petite revue du quai", "fr")
    _french(site, 5)


def write_weekly(site: Path, base_url: str) -> None:
    """A Japanese site whose front page is the newest edition, with the editor's opening."""
    _site(site, base_url, "港町の新聞", "ja", "home: edition\n")
    _japanese(site, 24)
    _text(site / "pages" / "editions" / "2025-W02.md", "今週の港町のニュースをお届けします。\n")


def write_japanese(site: Path, base_url: str) -> None:
    """A Japanese site of twenty-four articles, none from a named source."""
    _site(site, base_url, "港町の新聞", "ja")
    _japanese(site, 24)


def write_large(site: Path, base_url: str) -> None:
    """A French site of 320 articles: more than one list holds."""
    _site(
        site,
        base_url,
        "Grande revue du quai",
        "fr",
        "editions: month\nwatch: {Chiffres: [chiffres, coût], Habitants: ['habitant*']}\n",
    )
    _french(site, 320)


def write_arabic(site: Path, base_url: str) -> None:
    """An Arabic site of thirty-three articles that declares all that can be declared, with pages of its own."""
    _site(
        site,
        base_url,
        "مراجعة الصحف",
        "ar",
        f"description: مراجعة صحف مختلقة للتجربة\nrights:\n  sources:\n    {ARABIC_SOURCES[2]}: excerpt\n",
    )
    subjects = [(topic, subject) for topic, names in ARABIC_TOPICS.items() for subject in names]
    for number in range(30):
        topic, subject = subjects[number % len(subjects)]
        text = _paragraphs(ARABIC_SENTENCES, number, 5 if number else 9)
        fields = {
            "title": f"{subject} {ARABIC_DEEDS[number % len(ARABIC_DEEDS)]}" if number % 6 != 5 else "",
            "date": ARABIC_DATES[number % len(ARABIC_DATES)],
            "topics": topic,
            "source": ARABIC_SOURCES[number % 3] if number % 4 else "",
            "language": "ar",
        }
        _article(site, f"maqal-{number:02}", fields, text)
    full = {
        "title": "الميناء القديم بين الترميم والنسيان: ثلاث سنوات من الوعود وحصيلة لا ترضي أحداً",
        "date": "2025-03-12", "topics": "سياسة; بيئة", "source": ARABIC_SOURCES[0], "language": "ar", "lead": "yes",
        "url": "https://press.example/port", "author": "ليلى منصور", "summary": "ماذا بقي من الخطة بعد ثلاث سنوات؟",
        "people": "مريم الحداد; يوسف القاسم", "places": "مصر; تونس; حي الصيادين", "organisations": "غرفة التجارة",
        "image": "mina.png", "alt": "الميناء القديم عند الفجر", "credit": "أرشيف المرسى",
        "note": "قارن مع مقال الشتاء الماضي.", "aliases": "articles/qadim.html",
    }  # fmt: skip
    parts = _paragraphs(ARABIC_SENTENCES, 0, 12)
    for place, crosshead in zip((1, 4, 7), ARABIC_CROSSHEADS, strict=True):
        parts.insert(place, f"## {crosshead}")
    _article(
        site,
        "mina",
        full,
        [
            *parts,
            "> اقتباس من المحضر.",
            "- بند أول\n- بند ثان",
            "| سنة | عدد |\n| --- | --- |\n| 2023 | 12 |\n| 2024 | 31 |",
        ],
    )
    _article(
        site,
        "unwan",
        {
            **full,
            "title": "عنوان بلا نص",
            "lead": "",
            "rights": "headline",
            "note": "",
            "aliases": "",
            "date": "2024-11",
        },
        parts,
    )
    _article(
        site,
        "fransi",
        {
            "title": "La ville d’Arles : « une étape »",
            "date": "2024-12-01",
            "topics": "سياسة",
            "language": "fr",
            "places": "فرنسا",
        },
        _paragraphs(FRENCH_SENTENCES, 0, 4),
    )
    (site / "seeds" / "mina.png").write_bytes(png(960, 540, 150))
    _text(site / "pages" / "imprint.md", "# من نحن\n\nصفحة كتبها المحرر، وفيها [رابط](index.html) إلى البداية.\n")
    _text(site / "pages" / "topics" / "politics.md", "هذه مقدمة المحرر للموضوع.\n")
    _text(site / "pages" / "_footer.md", "نص في أسفل كل صفحة.\n")


def _japanese(site: Path, count: int) -> None:
    for number, (topic, subject) in enumerate(_round(JAPANESE_TOPICS, count)):
        fields = {
            "title": f"{subject}{JAPANESE_DEEDS[number % len(JAPANESE_DEEDS)]}",
            "date": ("2025-01-08", "2024-12", "2024-12-24", "2024-06")[number % 4],
            "topics": topic,
            "language": "ja",
        }
        _article(site, f"kiji-{number:02}", fields, _paragraphs(JAPANESE_SENTENCES, number, 5, space=""))


def _french(site: Path, count: int) -> None:
    for number, (topic, subject) in enumerate(_round(FRENCH_TOPICS, count)):
        topics = topic if number % 3 else f"{topic}; Politique"
        month = f"{2025 - number % 3}-{number % 11 + 1:02}"
        fields = {
            "title": f"{subject} {FRENCH_DEEDS[number % len(FRENCH_DEEDS)]}",
            "date": (f"{month}-{number % 27 + 1:02}", month, "2024-05-17")[number % 3],
            "topics": f"{topics}; Politique" if count > 300 and "Politique" not in topics else topics,
            "source": ("Le Phare", "La Dépêche du quai", "")[number % 3],
            "language": "fr",
            "added": "" if number % 40 else f"2025-12-{number // 40 + 1:02}",
        }
        _article(site, f"article-{number:03}", fields, _paragraphs(FRENCH_SENTENCES, number, 3))


def _round(topics: Mapping[str, tuple[str, ...]], count: int) -> list[tuple[str, str]]:
    """``count`` pairs of topic and subject, going round all of them."""
    pairs = [(topic, subject) for topic, subjects in topics.items() for subject in subjects]
    return [pairs[number % len(pairs)] for number in range(count)]


def _paragraphs(sentences: tuple[str, ...], start: int, count: int, space: str = " ") -> list[str]:
    """``count`` paragraphs of three sentences each, beginning with another sentence for each ``start``."""
    turned = (sentences[(start + place) % len(sentences)] for place in range(3 * count))
    return [space.join(islice(turned, 3)) for _ in range(count)]


def _site(site: Path, base_url: str, title: str, language: str, more: str = "") -> None:
    address = f"base_url: {base_url}\n" if base_url else ""
    more += "duplicates: no\n"  # the articles are made of few sentences
    _text(site / "digest.yml", f"title: {title}\nlanguage: {language}\n{address}{more}")
    (site / "seeds").mkdir(parents=True)


def _article(site: Path, name: str, fields: dict[str, str], paragraphs: list[str]) -> None:
    front = "".join(f'{key}: "{value}"\n' for key, value in fields.items() if value)
    _text(site / "seeds" / f"{name}.md", f"---\n{front}---\n\n" + "\n\n".join(paragraphs) + "\n")


def _text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")
