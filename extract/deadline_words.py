"""The words that make a day the last one to act, language by language."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Patterns of one language; `until`, `before`, `closes` end where the day begins (in Asia: begin where it ends)."""

    hint: re.Pattern[str]  # without it a sentence is not looked at any further
    label: re.Pattern[str]  # closing date
    bare: re.Pattern[str]  # labels that need an act beside them: deadline
    window: re.Pattern[str]  # application period, before a span
    closes: re.Pattern[str]  # applications close
    until: re.Pattern[str]  # until, which only needs an act beside it
    before: re.Pattern[str]  # by, which needs a verb of acting
    act: re.Pattern[str]
    verb: re.Pattern[str]
    never: re.Pattern[str]  # what is not the reader's to do
    after_never: re.Pattern[str]
    step: re.Pattern[str]  # a first step, such as questions


def _c(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


_HOUR = (
    r"\d{1,2}(?:[:.h]\d\d)?(?:\s*(?:[ap]\.\s?m\.|(?:am|pm|noon|midnight|hours|hrs|hs?|uhr|heures|horas|ore)\b\.?)|\b)"
    r"|\d{4}\s*(?:hours|hrs|h)\b|noon|midnight|midday|minuit|midi|mitternacht|medianoche"
)
_DAYNAME = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    r"|luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|sabato|domenica"
)
_ZONE = (
    r"\(?(?:[ECMPA]?[SD]?T|E[SD]T|GMT|BST|UTC|CES?T|AE[SD]T|"
    r"(?:local|eastern|central|mountain|pacific|brussels|uk|irish)(?:\s(?:standard|daylight))?(?:\stime)?)\)?"
)
# What may stand between "until" and its day: an hour, a zone, a weekday, an article.
_C = (
    rf"(?:[\s,:(]|\b(?:at|on|the|close of (?:business|play)|end of (?:the )?day|um|am|dem|den|à|le|el|il|día|del|de"
    rf"|las|a|alle|delle|ore|dia)\b"
    rf"|{_HOUR}|{_ZONE}(?=[\s,])|(?:{_DAYNAME})\b)*$"
)

_EN_THINGS = (
    r"applications?|submissions?|comments?|responses?|replies|feedback|bids?|tenders?|proposals?|quotations?"
    r"|nominations?|entries"
    r"|abstracts?|papers|expressions? of interest|consultations?|calls?|survey|questionnaire|inquiry"
    r"|call for evidence|registrations?"
    r"|enrolments?|representations|objections|petition|vacancy|competition|comment period|funding round"
    r"|grant round|round|intake"
    r"|submission window|window|portal|programme?|scheme|fund|grants?"
)
_EN = Words(
    hint=_c(
        r"through|deadline|clos(?:e|es|ing)\b|\bdue\b|until|\bby\b|before|no(?:t)? later than|last date"
        r"|final date|period"
        r"|\bends?\b|from"
    ),
    label=_c(
        r"\b(?:closing|due|response|submission|application|bid|tender|cut-?off|comment|registration|entry"
        r"|nomination)s?[\s-]+(?:due\s+)?(?:dates?(?: and time)?|deadlines?)\b"
        r"|\bdeadlines?\b|\b(?:comments?|applications?|responses?|submissions?|bids?|proposals?|tenders?"
        r"|abstracts?|papers|nominations?|entries|quotations?|offers|feedback|letters of intent"
        r"|expressions of interest)\b"
        r"(?:\s(?:are|is|will be|must be|should be))?(?:\snow)?\s+due\b|\b(?:last|final) (?:date|day) (?:for|of"
        r"|to)\b|\bdate for (?:receipt|return|submission) of\b"
        r"|\bdate responses? (?:is|are )?due\b|\bcloses?:"
    ),
    bare=_c(r"deadlines?|due dates?|closes?:|cut-?off dates?|entry dates?|(?:last|final) (?:date|day) (?:for|of|to)"),
    window=_c(
        r"\b(?:application|submission|comment|consultation|registration|nomination|tender|bidding|entry"
        r"|enrolment) (?:period|window|phase)s?\b"
        r"|\b(?:consultation|applications?|submissions?|calls?|comment period|registration|nominations?|inquiry"
        r"|survey|portal)\b[^.;]{0,60}\b(?:open|run|runs|accepted)\b[^.;]{0,30}$"
        r"|\bopen (?:for|to) (?:applications?|comments?|consultation|submissions?|feedback|bids|proposals"
        r"|nominations)\b"
    ),
    closes=_c(
        rf"\b(?:{_EN_THINGS})\b[^.;]{{0,50}}?\b(?:(?:will )?(?:close|end)|closes|closing|ends|(?:is|are) closing)\b{_C}"
    ),
    until=_c(
        rf"\b(?:until|till|through|no later than|not later than|on or before|on or by|up to and including"
        rf"|up until)\b{_C}"
    ),
    before=_c(rf"\b(?:by|before|prior to)\b{_C}"),
    act=_c(
        r"\b(?:appl(?:y|ications?|icants? (?:can|may|must|should|have))|submi(?:t|tted|ssions?)|comments?"
        r"|respon(?:d|ses?)|repl(?:y|ies)|feedback|bids?|tenders?"
        r"|proposals?|quotations?|nominat(?:e|ions?)|entries|abstracts?|papers|expressions? of interest"
        r"|consultations?|call for|survey|questionnaire"
        r"|call for evidence|regist(?:er|rations?)|enrol|objections?|representations|petition|views|have your say"
        r"|sign up|feedback)\b"
    ),
    verb=_c(
        r"\b(?:appl(?:y|ied|ications? (?:must|should|can|may|will|to|are|is|received|submitted|for))"
        r"|submit(?:ted)?|sen[dt]|lodged?|returned|return|respond|repl(?:y|ied)|file[d]?"
        r"|e-?mail(?:ed)?|nominate|receiv(?:e|ed)|reach(?:es)? (?:us|the)|register|enrol|sign up|rsvp"
        r"|have your say|take part|book|uploaded|upload|provide (?:comments|feedback|views|evidence)"
        r"|share (?:your )?(?:views|comments)|give (?:us )?(?:your )?(?:views|feedback)|comment|postmarked"
        r"|comments (?:must|should|may|are|can))\b"
    ),
    never=_c(
        r"\b(?:minister|government|commission|council|parliament|committee|board|authority|company|companies|suppliers?|contractor)"
        r" (?:will|must|has|have|intends?|expects?|plans?|submitted|sent|filed|replied|responded)\b|"
        r"\bcomplet|\bfinish|\bbuil[dt]|\bdelivered|implement|achiev|\bnotif|\binformed\b|\btold\b|announc"
        r"|\bawarded|\bdeci[ds]|\bpublish|operational|in(?:to)? force"
        r"|effective|\bvalid\b|\bexpir|\bspen[dt]|construct|\badopt|transpos|\bcompl(?:y|iance)|target|\breduc"
        r"|net[- ]zero|exhibition|\b(?:was|were|had been) (?:open|available|accept)|\bclosed\b"
        r"|\bheld\b|\blasts?\b|transition|terminat|\bremain in|applicable|reviewed? by|\bmade available\b"
        r"|\bissued? (?:by|before|until)\b|\bborn\b|\bg(?:ave|iven|ives?)\b|\bcourt\b|\bjudges?\b|\b(?:was|were"
        r"|had been|have been) (?:submitted|received|lodged|made|filed)"
        r"|\breceived (?:(?:a|an|the|more|over)\b|\d)|\bshelf|\bin \d{4}\b[^.]{0,20}$"
    ),
    after_never=_c(
        r"^\W*(?:each|every|of each|of every) year|\bannually\b|"
        r"^\W*(?:will|may|can) be (?:exempt|subject|required)|\bare exempt\b|\bremain(?:s)? valid|\bcontinue to apply"
    ),
    step=_c(
        r"\bquestions?\b|enquir|clarif|letters? of intent|notices? of intent|pre-?bid|webinar|pre-?proposal"
        r"|register (?:your )?interest|concept (?:note|paper)s?|pre-?applications?|to attend|to speak|hearing"
    ),
)

_DE_ACT = (
    r"Antr[aä]g|Bewerb|bewerben|Angebote? (?:sind|ist|können|müssen)|Angebotsabgabe|Vorschl[aä]g|Stellungnahme"
    r"|Beitr[aä]g|einreich|eingereicht|einzureichen|einsend|eingesandt|\beingeh|\beingegangen|\beinzugehen"
    r"|\banmeld|Anmeldung|\bangemeldet|anzumelden|Rückmeld|Skizze|Konsultation|Vernehmlassung|teilnehmen|Teilnahme"
    r"|\babgeben|abzugeben|\babgegeben|zu richten|zu senden|\bsenden\b"
    r"|\bgesendet|Einwendung|Einspr[uü]ch|Kommentar|\bUmfrage|Förderaufruf|Ausschreibung|Interessenbekundung"
    r"|\bbeantrag|\büb?ermitteln|vorzulegen|einzusenden|öffentlich aus\b|ausgelegt|\bmelden\b"
)
_DE = Words(
    hint=_c(r"frist|schluss|\bbis\b|spätestens|deadline|stichtag|zeitraum|termin|vom\b"),
    label=_c(
        r"\b(?:(?:Online-?)?(?:Bewerbungs|Einsende|Anmelde|Abgabe|Melde|Einreichungs|Einreiche|Antrags|Antragsende"
        r"|Angebots|Rückmelde|Teilnahme|Annahme|Vorschlags|Beteiligungs|Stellungnahme|Ausschreibungs|Nachfrage)"
        r"-?(?:frist|schluss|schluß|termin|ende))(?:en)?\b|\bFristende\b|\bFrist (?:zur|für die|zum|für)\b"
        r"|\b[Ll]etzter (?:Abgabe|Einreichungs|Anmelde)\w*|\bDeadline\b|\bSchlusstermin für\b"
        r"|\bletzter Tag (?:der|für die)\b"
    ),
    bare=_c(r"Deadline|Fristende|Frist (?:zur|für die|zum|für)|letzter Tag (?:der|für die)"),
    window=_c(
        r"\b(?:Bewerbungs|Antrags|Anmelde|Einreichungs|Beteiligungs|Konsultations|Auslegungs|Ausschreibungs"
        r"|Teilnahme)(?:zeitraum|phase|periode|frist|zeit)\b"
        r"|Vernehmlassung|Konsultation|(?:öffentlich|zur Einsicht) (?:ausgelegt|aus)\b|Auslegung|Anträge"
        r"|Bewerbungen|Online-Beteiligung"
    ),
    closes=_c(
        rf"\b(?:Bewerbung|Anmeldung|Ausschreibung|Konsultation|Umfrage|Vernehmlassung"
        rf"|Bewerbungsphase)\b[^.;]{{0,40}}?\b(?:endet|schließt)\b{_C}"
    ),
    until=_c(
        rf"\b(?:bis(?: zum| spätestens(?: zum| am)?| einschließlich| inklusive| am| längstens)?"
        rf"|spätestens(?: bis(?: zum)?| zum| am)?)\b{_C}"
    ),
    before=_NOTHING,
    act=_c(_DE_ACT),
    verb=_c(_DE_ACT),
    never=_c(
        r"\bgilt\b|\bgelten\b|gültig|läuft (?:noch )?bis|Laufzeit|fertig|abgeschlossen|umgesetzt|in Kraft|errichte"
        r"|\bgeplant|\bsoll(?:en|te)?\b|gebaut|befristet|\bwurden?\b|\bwaren?\b|Ziel\b|reduzier|erreich"
        r"|Projekte, die|Durchführung|Bewilligungszeitraum|Förderzeitraum|Ausstellung|verwend|erbringen|Ausführung"
        r"|Vertrag|\bhatten?\b|abrufbar|verfügbar|zu sehen|Mediathek"
    ),
    after_never=_c(
        r"fertig|abgeschlossen|umgesetzt|umzusetzen|in Kraft|\berreich|\bgelten|\bgilt|gültig|\bgebaut"
        r"|abzuschließen|errichtet|in Betrieb|verlängert wurde|entschieden|realisier|bewilligt|ausgestellt"
        r"|zu sehen|abrufbar"
    ),
    step=_c(r"\bFragen\b|Bieterfragen|Rückfragen|Nachfragefrist|Interessenbekundung"),
)

_FR_ACT = (
    r"candidat|dossiers?\b|dépos|dépôt|soumet|soumission|soumis|propositions?|postul|contribu|observations?"
    r"|consultation|enquête publique|inscri|répon[ds]|réponses?\b|\boffres?\b"
    r"|envoy|transmet|transmis|adress[eé]|participe|demandes? (?:d['’]aide|de subvention)|appel à"
    r"|appel d['’]offres|concertation|remises?\b|avis du public"
)
_FR = Words(
    hint=_c(r"limite|clôture|jusqu|au plus tard|avant le|d['’]ici|délai|\bdu\b"),
    label=_c(
        r"\b(?:date|dates|heure)s?(?: et heures?)? limites?\b|\bdate de (?:clôture|fin)(?: (?:des|de la|de l['’]"
        r"|du))?|\bclôture (?:des|de l['’]appel|de la consultation|du dépôt|de la période)\b|\bdate butoir\b"
        r"|\bdélai (?:de|pour) (?:dépôt|remise|réponse|candidature)\b"
    ),
    bare=_c(
        r"(?:date|dates|heure)s?(?: et heures?)? limites?|date de (?:clôture|fin)(?: (?:des|de la|de l['’]|du))?"
        r"|date butoir"
    ),
    window=_c(
        r"enquête publique|consultation|concertation|(?:période|phase) (?:de|d['’])\s?(?:dépôt|candidature"
        r"|inscription|consultation|réponse)|inscriptions?\b|candidatures?\b|dépôt des"
    ),
    closes=_c(
        rf"\b(?:candidatures|inscriptions|consultation|appel à \w+|concertation"
        rf"|enquête)\b[^.;]{{0,40}}?\b(?:se termine|s['’]achève|prend fin|ferme|clôture|close)\b{_C}"
    ),
    until=_c(rf"(?:jusqu['’]au|\bau plus tard(?: le)?)\b{_C}"),
    before=_c(rf"(?:\bavant le|\bd['’]ici (?:le|au)|\bdernier délai)\b{_C}"),
    act=_c(_FR_ACT),
    verb=_c(
        r"candidater|dépos[eé]|soumet|soumis|postuler|s['’]inscri|répondre|envoy|transmet|transmis|adress[eé]"
        r"|parvenir|participer|remis\b|remises?\b"
    ),
    never=_c(
        r"achev|réalis|en vigueur|valable|livr[eé]|constru|travaux|notifi|exécution|expos|applicable|\bconclu"
        r"|couvr|\bétait|\bétaient|validité|mise en service|objectif|réduire|atteindre|prorog[eé]e? l['’]"
    ),
    after_never=_c(r"\bsont exempt|demeure"),
    step=_c(r"\bquestions?\b|manifestations? d['’]intérêt|lettres? d['’]intention|pré-?inscription"),
)

_ES_ACT = (
    r"solicitud|presentar|presentaci[oó]n|presenten|inscri[bp]|candidatur|ofertas?\b|alegacion|aportacion"
    r"|propuestas?\b|convocatoria|consulta p[uú]blica|informaci[oó]n p[uú]blica|audiencia|\benviar|\bremitir"
    r"|participar|postul|concurs|observacion|plazo"
)
_ES = Words(
    hint=_c(r"plazo|hasta|fecha|cierre|antes del|a más tardar|\bdel\b"),
    label=_c(
        r"\bfecha (?:l[ií]mite|tope|de cierre)\b|\b(?:fin|finalizaci[oó]n|t[eé]rmino|vencimiento|cierre) (?:de"
        r"|del) (?:la |las |los )?(?:plazo|inscripci[oó]n|inscripciones|convocatoria|recepci[oó]n|solicitudes"
        r"|presentaci[oó]n|ofertas|candidaturas)\b"
        r"|\bplazo\b[^.;]{0,90}?\b(?:finaliza|finalizar[aá]|termina|terminar[aá]|concluye|concluir[aá]|acaba"
        r"|acabar[aá]|vence|vencer[aá]|expira|expirar[aá]|se cierra|cerrar[aá])\b"
    ),
    bare=_c(r"fecha (?:l[ií]mite|tope|de cierre)"),
    window=_c(
        r"plazo|per[ií]odo de (?:presentaci[oó]n|inscripci[oó]n|solicitud|consulta)|consulta p[uú]blica"
        r"|informaci[oó]n p[uú]blica|solicitudes|inscripciones|convocatoria[^.;]{0,30}abierta"
    ),
    closes=_c(
        rf"\b(?:convocatoria|inscripci[oó]n|inscripciones|consulta)\b[^.;]{{0,40}}?\b(?:cierra|finaliza|termina"
        rf"|concluye)\b{_C}"
    ),
    until=_c(rf"\b(?:hasta(?: el| las)?|a m[aá]s tardar(?: el)?)\b(?:\s+(?:pr[oó]ximo|d[ií]a|inclusive))*{_C}"),
    before=_c(rf"\bantes del?\b(?:\s+(?:pr[oó]ximo|d[ií]a))*{_C}"),
    act=_c(_ES_ACT),
    verb=_c(r"presentar|presentaci[oó]n|presenten|inscribir|enviar|remitir|participar|postular|solicitarse|formular"),
    never=_c(
        r"ejecut|\bvigor\b|vigencia|vigente|justific|las obras|\bobras\b|resolver|expos|v[aá]lid|estuv"
        r"|finalizad[oa]s|realizad[oa]s|construi|objetivo|reducir|subvencionables|gastos|contrato"
    ),
    after_never=_c(r"\bejecut|\bjustific"),
    step=_c(r"\bpreguntas\b|aclaraci|consultas sobre (?:el|los) pliego"),
)

_IT = Words(
    hint=_c(r"scadenza|entro|fino al|termine|\bdal\b"),
    label=_c(
        r"\bscadenza(?: (?:del bando|per la presentazione|presentazione|domande|iscrizioni))?\b"
        r"|\btermine (?:ultimo|per la presentazione|di presentazione|di scadenza|per l['’]invio)\b"
        r"|\bdata di scadenza\b"
    ),
    bare=_c(r"scadenza|data di scadenza|termine ultimo"),
    window=_c(r"domande|candidature|iscrizioni|consultazione pubblica|sportello|presentazione"),
    closes=_NOTHING,
    until=_c(rf"(?:\bfino al|\bentro(?: e non oltre)?(?: il| le| l['’])?|\bnon oltre il)(?![^\W\d_]){_C}"),
    before=_NOTHING,
    act=_c(
        r"domand[ae]|candidatur|present(?:are|ate|azione)|inviare|invio|inviat[ae]|iscri|\boffert[ae]|partecip"
        r"|contribut[io]|consultazione|osservazioni|proposte"
    ),
    verb=_c(r"present(?:are|ate|azione)|inviare|iscriver|partecipare"),
    never=_c(
        r"complet|realizz|\bvigore|valid|conclu[sd]|ultimat|mostra|lavori|rendicont|contratto|ammissibil|er[ao]n?o? "
    ),
    after_never=_c(r"realizz|conclus|complet"),
    step=_c(r"chiariment|quesit|manifestazion[ei] d['’]interesse"),
)

_JA_ACT = (
    r"提出|申請|応募|申し?込|募集|受付|受け付け|公募|意見|縦覧|届出|参加申"
    r"|エントリー|お寄せ|お送り|送付|郵送|回答|登録|持参|投稿"
)
_JA = Words(
    hint=re.compile(r"まで|締切|締め切|〆|期限|期間|必着|期日|消印"),
    label=re.compile(
        r"(?:提出|申請|応募|申し?込み?|受付|登録|回答|募集|公募|エントリー|意見|届出|送付|書類)[^。\d]{0,10}?(?:期限|締め?切り?日?|〆切り?|期日)(?:日時)?"
        r"|締め?切り?日?(?:日時)?|〆切り?"
    ),
    bare=_NOTHING,
    window=re.compile(
        r"(?:公募|募集|受付|受け付け|申請|申し?込み?|応募|提出|縦覧|閲覧|届出|エントリー|意見(?:の)?(?:募集|提出|公募)|登録)(?:受付)?(?:の)?(?:期間|日時|期限)"
    ),
    closes=_NOTHING,
    until=re.compile(
        r"\s*(?:[（(][^（()）]{1,12}[）)])?\s*(?:(?:午前|午後|正午)?\s*(?:\d{1,2}[時:：]\s*(?:\d{1,2}分?|半)?)?)?\s*[（(]?(?:まで"
        r"|必着|締め?切り?|〆切|当日消印有効|消印有効)"
    ),
    before=_NOTHING,
    act=re.compile(_JA_ACT),
    verb=re.compile(_JA_ACT),
    never=re.compile(
        r"業務期間|事業期間|開講|開催|契約|履行|実施期間|実施時期|有効|工期|施行|納期|納入|会期|対象期間|在職|生まれ|適用|経過措置|利用期間|開設|休止|通行止|イベント|試験|開札|入札日"
        r"|補助事業(?:は|の)|事業は|支給|交付期間|運休"
    ),
    after_never=re.compile(
        r"完了|実施|に生まれ|に発生|に設置|有効|適用|休止|終了|に公布|の間に|に完成|を目指|に取得|に購入|に支払"
    ),
    step=re.compile(r"質問|質疑|問い?合わ?せ|説明会|参加申込|意向表明"),
)

_KO_ACT = r"신청|접수|제출|응모|공모|모집|의견|참여|참가|지원서|등록|투찰|납부|보내"
_KO = Words(
    hint=re.compile(r"까지|마감|기한|기간|[~∼〜～]"),
    label=re.compile(
        r"(?:접수|신청|제출|모집|응모|공모|등록|원서)\s?(?:마감|기한)(?:\s?(?:일시?|기한))?|마감\s?(?:일시?|기한)"
    ),
    bare=_NOTHING,
    window=re.compile(
        r"(?:접수|신청|모집|공모|응모|제출|의견\s?(?:수렴|제출|접수)|참가\s?신청|참여\s?신청|등록|투찰|예고|열람|공람|설문)\s?(?:및\s?\S{1,6}\s?)?(?:기간|일시"
        r"|기한|일정)"
    ),
    closes=_NOTHING,
    until=re.compile(
        r"[\s.일]*(?:\([^()]{1,8}\)|[,.\s]|(?:오전|오후|정오|자정)|\d{1,2}\s?[:시]\s?(?:\d{1,2}분?)?)*(?:까지|마감)"
    ),
    before=_NOTHING,
    act=re.compile(_KO_ACT),
    verb=re.compile(_KO_ACT),
    never=re.compile(
        r"사업\s?기간|지원\s?기간|교육\s?기간|계약|행사|이행|완료|시행|착수|운영\s?기간|유효|활동\s?기간|근무|임기|개최|전시|공사|과업|용역\s?기간|출생|공휴|준공|협약"
    ),
    after_never=re.compile(r"완료|준공|시행|운영|유효|출생|취득|설치|종료|추진|개최|구축|달성|확대"),
    step=re.compile(r"질의|문의|설명회|사전\s?신청"),
)

WORDS = {"en": _EN, "de": _DE, "fr": _FR, "es": _ES, "it": _IT, "ja": _JA, "ko": _KO}
