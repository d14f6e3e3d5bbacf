"""News monitoring: from a feed to a warehouse row and an alert.

An article walks through these rooms, always in this order:

    feeds      bytes of RSS/Atom/JSON → FeedEntry   what a publisher announces
    articles   bytes of HTML          → Article     one publisher's copy, block by block
    wire       an Article             → Credit      which agency wrote it, and how we know
    stories    many texts             → Story       the copies of one text, grouped
    alerts     stories × watches      → Alert       what somebody asked to be told

The rooms are pure functions over `model`; `adapters` does all I/O; `pipeline` joins the two.
"""

if __name__ != "wirewatch":  # loaded twice, `except Gone` would miss the errors of the other copy
    raise ImportError(f"import this package as 'wirewatch', not {__name__!r}")
