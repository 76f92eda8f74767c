"""French, Spanish, Italian and Portuguese words of last days."""

from __future__ import annotations

from extract.deadline_words.words import BETWEEN, NOTHING, Words, pattern

_FR_ACT = (
    r"candidat|dossiers?\b|dépos|dépôt|soumet|soumission|soumis|propositions?|postul|contribu|observations?"
    r"|consultation|enquête publique|inscri|répon[ds]|réponses?\b|\boffres?\b"
    r"|envoy|transmet|transmis|adress[eé]|participe|demandes? (?:d['’]aide|de subvention)|appel à"
    r"|appel d['’]offres|concertation|remises?\b|avis du public"
)
FR = Words(
    hint=pattern(r"limite|clôture|jusqu|au plus tard|avant le|d['’]ici|délai|\bdu\b"),
    label=pattern(
        r"\b(?:date|dates|heure)s?(?: et heures?)? limites?\b|\bdate de (?:clôture|fin)(?: (?:des|de la|de l['’]"
        r"|du))?|\bclôture (?:des|de l['’]appel|de la consultation|du dépôt|de la période)\b|\bdate butoir\b"
        r"|\bdélai (?:de|pour) (?:dépôt|remise|réponse|candidature)\b"
    ),
    bare=pattern(
        r"(?:date|dates|heure)s?(?: et heures?)? limites?|date de (?:clôture|fin)(?: (?:des|de la|de l['’]|du))?"
        r"|date butoir"
    ),
    window=pattern(
        r"enquête publique|consultation|concertation|(?:période|phase) (?:de|d['’])\s?(?:dépôt|candidature"
        r"|inscription|consultation|réponse)|inscriptions?\b|candidatures?\b|dépôt des"
    ),
    closes=pattern(
        rf"\b(?:candidatures|inscriptions|consultation|appel à \w+|concertation"
        rf"|enquête)\b[^.;]{{0,40}}?\b(?:se termine|s['’]achève|prend fin|ferme|clôture|close)\b{BETWEEN}"
    ),
    until=pattern(rf"(?:jusqu['’]au|\bau plus tard(?: le)?)\b{BETWEEN}"),
    before=pattern(rf"(?:\bavant le|\bd['’]ici (?:le|au)|\bdernier délai)\b{BETWEEN}"),
    act=pattern(_FR_ACT),
    verb=pattern(
        r"candidater|dépos[eé]|soumet|soumis|postuler|s['’]inscri|répondre|envoy|transmet|transmis|adress[eé]"
        r"|parvenir|participer|remis\b|remises?\b"
    ),
    never=pattern(
        r"achev|réalis|en vigueur|valable|livr[eé]|constru|travaux|notifi|exécution|expos|applicable|\bconclu"
        r"|couvr|\bétait|\bétaient|validité|mise en service|objectif|réduire|atteindre|prorog[eé]e? l['’]"
    ),
    after_never=pattern(r"\bsont exempt|demeure"),
    step=pattern(r"\bquestions?\b|manifestations? d['’]intérêt|lettres? d['’]intention|pré-?inscription"),
)

_ES_ACT = (
    r"solicitud|presentar|presentaci[oó]n|presenten|inscri[bp]|candidatur|ofertas?\b|alegacion|aportacion"
    r"|propuestas?\b|convocatoria|consulta p[uú]blica|informaci[oó]n p[uú]blica|audiencia|\benviar|\bremitir"
    r"|participar|postul|concurs|observacion|plazo"
)
ES = Words(
    hint=pattern(r"plazo|hasta|fecha|cierre|antes del|a más tardar|\bdel\b"),
    label=pattern(
        r"\bfecha (?:l[ií]mite|tope|de cierre)\b|\b(?:fin|finalizaci[oó]n|t[eé]rmino|vencimiento|cierre) (?:de"
        r"|del) (?:la |las |los )?(?:plazo|inscripci[oó]n|inscripciones|convocatoria|recepci[oó]n|solicitudes"
        r"|presentaci[oó]n|ofertas|candidaturas)\b"
        r"|\bplazo\b[^.;]{0,90}?\b(?:finaliza|finalizar[aá]|termina|terminar[aá]|concluye|concluir[aá]|acaba"
        r"|acabar[aá]|vence|vencer[aá]|expira|expirar[aá]|se cierra|cerrar[aá])\b"
    ),
    bare=pattern(r"fecha (?:l[ií]mite|tope|de cierre)"),
    window=pattern(
        r"plazo|per[ií]odo de (?:presentaci[oó]n|inscripci[oó]n|solicitud|consulta)|consulta p[uú]blica"
        r"|informaci[oó]n p[uú]blica|solicitudes|inscripciones|convocatoria[^.;]{0,30}abierta"
    ),
    closes=pattern(
        rf"\b(?:convocatoria|inscripci[oó]n|inscripciones|consulta)\b[^.;]{{0,40}}?\b(?:cierra|finaliza|termina"
        rf"|concluye)\b{BETWEEN}"
    ),
    until=pattern(
        rf"\b(?:hasta(?: el| las)?|a m[aá]s tardar(?: el)?)\b(?:\s+(?:pr[oó]ximo|d[ií]a|inclusive))*{BETWEEN}"
    ),
    before=pattern(rf"\bantes del?\b(?:\s+(?:pr[oó]ximo|d[ií]a))*{BETWEEN}"),
    act=pattern(_ES_ACT),
    verb=pattern(
        r"presentar|presentaci[oó]n|presenten|inscribir|enviar|remitir|participar|postular|solicitarse|formular"
    ),
    never=pattern(
        r"ejecut|\bvigor\b|vigencia|vigente|justific|las obras|\bobras\b|resolver|expos|v[aá]lid|estuv"
        r"|finalizad[oa]s|realizad[oa]s|construi|objetivo|reducir|subvencionables|gastos|contrato"
    ),
    after_never=pattern(r"\bejecut|\bjustific"),
    step=pattern(r"\bpreguntas\b|aclaraci|consultas sobre (?:el|los) pliego"),
)

IT = Words(
    hint=pattern(r"scadenza|entro|fino al|termine|\bdal\b"),
    label=pattern(
        r"\bscadenza(?: (?:del bando|per la presentazione|presentazione|domande|iscrizioni))?\b"
        r"|\btermine (?:ultimo|per la presentazione|di presentazione|di scadenza|per l['’]invio)\b"
        r"|\bdata di scadenza\b"
    ),
    bare=pattern(r"scadenza|data di scadenza|termine ultimo"),
    window=pattern(r"domande|candidature|iscrizioni|consultazione pubblica|sportello|presentazione"),
    closes=NOTHING,
    until=pattern(rf"(?:\bfino al|\bentro(?: e non oltre)?(?: il| le| l['’])?|\bnon oltre il)(?![^\W\d_]){BETWEEN}"),
    before=NOTHING,
    act=pattern(
        r"domand[ae]|candidatur|present(?:are|ate|azione)|inviare|invio|inviat[ae]|iscri|\boffert[ae]|partecip"
        r"|contribut[io]|consultazione|osservazioni|proposte"
    ),
    verb=pattern(r"present(?:are|ate|azione)|inviare|iscriver|partecipare"),
    never=pattern(
        r"complet|realizz|\bvigore|valid|conclu[sd]|ultimat|mostra|lavori|rendicont|contratto|ammissibil|er[ao]n?o? "
    ),
    after_never=pattern(r"realizz|conclus|complet"),
    step=pattern(r"chiariment|quesit|manifestazion[ei] d['’]interesse"),
)

_PT_ACT = (
    r"inscri[çct]|inscrev|candidat|propostas?\b|submet|submiss|submetid|\benvi(?:o|ar|ad[oa]s?|em)\b"
    r"|apresent(?:ar|ação|ad[oa]s?|em)\b"
    r"|manifestaç|contribui|consulta pública|particip|requeriment|\bpedidos?\b|entreg|licitaç|formulário"
)
PT = Words(
    hint=pattern(r"prazo|até|data|encerr|término|período|inscriç|candidatur|propostas|antes d"),
    label=pattern(
        r"\b(?:data|prazo|dia)[ -](?:limite|final)\b|\bprazo (?:de|para(?: [ao]s?)?) (?:inscriç(?:ão|ões)|candidaturas?"
        r"|submissão|envio|apresentação|entrega|recebimento|manifestação|contribuições)\b"
        r"|\bdata de (?:encerramento|fecho)\b"
        r"|\b(?:encerramento|término|fim) d(?:as?|os?) (?:inscrições|candidaturas|prazo|consulta|recebimento)\b"
        r"|\bprazo\b[^.;]{0,90}?\b(?:termina|encerra(?:-se)?|finda|expira|vence)\b"
    ),
    bare=pattern(r"(?:data|prazo|dia)[ -](?:limite|final)"),
    window=pattern(
        r"período (?:de|para) (?:inscriç(?:ão|ões)|candidatura|submissão|envio|apresentação)|inscrições|candidaturas"
        r"|consulta pública|prazo|propostas"
    ),
    closes=pattern(
        rf"\b(?:inscrições|candidaturas|consulta pública|chamada|edital)\b[^.;]{{0,40}}?"
        rf"\b(?:encerram|encerra|terminam|termina|fecham)(?:-se)?\b{BETWEEN}"
    ),
    until=pattern(rf"\baté(?: (?:ao?|o|às?|próximo|dia))*\b{BETWEEN}"),
    before=pattern(rf"\bantes d[eo](?: dia)?\b{BETWEEN}"),
    act=pattern(_PT_ACT),
    verb=pattern(r"inscrev|submet|envi(?:ar|ad|em)|apresent(?:ar|ad|em)|entregu|participar|candidatar|manifestar"),
    never=pattern(
        r"execu[tç]|\bvigor\b|vigência|vigente|\bobras\b|conclu|exposiç|válid|prestação de contas|contrato|objetivo"
        r"|\bmetas?\b|reduzir|elegíve|despesas|esteve|estiveram|\bfo(?:i|ram)\b|constru"
    ),
    after_never=pattern(r"execut|conclu|constru"),
    step=pattern(r"esclareciment|dúvidas|impugna"),
)
