"""Lines that libraries drop from texts in other languages come back."""

from __future__ import annotations

from extract import reading
from extract.page import Hints, Page

LONG = (
    "The agency asks farmers, land agents and researchers how the survey of wells should be run in the years to come. "
)
SECOND = "Whoever owns a well that was bored before last summer can take part, and so can tenants who have leave to."


def text_of(inner: str) -> str:
    markup = (
        '<html lang="en"><head><title>Survey of wells</title></head><body><main><h1>Survey of wells</h1>'
        f"{inner}<div><p>{LONG * 2}</p><p>{LONG * 2}</p></div></main></body></html>"
    )
    return reading.read(Page(body=markup.encode(), url="https://wells.example.org/a", hints=Hints())).text


def test_the_summary_below_the_title_is_text() -> None:
    lead = "We want to know how the survey of wells should be paid for, and who ought to have its results."
    assert lead in text_of(f'<div class="summary-banner"><h2>Summary</h2><p>{lead}</p></div>')
    assert lead in text_of(f'<div class="teaser-text"><p>{lead}</p></div>')


def test_the_day_that_a_line_asks_for_stays_below_it() -> None:
    text = text_of("<section><p>This consultation closes at<br><time>11:59pm on 13 May 2026</time></p></section>")
    assert "This consultation closes at\n11:59pm on 13 May 2026" in text


def test_a_heading_between_two_paragraphs_is_text_and_one_above_other_news_is_not() -> None:
    links = "".join(f"<li><a href='/{n}'>Another piece of news about the harbour</a></li>" for n in range(4))
    markup = (
        f'<html lang="en"><head><title>Survey of wells</title></head><body><h1>Survey of wells</h1><p>{LONG}</p>'
        f"<h2>Who can take part</h2><p>{SECOND}</p><h2>Related</h2><ul>{links}</ul></body></html>"
    )
    text = reading.read(Page(body=markup.encode(), url="https://wells.example.org/a", hints=Hints())).text
    assert text.split("\n") == [LONG.strip(), "Who can take part", SECOND]
