"""What we know of single publishers, where the general reader is not enough; one dated file each.

The files beside this one are of invented publishers and show the form; docs/publishers.md tells how
to write one. An operator's own stand in `publishers/` beside the desk file.
"""
