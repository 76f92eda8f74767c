"""Tables this package ships, all UTF-8, tab-separated, with a heading line.

Made by the programs beside them: divisions.tsv by make_divisions, portals.tsv by make_portals, fold.tsv and kinds.tsv
by make_fold.

Kept by hand, facts that anyone may check:
- aliases.tsv, former.tsv: other names of today's divisions; former ones follow the State Council's replies since 1994.
- zones.tsv: development zones and the division that governs them; nicknames.tsv: 泉城 and its like.
- bare_names.tsv: short names that are words (alone), county-level cities known by their short name (known), and
  district names that need their city beside them (generic).
- swallow.tsv: words, groups of places and offices whose characters must not be read as a place.
- number_prefixes.tsv: how document numbers begin; two codes where two places use the same character.
- central_hosts.tsv: hosts of the central bodies; countries.tsv: ISO 3166 with the names Unicode CLDR gives.
"""
