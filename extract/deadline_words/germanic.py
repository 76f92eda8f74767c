"""German and Dutch words of last days."""

from __future__ import annotations

from extract.deadline_words.words import BETWEEN, NOTHING, Words, pattern

_DE_ACT = (
    r"Antr[aä]g|Bewerb|bewerben|Angebote? (?:sind|ist|können|müssen)|Angebotsabgabe|Vorschl[aä]g|Stellungnahme"
    r"|Beitr[aä]g|einreich|eingereicht|einzureichen|einsend|eingesandt|\beingeh|\beingegangen|\beinzugehen"
    r"|\banmeld|Anmeldung|\bangemeldet|anzumelden|Rückmeld|Skizze|Konsultation|Vernehmlassung|teilnehmen|Teilnahme"
    r"|\babgeben|abzugeben|\babgegeben|zu richten|zu senden|\bsenden\b"
    r"|\bgesendet|Einwendung|Einspr[uü]ch|Kommentar|\bUmfrage|Förderaufruf|Ausschreibung|Interessenbekundung"
    r"|\bbeantrag|\büb?ermitteln|vorzulegen|einzusenden|öffentlich aus\b|ausgelegt|\bmelden\b"
)
DE = Words(
    hint=pattern(r"frist|schluss|\bbis\b|spätestens|deadline|stichtag|zeitraum|termin|vom\b"),
    label=pattern(
        r"\b(?:(?:Online-?)?(?:Bewerbungs|Einsende|Anmelde|Abgabe|Melde|Einreichungs|Einreiche|Antrags|Antragsende"
        r"|Angebots|Rückmelde|Teilnahme|Annahme|Vorschlags|Beteiligungs|Stellungnahme|Ausschreibungs|Nachfrage)"
        r"-?(?:frist|schluss|schluß|termin|ende))(?:en)?\b|\bFristende\b|\bFrist (?:zur|für die|zum|für)\b"
        r"|\b[Ll]etzter (?:Abgabe|Einreichungs|Anmelde)\w*|\bDeadline\b|\bSchlusstermin für\b"
        r"|\bletzter Tag (?:der|für die)\b"
    ),
    bare=pattern(r"Deadline|Fristende|Frist (?:zur|für die|zum|für)|letzter Tag (?:der|für die)"),
    window=pattern(
        r"\b(?:Bewerbungs|Antrags|Anmelde|Einreichungs|Beteiligungs|Konsultations|Auslegungs|Ausschreibungs"
        r"|Teilnahme)(?:zeitraum|phase|periode|frist|zeit)\b"
        r"|Vernehmlassung|Konsultation|(?:öffentlich|zur Einsicht) (?:ausgelegt|aus)\b|Auslegung|Anträge"
        r"|Bewerbungen|Online-Beteiligung"
    ),
    closes=pattern(
        rf"\b(?:Bewerbung|Anmeldung|Ausschreibung|Konsultation|Umfrage|Vernehmlassung"
        rf"|Bewerbungsphase)\b[^.;]{{0,40}}?\b(?:endet|schließt)\b{BETWEEN}"
    ),
    until=pattern(
        rf"\b(?:bis(?: zum| spätestens(?: zum| am)?| einschließlich| inklusive| am| längstens)?"
        rf"|spätestens(?: bis(?: zum)?| zum| am)?)\b{BETWEEN}"
    ),
    before=NOTHING,
    act=pattern(_DE_ACT),
    verb=pattern(_DE_ACT),
    never=pattern(
        r"\bgilt\b|\bgelten\b|gültig|läuft (?:noch )?bis|Laufzeit|fertig|abgeschlossen|umgesetzt|in Kraft|errichte"
        r"|\bgeplant|\bsoll(?:en|te)?\b|gebaut|befristet|\bwurden?\b|\bwaren?\b|Ziel\b|reduzier|erreich"
        r"|Projekte, die|Durchführung|Bewilligungszeitraum|Förderzeitraum|Ausstellung|verwend|erbringen|Ausführung"
        r"|Vertrag|\bhatten?\b|abrufbar|verfügbar|zu sehen|Mediathek"
    ),
    after_never=pattern(
        r"fertig|abgeschlossen|umgesetzt|umzusetzen|in Kraft|\berreich|\bgelten|\bgilt|gültig|\bgebaut"
        r"|abzuschließen|errichtet|in Betrieb|verlängert wurde|entschieden|realisier|bewilligt|ausgestellt"
        r"|zu sehen|abrufbar"
    ),
    step=pattern(r"\bFragen\b|Bieterfragen|Rückfragen|Nachfragefrist|Interessenbekundung"),
)

_NL_ACT = (
    r"aanvrag|aanvraag|aangevraagd|aanmeld|aangemeld|indien|ingediend|inschrij|ingeschreven|reager"
    r"|reacties?\b|zienswijze"
    r"|inzend|ingezonden|inlever|voorstel|offertes?\b|opsturen|insturen|consultatie|sollicit|bezwaar|deelnem|ter inzage"
)
NL = Words(
    hint=pattern(r"deadline|uiterlijk|sluit|\btot\b|termijn|v[oó][oó]r|periode|t/m|datum|\bdag\b|eindigt|\bvan\b"),
    label=pattern(
        r"\b(?:sluitings|inzend|indienings?|inlever|aanmeld|aanvraag|inschrijf|reactie)-?(?:datum|termijn|deadline)\b"
        r"|\b(?:uiterste|laatste) (?:inzend|indienings|aanvraag|inlever|reactie)?(?:datum|dag)\b(?: (?:voor|van|om))?"
        r"|\bdeadline\b"
    ),
    bare=pattern(r"deadline|(?:uiterste|laatste) (?:datum|dag)(?: (?:voor|van|om))?"),
    window=pattern(
        r"(?:aanvraag|indienings|inschrijf|consultatie|reactie|openstellings|inzage)-?(?:periode|termijn|ronde|tijdvak)"
        r"|ter inzage|consultatie|aanvragen|aanmelden|openstelling|\bloket\b|zienswijze"
    ),
    closes=pattern(
        rf"\b(?:inschrijving|aanmelding|(?:internet)?consultatie|loket|openstelling|aanvraagronde"
        rf"|vacature)\b[^.;]{{0,40}}?"
        rf"\b(?:sluit|eindigt)\b{BETWEEN}"
    ),
    until=pattern(
        rf"(?:\btot en met|\bt/m|\buiterlijk(?: op| tot| vóór)?|\btot(?: uiterlijk)?"
        rf"|\bniet later dan)(?![^\W_]){BETWEEN}"
    ),
    before=pattern(rf"\bv(?:óó|oo)r\b{BETWEEN}"),
    act=pattern(_NL_ACT),
    verb=pattern(
        r"indien|ingediend|aanvrag|aangevraagd|aanmelden|aangemeld|inschrijv|ingeschreven|reager|insturen"
        r"|opsturen|inzend"
        r"|ingezonden|sollicit|kenbaar|inleveren"
    ),
    never=pattern(
        r"gereed|voltooi|afgerond|van kracht|\bgeldig|\bgeldt\b|\bgelden\b|looptijd|uitgevoerd|gebouwd|werkzaamheden"
        r"|tentoonstelling|te zien|contract|doelstelling|verminder|\bwas\b|\bwaren\b|projectperiode|subsidiabel|realis"
        r"|\bwerd(?:en)?\b|terugbetaal"
    ),
    after_never=pattern(r"gereed|voltooid|afgerond|gerealiseerd|uitgevoerd|geldig|van kracht"),
    step=pattern(r"\bvragen\b|inlichtingen|vooraanmeld"),
)
