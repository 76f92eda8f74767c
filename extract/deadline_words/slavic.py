"""Polish and Russian words of last days."""

from __future__ import annotations

from extract.deadline_words.words import BETWEEN, NOTHING, Words, pattern

_PL_ACT = (
    r"wnios(?:k|ek)|zgłosz|zgłasz|zgłosić|składa|złoży|złożon|nadsył|nadesła|przesył|przesła|\bofert"
    r"|\buwag|\bopini|konsultacj"
    r"|rejestr|aplik|\bnab[oó]r|\bzapis|kandydat|uczestni"
)
PL = Words(
    hint=pattern(r"termin|\bdo\b|nab[oó]r|najpóźniej|nie później|deadline"),
    label=pattern(
        r"\btermin(?:em|u|ie)? (?:składania|zgłaszania|nadsyłania|przesyłania|naboru|zgłoszeń|rejestracji|złożenia"
        r"|zakończenia naboru|wnoszenia|zapisów|nadesłania)\b|\bnab[oó]r\w*\b[^.;]{0,60}?\b(?:zakończy|kończy) się\b"
        r"|\bzakończenie naboru\b"
    ),
    bare=NOTHING,
    window=pattern(r"nab[oó]r|konsultacj|wnios|zgłosz|rekrutacj|składa|\bzapisy|\buwag"),
    closes=NOTHING,
    until=pattern(
        rf"\b(?:do(?: dnia)?|najpóźniej(?: do| w dniu)?|nie później niż(?: do)?(?: dnia)?"
        rf"|w terminie do(?: dnia)?)\b{BETWEEN}"
    ),
    before=pattern(rf"\bprzed(?: dniem)?\b{BETWEEN}"),
    act=pattern(_PL_ACT),
    verb=pattern(r"składa|złoży|zgłasza|zgłosić|nadsyła|przesyła|przesła|wnosić|rejestrować|aplikować"),
    never=pattern(
        r"obowiązuj|\bważn|realizacj|wykonan|w życie|wystaw|\bumow|wybudow|kwalifikowaln|osiągn|inwestycj"
        r"|obniż|zrealizow"
        r"|\bbył[aoy]?\b|zakończen\w+ (?:prac|robót|budow)|wypłac|rozpatrz|ogłosz\w+ wynik"
    ),
    after_never=pattern(r"zrealizow|obowiązuj|zostan\w+ (?:zakończ|wybudow|rozpatrz|ogłosz)"),
    step=pattern(r"\bpyta(?:nia|ń)\b|wyjaśnie"),
)

_RU_ACT = (
    r"заяв|подать|подач|подава|направ|представ(?:ить|лени|ля)|предложени|замечани|участ|регистр|отзыв|конкурс"
    r"|прислать|присыла|принима|при[её]м|обсуждени"
)
RU = Words(
    hint=pattern(r"срок|\bдо\b|не позднее|при[её]м|окончани|дедлайн|\bпо\b"),
    label=pattern(
        r"\b(?:срок|дата)(?: и время)?(?: окончания| завершения)? (?:при[её]ма|подачи|представления|направления|сбора"
        r"|регистрации)(?: (?:заявок|заявлений|предложений|документов|замечаний|работ|на участие))*"
        r"|\bпри[её]м[^.;]{0,80}?\b(?:завершается|заканчивается|завершится|закончится)\b|\bкрайний срок\b|\bдедлайн\b"
        r"|\bпоследний день (?:при[её]ма|подачи)\b|\bокончание при[её]ма(?: заявок| предложений)?"
    ),
    bare=pattern(r"крайний срок|дедлайн"),
    window=pattern(r"при[её]м|заяв|подач|обсуждени|регистраци|предложени|замечани"),
    closes=NOTHING,
    until=pattern(rf"\b(?:до|не позднее|вплоть до)\b{BETWEEN}"),
    before=NOTHING,
    act=pattern(_RU_ACT),
    verb=pattern(_RU_ACT),
    never=pattern(
        r"вступ(?:ит|ает|ил|лени)|в силу|действ|реализ|постро|строительств|ремонт|выставк|договор|контракт"
        r"|поставк|исполнен"
        r"|снизить|достич|достигн|увелич|планир|\bбыл[аио]?\b|введ(?:ен|ут)|итоги|результат"
    ),
    after_never=pattern(r"вступ|в силу|реализ|завершить|построить|будут подведены"),
    step=pattern(r"вопрос|разъяснен"),
)
