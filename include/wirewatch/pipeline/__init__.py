"""The steps an article takes; one function here is one Airflow task and one CLI command.

    harvest   feeds that are due → entries → pages in the landing zone
    archive   a past date → pages in the landing zone
    read      captures → articles → credits → rows
    group     texts → fingerprints → copies → stories
    match     stories × watches → alerts in the outbox
    deliver   the outbox → people

Every step may be killed at any line and run again: keys come from content or URL, rows and their
ledger row land together, and what a step reads it reads from the tables.
"""
