"""When was a page in another language than Chinese published?"""

from __future__ import annotations

from datetime import date

import pytest

from extract import reading
from extract.page import Hints, Page

BODY = {
    "en": "The agency invites everybody to comment on the new rules for wells. The rules were last changed in 2019. "
    * 3,
    "de": "Das Amt bittet alle um ihre Meinung zu den neuen Regeln für die Brunnen. Sie gelten für das ganze Land. "
    * 3,
    "fr": "Le service invite tous les habitants à donner leur avis sur les règles qui sont prévues pour les puits. "
    * 3,
    "es": "El servicio invita a todos los vecinos a dar su opinión sobre las reglas que se proponen para los pozos. "
    * 3,
    "ja": "県では井戸に関する新しい規則について皆さまからのご意見を募集しています。ぜひお寄せください。" * 4,
}
TITLE = {"en": "New rules for wells", "de": "Neue Regeln für Brunnen", "fr": "Nouvelles règles pour les puits"}
TITLE |= {"es": "Nuevas reglas para los pozos", "ja": "井戸に関する新しい規則を定めます"}


def published(
    above: str = "", below: str = "", *, lang: str = "en", head: str = "", host: str = "wells.example.org"
) -> date | None:
    language = lang[:2]
    title = TITLE[language]
    markup = (
        f'<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f"{above}<h1>{title}</h1>{below}<div><p>{BODY[language]}</p><p>{BODY[language]}</p></div></body></html>"
    )
    return reading.read(Page(body=markup.encode(), url=f"https://{host}/a", hints=Hints())).published


@pytest.mark.parametrize(
    ("below", "lang"),
    [
        ("<dl><dt>Published</dt><dd>4 March 2026</dd><dt>Last updated</dt><dd>20 April 2026</dd></dl>", "en"),
        ("<p>Last updated: 20 April 2026</p><p>Date published: March 4, 2026</p>", "en"),
        ("<p>Closes 13 May 2026</p><p>4 March 2026</p>", "en"),
        ("<p>Agency of Water</p><p>March 4, 2026</p><p>2 min read</p>", "en"),
        ("<p>Veröffentlicht am</p><p>04.03.2026</p>", "de"),
        ("<p><span>Datum</span> <span>04.03.2026</span></p>", "de"),
        ("<p>Publié le 4 mars 2026 - Mis à jour le 22 avril 2026</p>", "fr"),
        ("<dl><dt>Publicado en:</dt><dd>«Boletín» núm. 61, de 4 de marzo de 2026, páginas 3 a 4</dd></dl>", "es"),
        ("<p>掲載日：令和8年3月4日　更新日：令和8年4月2日</p>", "ja"),
    ],
)
def test_the_day_beside_the_label_of_publication_counts(below: str, lang: str) -> None:
    assert published(below=below, lang=lang) == date(2026, 3, 4)


def test_the_day_of_change_counts_where_a_page_tells_no_other() -> None:
    assert published(above="<p>更新日：令和8年3月4日</p>", lang="ja") == date(2026, 3, 4)
    assert published(below="<div>Updated: March 4, 2026</div>") == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("lang", "host", "day"),
    [
        ("en-US", "wells.example.org", date(2026, 3, 4)),
        ("en", "wells.example.gov", date(2026, 3, 4)),
        ("en-GB", "wells.example.org", date(2026, 4, 3)),
        ("en", "wells.example.gov.au", date(2026, 4, 3)),
        ("fr", "wells.example.org", date(2026, 4, 3)),
    ],
)
def test_figures_mean_what_they_mean_where_the_page_comes_from(lang: str, host: str, day: date) -> None:
    assert published(below="<p>Posted: 03/04/2026</p>", lang=lang, host=host) == day


def test_what_markup_says_to_machines_goes_before_the_day_of_change() -> None:
    head = '<meta name="dcterms.issued" content="2026-03-04"><meta property="og:updated_time" content="2026-03-09">'
    assert published(head=head) == date(2026, 3, 4)


def test_a_day_below_the_title_goes_before_the_day_of_change() -> None:
    head = '<meta property="og:updated_time" content="2026-03-09T10:00:00Z">'
    assert published(below="<p>March 4, 2026</p>", head=head) == date(2026, 3, 4)


def test_the_day_on_which_something_closes_is_not_that_of_publication() -> None:
    assert published(below="<p>This consultation closes at</p><p>11:59pm on 13 May 2026</p>") != date(2026, 5, 13)


def test_a_title_may_hold_french_quotation_marks() -> None:
    title = "Appel à projets « Haies et bocages »"
    markup = (
        f'<html lang="fr"><head><meta charset="utf-8"><title>{title} | Ministère</title></head><body>'
        f"<div><h2>À propos des cookies</h2></div><h1>{title}</h1><p>{BODY['fr']}</p></body></html>"
    )
    assert reading.read(Page(body=markup.encode(), url="https://haies.example.fr/a", hints=Hints())).title == title
