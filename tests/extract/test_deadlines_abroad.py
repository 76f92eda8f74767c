"""Until when can a reader of a page in another language than Chinese act?"""

from __future__ import annotations

from datetime import date

import pytest

from extract import deadlines

PUBLISHED = date(2026, 2, 10)

SAID = [
    ("en", "Applications must be received by 5 pm on 15 March 2026.", date(2026, 3, 15)),
    ("en", "Sealed bids must be received no later than 2:00 p.m. ET on Friday, June 5, 2026.", date(2026, 6, 5)),
    ("en", "Closing date: 2026-03-15", date(2026, 3, 15)),
    ("en", "The closing date for receipt of applications is Friday, 4th December 2026.", date(2026, 12, 4)),
    ("en", "Comments are due on or before April 20, 2026.", date(2026, 4, 20)),
    ("en", "The call for evidence is open until 30 April 2026, midnight.", date(2026, 4, 30)),
    ("en", "Submissions close 15 March.", date(2026, 3, 15)),
    ("en", "Applications close 5pm AEST Friday 11 September 2026.", date(2026, 9, 11)),
    ("en", "This consultation closes at\n11:59pm on 13 May 2026", date(2026, 5, 13)),
    ("en", "Deadline for responses\n1 April 2026", date(2026, 4, 1)),
    ("en", "The comment period runs from March 2, 2026 to April 1, 2026.", date(2026, 4, 1)),
    ("en", "The deadline for applications has been extended from 1 March to 22 March 2026.", date(2026, 3, 22)),
    ("en", "By 31 March 2026, applicants must submit the form online.", date(2026, 3, 31)),
    ("en", "Questions must be submitted by 1 March 2026. Bids must be received by 20 March 2026.", date(2026, 3, 20)),
    ("en", "Comments must be received at one of the addresses below by April 13, 2026.", date(2026, 4, 13)),
    ("en", "The agency will accept comments on the proposal through April 6, 2026.", date(2026, 4, 6)),
    ("ko", "신청기간 : 2026. 3. 2. ~ 3. 20. 18:00까지", date(2026, 3, 20)),
    ("de", "Anträge können bis zum 29. Mai 2026 beim Projektträger eingereicht werden.", date(2026, 5, 29)),
    ("de", "Einsendeschluss ist der 31.03.2026. Die Preisverleihung findet am 05.06.2026 statt.", date(2026, 3, 31)),
    ("de", "Die Unterlagen liegen vom 2. bis 31. März 2026 öffentlich aus.", date(2026, 3, 31)),
    ("de", "Bewerbungsfrist: 15. März 2026", date(2026, 3, 15)),
    ("de", "Die Vernehmlassung dauert bis zum 11. September 2026.", date(2026, 9, 11)),
    ("de", "Bitte senden Sie Ihre Stellungnahme spätestens am 1. April an die Geschäftsstelle.", date(2026, 4, 1)),
    ("fr", "Date limite de dépôt des dossiers : 15 mars 2026", date(2026, 3, 15)),
    ("fr", "Les candidatures doivent être déposées au plus tard le 15 juin 2026 à 17 heures.", date(2026, 6, 15)),
    ("fr", "Les observations du public sont reçues jusqu'au 16 octobre 2026 inclus.", date(2026, 10, 16)),
    ("fr", "Une enquête publique est ouverte du 14 septembre au 16 octobre 2026.", date(2026, 10, 16)),
    ("es", "El plazo de presentación de solicitudes finalizará el 24 de abril de 2026.", date(2026, 4, 24)),
    ("es", "Las solicitudes se podrán presentar hasta el 12 de marzo de 2026.", date(2026, 3, 12)),
    ("es", "Fecha límite: 30/04/2026", date(2026, 4, 30)),
    ("it", "Le domande potranno essere presentate fino al 10 luglio 2026.", date(2026, 7, 10)),
    ("ja", "申込締切\n令和8年7月10日(金曜日)必着", date(2026, 7, 10)),
    ("ja", "公募期間は、令和8年4月10日（金）から令和8年5月22日（金）17時までです。", date(2026, 5, 22)),
    ("ja", "参加申請書の提出期限　令和8年3月29日（木）午後5時", date(2026, 3, 29)),
    ("ja", "申請書は3月15日（日）までに提出してください。", date(2026, 3, 15)),
    ("ko", "신청서는 2026년 4월 17일(금) 18:00까지 온라인으로 제출하여야 합니다.", date(2026, 4, 17)),
    ("ko", "○ 접수기간: 2026. 2. 23.(월) ~ 2026. 3. 13.(금)", date(2026, 3, 13)),
    ("ko", "접수마감: 2026-03-13", date(2026, 3, 13)),
    ("pt", "As inscrições podem ser feitas até 15 de março de 2026 pelo portal.", date(2026, 3, 15)),
    ("pt", "Prazo para submissão das propostas: 30/04/2026 às 18h00.", date(2026, 4, 30)),
    ("pt", "O período de candidaturas decorre de 2 a 31 de março de 2026.", date(2026, 3, 31)),
    ("pt", "A consulta pública encerra-se em 12 de abril de 2026.", date(2026, 4, 12)),
    ("pt", "As contribuições devem ser enviadas até às 23h59 do dia 20 de março.", date(2026, 3, 20)),
    ("pt", "Data limite: 10 de maio de 2026", date(2026, 5, 10)),
    ("nl", "U kunt uw zienswijze indienen tot en met 15 april 2026.", date(2026, 4, 15)),
    ("nl", "Aanvragen moeten uiterlijk op 1 maart 2026 om 17.00 uur zijn ingediend.", date(2026, 3, 1)),
    ("nl", "Het ontwerpbesluit ligt van 2 maart t/m 12 april 2026 ter inzage.", date(2026, 4, 12)),
    ("nl", "De internetconsultatie sluit op 30 maart 2026.", date(2026, 3, 30)),
    ("nl", "Sluitingsdatum: 20 mei 2026", date(2026, 5, 20)),
    (
        "nl",
        "Stuur uw offerte vóór 9 april naar het secretariaat; aanvragen worden daarna niet ingediend.",
        date(2026, 4, 9),
    ),
    ("pl", "Wnioski należy składać do dnia 31 marca 2026 r. w siedzibie urzędu.", date(2026, 3, 31)),
    ("pl", "Nabór wniosków trwa od 2 marca do 17 kwietnia 2026 r.", date(2026, 4, 17)),
    ("pl", "Termin składania ofert: 15.04.2026 r. godz. 12:00", date(2026, 4, 15)),
    ("pl", "Uwagi do projektu można zgłaszać najpóźniej do 20 marca.", date(2026, 3, 20)),
    ("pl", "Nabór zakończy się 30 kwietnia 2026 r.", date(2026, 4, 30)),
    ("ru", "Заявки принимаются до 15 апреля 2026 года.", date(2026, 4, 15)),
    ("ru", "Прием заявок осуществляется с 2 по 31 марта 2026 г.", date(2026, 3, 31)),
    ("ru", "Срок подачи заявок — до 18:00 30.04.2026.", date(2026, 4, 30)),
    ("ru", "Предложения и замечания направлять не позднее 20 марта 2026 года по адресу.", date(2026, 3, 20)),
    ("ru", "Приём заявок на конкурс завершается 5 мая.", date(2026, 5, 5)),
]

COUNTED = [
    ("en", "Comments must be submitted within 30 days of publication of this notice.", date(2026, 3, 12)),
    ("en", "Within sixty (60) days of the date of publication, any person may submit comments.", date(2026, 4, 11)),
    (
        "de",
        "Einwendungen können innerhalb von zwei Monaten nach der Bekanntmachung eingereicht werden.",
        date(2026, 4, 10),
    ),
    ("de", "Anträge sind binnen 6 Wochen nach der Veröffentlichung einzureichen.", date(2026, 3, 24)),
    ("fr", "Les candidatures sont à déposer dans un délai de 30 jours à compter de la publication.", date(2026, 3, 12)),
    (
        "es",
        "El plazo para las solicitudes será de 15 días naturales a partir del día siguiente al de su publicación.",
        date(2026, 2, 25),
    ),
    ("it", "Le domande vanno presentate entro 30 giorni dalla data di pubblicazione del bando.", date(2026, 3, 12)),
    ("pt", "As inscrições devem ser enviadas no prazo de 20 dias a partir da publicação.", date(2026, 3, 2)),
    ("nl", "U kunt binnen zes weken na de bekendmaking een zienswijze indienen.", date(2026, 3, 24)),
    ("en", "The agency will decide within 30 days of publication.", None),
    ("en", "The rule takes effect within 60 days of publication.", None),
]

NOT_SAID = [
    ("en", "Every county will be mapped again by 31 December 2026."),
    ("en", "The regulation enters into force on 1 July 2026."),
    ("en", "Last updated 3 March 2026."),
    ("en", "Applicants will be notified of the outcome by 15 May 2026."),
    ("en", "Projects must be completed by 31 March 2027."),
    ("en", "The exhibition is open until 30 June 2026."),
    ("en", "The office is open until 5 pm; the conference takes place on 9 April 2026."),
    ("en", "The scheme runs until 31 December 2026."),
    ("en", "The comment period closed on March 1, 2026."),
    ("en", "The old rules remain valid until 30 June 2026."),
    ("en", "Member states must transpose the directive by 7 June 2026."),
    ("en", "The annual report covers the tenders that were open until 30 June 2026."),
    ("en", "The judge has given the company until 28 July to respond to the claim."),
    ("en", "The minister will respond to the report by 30 April 2026."),
    ("en", "The council submitted its proposal by 1 March 2026."),
    ("en", "The company must submit a report to the regulator by 30 June each year."),
    ("de", "Gefördert werden Pläne, die bis zum 31. Dezember 2027 fertiggestellt sind."),
    ("de", "Das Gesetz tritt am 1. Juli 2026 in Kraft und gilt bis zum 31. Dezember 2027."),
    ("de", "Die Ausstellung ist bis zum 3. Mai 2026 zu sehen."),
    ("de", "Zum Angebot gehören Sondersendungen vom 6. bis 9. November."),
    ("fr", "Les travaux devront être achevés avant le 31 décembre 2027."),
    ("fr", "Un webinaire est organisé le 6 mai 2026."),
    ("es", "Los proyectos deberán ejecutarse antes del 31 de diciembre de 2027."),
    ("it", "La mostra resta aperta fino al 30 giugno 2026."),
    ("ja", "業務期間　令和8年4月1日から令和9年3月31日まで"),
    ("ja", "補助事業は令和9年2月26日までに完了する必要があります。"),
    ("ja", "説明会は令和8年4月20日に開催します。"),
    ("ko", "○ 지원기간: 2026. 4. 1. ~ 2026. 11. 30."),
    ("ko", "사업설명회는 2026년 3월 25일에 개최합니다."),
    ("pt", "As obras deverão ser concluídas até 31 de dezembro de 2027."),
    ("pt", "A lei entra em vigor em 1 de julho de 2026."),
    ("pt", "A exposição pode ser vista até 30 de junho de 2026."),
    ("pt", "O governo apresentou a proposta em 3 de março de 2026."),
    ("nl", "De regeling geldt tot 31 december 2027."),
    ("nl", "De werkzaamheden zijn uiterlijk op 1 juli 2026 gereed."),
    ("nl", "De minister stuurt de Kamer vóór 1 juni 2026 een brief."),
    ("pl", "Ustawa wchodzi w życie 1 lipca 2026 r."),
    ("pl", "Inwestycja zostanie zrealizowana do 31 grudnia 2027 r."),
    ("pl", "Umowa obowiązuje od 1 marca do 31 grudnia 2026 r."),
    ("ru", "Закон вступит в силу 1 июля 2026 года."),
    ("ru", "Строительство планируется завершить до 31 декабря 2027 года."),
    ("ru", "Срок действия договора — до 31 декабря 2026 года."),
    ("ru", "Итоги конкурса будут подведены до 30 июня 2026 года."),
]


@pytest.mark.parametrize(("language", "text", "day"), SAID)
def test_a_last_day_to_act_is_read_with_its_sentence(language: str, text: str, day: date) -> None:
    found = deadlines.read(text, published=PUBLISHED, language=language)
    assert found is not None
    assert found.day == day
    assert found.text


@pytest.mark.parametrize(("language", "text", "day"), COUNTED)
def test_days_are_counted_from_publication_where_the_page_counts_them(
    language: str, text: str, day: date | None
) -> None:
    found = deadlines.read(text, published=PUBLISHED, language=language)
    assert (found.day if found else None) == day


@pytest.mark.parametrize(("language", "text"), NOT_SAID)
def test_other_days_are_no_deadlines(language: str, text: str) -> None:
    assert deadlines.read(text, published=PUBLISHED, language=language) is None


def test_a_day_past_when_the_page_was_published_is_no_deadline() -> None:
    assert deadlines.read("Closing date: 1 January 2026.", published=PUBLISHED, language="en") is None


def test_a_first_step_ends_the_time_only_where_nothing_else_does() -> None:
    step = "Letters of intent are due on 3 March 2026."
    whole = step + " Full applications must be received by 14 April 2026."
    first = deadlines.read(step, published=PUBLISHED, language="en")
    last = deadlines.read(whole, published=PUBLISHED, language="en")
    assert first is not None
    assert first.day == date(2026, 3, 3)
    assert last is not None
    assert last.day == date(2026, 4, 14)


@pytest.mark.parametrize(("day_first", "day"), [(True, date(2026, 4, 3)), (False, date(2026, 3, 4)), (None, None)])
def test_figures_with_slashes_are_read_as_the_page_means_them(day_first: bool | None, day: date | None) -> None:
    found = deadlines.read("Closing date: 03/04/2026", published=PUBLISHED, language="en", day_first=day_first)
    assert (found.day if found else None) == day


def test_japanese_is_not_read_as_chinese() -> None:
    assert deadlines.read("申請者は2026年5月1日前に提出した。", published=PUBLISHED, language="ja") is None
