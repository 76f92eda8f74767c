"""List pages that fold, frame, count or interrupt their rows, and lists of files without words of their own."""

# ruff: noqa: E501 - the pages read best as their sites write them, a row a line

from __future__ import annotations

from tests.spiders.listforms import ENGLISH, ROWS, TITLES, Row, Said, bureau, each, expect, form, portal
from tests.spiders.listforms_odd import FORMS, undated

__all__ = ["FORMS"]
MONTHS = {"11": "November", "10": "October", "09": "September"}


def said(r: Row) -> str:
    return f"{MONTHS[r.m]} {int(r.d)}, 2026"


def english(href: str, rows: list[Row]) -> list[Said]:
    return [(f"{ENGLISH[r.n % 8]} {r.n}", href.format(n=r.n), r.day) for r in rows]


def harbour(inside: str, title: str = "Harbour City") -> str:
    menu = "".join(
        f'<li><a href="/{w.lower().replace(" ", "-")}/">{w}</a></li>'
        for w in ("Home", "About us", "Departments", "Residents", "Business", "Get in touch")
    )
    feet = "".join(
        f'<li><a href="/{w.lower()}">{w}</a></li>' for w in ("Privacy", "Accessibility", "Sitemap", "Feedback")
    )
    return f'<html lang="en"><head><title>{title}</title></head><body><div class="top"><ul>{menu}</ul></div><div class="body"><h1>{title}</h1>{inside}</div><div class="bot"><ul>{feet}</ul><p>© 2026 Harbour City</p></div></body></html>'


@form
def an_accordion_of_cases() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<div class="accordion-item"><button class="t" aria-expanded="false"><span>2{r.n}31</span> <span>{ENGLISH[r.n % 8]} {r.n}</span></button><div class="info"><p>A short text on it.</p></div><p><a href="/media/{r.n}.pdf">Download</a> {said(r)}</p></div>'
        for r in ROWS[:8]
    )
    return harbour(rows), [(f"{ENGLISH[r.n % 8]} {r.n}", f"/media/{r.n}.pdf", r.day) for r in ROWS[:8]]


@form
def a_date_heading_and_tables_below() -> tuple[str, list[Said]]:
    body = "".join(
        f"<h4>{said(ROWS[k])}</h4><table>"
        + "".join(
            f'<tr><td><a href="/tb/{r.n}.pdf">26-{r.n}11</a></td><td>{ENGLISH[r.n % 8]} {r.n}</td><td>Affirmed</td></tr>'
            for r in ROWS[k : k + 3]
        )
        + "</table>"
        for k in (0, 3, 6)
    )
    return harbour(body), [(f"{ENGLISH[r.n % 8]} {r.n}", f"/tb/{r.n}.pdf", ROWS[r.n // 3 * 3].day) for r in ROWS[:9]]


@form
def days_above_files_that_are_named_by_day() -> tuple[str, list[Said]]:
    papers = {n: ("Agenda", "Minutes", "Addendum", "Recording")[: 3 + n % 2] for n in range(8)}
    body = "".join(
        f'<div class="gap"><div class="cell"></div><div class="cell">{said(r)}</div></div><div class="row"><div class="in">'
        + "".join(
            f'<div class="file"><a href="/bd/2026{r.m}{r.d}{p}.pdf">{p}</a></div><div class="clear"></div>'
            for p in papers[r.n % 8]
        )
        + "</div></div>"
        for r in ROWS[:8]
    )
    live = '<div class="row strong">Watch the meetings at <a href="/live">harbour-city.example/live</a></div>'
    return harbour(live + body), [(said(r), f"/bd/2026{r.m}{r.d}Agenda.pdf", r.day) for r in ROWS[:8]]


@form
def paragraphs_of_bold_number_link_and_judge() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<p><b>26-{r.n}44</b> <a href="/pp/{r.n}.pdf">{ENGLISH[r.n % 8]} {r.n}</a> ({said(r)}) Judge Lindqvist</p>'
        for r in ROWS[:9]
    )
    return harbour(rows), english("/pp/{n}.pdf", ROWS[:9])


@form
def agendas_in_a_list_by_their_days() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<li><a href="/up/{r.n}-agenda.pdf">{said(r)} Agenda</a> | <a href="/up/{r.n}-minutes.pdf">Minutes</a></li>'
        for r in ROWS[:9]
    )
    return harbour(f"<h2>2026 meetings</h2><ul>{rows}</ul>", "Planning commission"), [
        (f"{said(r)} Agenda", f"/up/{r.n}-agenda.pdf", r.day) for r in ROWS[:9]
    ]


@form
def a_year_in_the_heading_and_month_names_in_the_rows() -> tuple[str, list[Said]]:
    body = "".join(
        f"<h3>{year} Meeting Minutes</h3><ul>"
        + "".join(f'<li><a href="/yr/{year}/{r.n}.pdf">{MONTHS[r.m]} {int(r.d)}</a></li>' for r in ROWS[:6])
        + "</ul>"
        for year in (2026, 2025, 2024)
    )
    return harbour(body), [
        (f"{MONTHS[r.m]} {int(r.d)}", f"/yr/{y}/{r.n}.pdf", f"{y}{r.day[4:]}")
        for y in (2026, 2025, 2024)
        for r in ROWS[:6]
    ]


@form
def day_first_with_slashes() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<tr><td>{r.d}/{r.m}/2026</td><td><a href="/df/{r.n}">{ENGLISH[r.n % 8]} {r.n}</a></td></tr>' for r in ROWS
    )
    return harbour(f"<table>{rows}</table>"), english("/df/{n}", ROWS)


@form
def german_short_years() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<li>{r.d}.{r.m}.26 <a href="/ky/{r.n}.html">Bekanntmachung Nummer {r.n} der Stadtverwaltung</a></li>'
        for r in ROWS
    )
    return harbour(f"<ul>{rows}</ul>"), [
        (f"Bekanntmachung Nummer {r.n} der Stadtverwaltung", f"/ky/{r.n}.html", r.day) for r in ROWS
    ]


@form
def chinese_short_years() -> tuple[str, list[Said]]:
    rows = each('<li><a href="/kn/{n}.html">{t}</a><span>26-{r.m}-{r.d}</span></li>')
    return bureau(f"<ul>{rows}</ul>"), expect("/kn/{n}.html")


@form
def events_with_time_ranges() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<div class="views-row"><div class="date"><span>{said(r)} - 6:00pm to 8:00pm</span></div><div class="title"><a href="/cal/{r.n}">{ENGLISH[r.n % 8]} {r.n}</a></div><div class="place">Town Hall, Room {r.n}</div></div>'
        for r in ROWS[:8]
    )
    return harbour(rows), english("/cal/{n}", ROWS[:8])


@form
def a_result_list_with_marked_words() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<div class="result"><h3><a href="/s/{r.n}.html">关于<em>新能源</em>汽车推广第{r.n}号工作的通知</a></h3><p>…推进<em>新能源</em>…</p><span>{r.day}</span></div>'
        for r in ROWS
    )
    return portal(rows), [(f"关于新能源汽车推广第{r.n}号工作的通知", f"/s/{r.n}.html", r.day) for r in ROWS]


@form
def rows_cut_by_advertisements() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<li class="it"><a href="/ad/{r.n}.html">{r.title}</a><span>{r.day}</span></li>'
        + (
            '<li class="ad"><a href="https://shop.example/?x=9"><img src="/ad.jpg" alt="广告"></a></li>'
            if r.n % 5 == 4
            else ""
        )
        for r in ROWS
    )
    return portal(f"<ul>{rows}</ul>"), expect("/ad/{n}.html")


@form
def a_table_with_letters_of_the_alphabet_above() -> tuple[str, list[Said]]:
    letters = " ".join(f'<a href="?letter={c}">{c}</a>' for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    rows = "".join(
        f'<tr><td><a href="/al/{r.n}">{ENGLISH[r.n % 8]} {r.n}</a></td><td>{said(r)}</td></tr>' for r in ROWS
    )
    return harbour(f"<p>{letters}</p><table>{rows}</table>"), english("/al/{n}", ROWS)


@form
def undated_files_with_sizes() -> tuple[str, list[Said]]:
    rows = each('<li><a href="/dl/{n}.doc">{t}</a> <span>(1{n}2 KB)</span></li>')
    return bureau(f"<ul>{rows}</ul>"), undated("/dl/{n}.doc")


@form
def a_list_whose_days_stand_in_the_attribute_of_a_time() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<li><a href="/tm/{r.n}">{ENGLISH[r.n % 8]} {r.n}</a> <time datetime="{r.day}T09:00:00Z">last week</time></li>'
        for r in ROWS[:8]
    )
    return harbour(f"<ul>{rows}</ul>"), english("/tm/{n}", ROWS[:8])


@form
def a_policy_list_with_an_interpretation_beside_each() -> tuple[str, list[Said]]:
    rows = each(
        '<li><a href="/zc/{n}.html">{t}</a><a class="jd" href="/jd/{n}.html">政策解读</a><a class="jd" href="/tj/{n}.html">图解</a><span>{day}</span></li>'
    )
    return bureau(f"<ul>{rows}</ul>"), expect("/zc/{n}.html")


@form
def columns_of_three_cards_in_rows() -> tuple[str, list[Said]]:
    rows = "".join(
        '<div class="row">'
        + each(
            '<div class="col-4"><a href="/c3/{n}"><img src="/x/{n}.png"></a><h4><a href="/c3/{n}">{t}</a></h4><p>{day}</p></div>',
            ROWS[k : k + 3],
        )
        + "</div>"
        for k in range(0, 15, 3)
    )
    return portal(rows), expect("/c3/{n}")


@form
def a_first_row_with_picture_and_summary() -> tuple[str, list[Said]]:
    first = each(
        '<li class="first"><a href="/fp/{n}.html"><img src="/1.jpg"></a><a href="/fp/{n}.html">{t}</a><p>导读文字若干。</p><span>{day}</span></li>',
        ROWS[:1],
    )
    rest = each('<li><a href="/fp/{n}.html">{t}</a><span>{day}</span></li>', ROWS[1:])
    return bureau(f"<ul>{first}{rest}</ul>"), expect("/fp/{n}.html")


@form
def serial_numbers_before_the_titles() -> tuple[str, list[Said]]:
    rows = "".join(f'<p>{r.n + 1}、<a href="/sn/{r.n}.html">{r.title}</a>（{r.day}）</p>' for r in ROWS)
    return bureau(rows), expect("/sn/{n}.html")


@form
def a_council_table_of_files_with_blank_cells() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<tr><td>{said(r)}</td><td>{ENGLISH[r.n % 8]} {r.n}</td><td><a href="/cc/a{r.n}.pdf">Agenda</a></td><td>'
        + (f'<a href="/cc/m{r.n}.pdf">Minutes</a>' if r.n > 2 else "&nbsp;")
        + "</td></tr>"
        for r in ROWS[:9]
    )
    return harbour(
        f"<table><thead><tr><th>Date</th><th>Body</th><th>Agenda</th><th>Minutes</th></tr></thead><tbody>{rows}</tbody></table>"
    ), english("/cc/a{n}.pdf", ROWS[:9])


@form
def meetings_with_many_files_each() -> tuple[str, list[Said]]:
    rows = "".join(
        f"<tr><td>{said(r)} - 9:00 AM<br>Hall {r.n}, Quay Street</td><td>"
        + "".join(
            f'<a href="/mf/{r.n}-{k}.pdf">{w}</a><br>'
            for k, w in enumerate(("Agenda", "Finance report", "Human resources report", "Minutes"))
        )
        + "</td></tr>"
        for r in ROWS[:8]
    )
    return harbour(f"<table>{rows}</table>"), [
        (f"Hall {r.n}, Quay Street", f"/mf/{r.n}-0.pdf", r.day) for r in ROWS[:8]
    ]


@form
def a_portal_home_with_one_real_list() -> tuple[str, list[Said]]:
    boxes = "".join(
        f'<div class="zt"><h3><a href="/zt/{k}/">专题{k}</a></h3><ul>'
        + "".join(f'<li><a href="/zt/{k}/{n}.html">{TITLES[n][:8]}</a></li>' for n in range(4))
        + "</ul></div>"
        for k in range(4)
    )
    rows = each('<li><a href="/ph/{n}.html">{t}</a><span>{day}</span></li>', ROWS[:8])
    return bureau(f"{boxes}<ul class=main>{rows}</ul>"), expect("/ph/{n}.html", ROWS[:8])


@form
def microdata_of_events() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<div itemscope itemtype="https://schema.org/Event"><meta itemprop="startDate" content="{r.day}T18:00"><a itemprop="url" href="/md/{r.n}"><span itemprop="name">{ENGLISH[r.n % 8]} {r.n}</span></a></div>'
        for r in ROWS[:8]
    )
    return harbour(rows), english("/md/{n}", ROWS[:8])


@form
def a_table_of_notices_with_closing_days() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<tr><td><a href="/cl/{r.n}">{ENGLISH[r.n % 8]} {r.n}</a></td><td>{said(r)}</td><td>December {int(r.d)}, 2026</td></tr>'
        for r in ROWS[:9]
    )
    return harbour(f"<table><tr><th>Notice</th><th>Posted</th><th>Closing date</th></tr>{rows}</table>"), english(
        "/cl/{n}", ROWS[:9]
    )


@form
def closing_days_before_days_of_posting() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<tr><td>December {int(r.d)}, 2026</td><td><a href="/cp/{r.n}">{ENGLISH[r.n % 8]} {r.n}</a></td><td>{said(r)}</td></tr>'
        for r in ROWS[:9]
    )
    return harbour(f"<table><tr><th>Deadline</th><th>Notice</th><th>Posted</th></tr>{rows}</table>"), english(
        "/cp/{n}", ROWS[:9]
    )
