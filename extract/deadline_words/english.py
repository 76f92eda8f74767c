"""English words of last days."""

from __future__ import annotations

from extract.deadline_words.words import BETWEEN, Words, pattern

_EN_THINGS = (
    r"applications?|submissions?|comments?|responses?|replies|feedback|bids?|tenders?|proposals?|quotations?"
    r"|nominations?|entries"
    r"|abstracts?|papers|expressions? of interest|consultations?|calls?|survey|questionnaire|inquiry"
    r"|call for evidence|registrations?"
    r"|enrolments?|representations|objections|petition|vacancy|competition|comment period|funding round"
    r"|grant round|round|intake"
    r"|submission window|window|portal|programme?|scheme|fund|grants?"
)
EN = Words(
    hint=pattern(
        r"through|deadline|clos(?:e|es|ing)\b|\bdue\b|until|\bby\b|before|no(?:t)? later than|last date"
        r"|final date|period"
        r"|\bends?\b|from"
    ),
    label=pattern(
        r"\b(?:closing|due|response|submission|application|bid|tender|cut-?off|comment|registration|entry"
        r"|nomination)s?[\s-]+(?:due\s+)?(?:dates?(?: and time)?|deadlines?)\b"
        r"|\bdeadlines?\b|\b(?:comments?|applications?|responses?|submissions?|bids?|proposals?|tenders?"
        r"|abstracts?|papers|nominations?|entries|quotations?|offers|feedback|letters of intent"
        r"|expressions of interest)\b"
        r"(?:\s(?:are|is|will be|must be|should be))?(?:\snow)?\s+due\b|\b(?:last|final) (?:date|day) (?:for|of"
        r"|to)\b|\bdate for (?:receipt|return|submission) of\b"
        r"|\bdate responses? (?:is|are )?due\b|\bcloses?:"
    ),
    bare=pattern(
        r"deadlines?|due dates?|closes?:|cut-?off dates?|entry dates?|(?:last|final) (?:date|day) (?:for|of|to)"
    ),
    window=pattern(
        r"\b(?:application|submission|comment|consultation|registration|nomination|tender|bidding|entry"
        r"|enrolment) (?:period|window|phase)s?\b"
        r"|\b(?:consultation|applications?|submissions?|calls?|comment period|registration|nominations?|inquiry"
        r"|survey|portal)\b[^.;]{0,60}\b(?:open|run|runs|accepted)\b[^.;]{0,30}$"
        r"|\bopen (?:for|to) (?:applications?|comments?|consultation|submissions?|feedback|bids|proposals"
        r"|nominations)\b"
    ),
    closes=pattern(
        rf"\b(?:{_EN_THINGS})\b[^.;]{{0,50}}?\b(?:(?:will )?(?:close|end)|closes|closing|ends|(?:is"
        rf"|are) closing)\b{BETWEEN}"
    ),
    until=pattern(
        rf"\b(?:until|till|through|no later than|not later than|on or before|on or by|up to and including"
        rf"|up until)\b{BETWEEN}"
    ),
    before=pattern(rf"\b(?:by|before|prior to)\b{BETWEEN}"),
    act=pattern(
        r"\b(?:appl(?:y|ications?|icants? (?:can|may|must|should|have))|submi(?:t|tted|ssions?)|comments?"
        r"|respon(?:d|ses?)|repl(?:y|ies)|feedback|bids?|tenders?"
        r"|proposals?|quotations?|nominat(?:e|ions?)|entries|abstracts?|papers|expressions? of interest"
        r"|consultations?|call for|survey|questionnaire"
        r"|call for evidence|regist(?:er|rations?)|enrol|objections?|representations|petition|views|have your say"
        r"|sign up|feedback)\b"
    ),
    verb=pattern(
        r"\b(?:appl(?:y|ied|ications? (?:must|should|can|may|will|to|are|is|received|submitted|for))"
        r"|submit(?:ted)?|sen[dt]|lodged?|returned|return|respond|repl(?:y|ied)|file[d]?"
        r"|e-?mail(?:ed)?|nominate|receiv(?:e|ed)|reach(?:es)? (?:us|the)|register|enrol|sign up|rsvp"
        r"|have your say|take part|book|uploaded|upload|provide (?:comments|feedback|views|evidence)"
        r"|share (?:your )?(?:views|comments)|give (?:us )?(?:your )?(?:views|feedback)|comment|postmarked"
        r"|comments (?:must|should|may|are|can))\b"
    ),
    never=pattern(
        r"\b(?:minister|government|commission|council|parliament|committee|board|authority|company|companies"
        r"|suppliers?|contractor)"
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
    after_never=pattern(
        r"^\W*(?:each|every|of each|of every) year|\bannually\b|"
        r"^\W*(?:will|may|can) be (?:exempt|subject|required)|\bare exempt\b|\bremain(?:s)? valid|\bcontinue to apply"
    ),
    step=pattern(
        r"\bquestions?\b|enquir|clarif|letters? of intent|notices? of intent|pre-?bid|webinar|pre-?proposal"
        r"|register (?:your )?interest|concept (?:note|paper)s?|pre-?applications?|to attend|to speak|hearing"
    ),
)
