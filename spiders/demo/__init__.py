"""The offline tour's own small web: a bureau, a site that reprints it, and a hacked mirror."""
