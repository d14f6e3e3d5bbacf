"""Tell the operator when the pages of a feed's publisher suddenly give no text, or no date."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import Connection

from wirewatch.adapters.warehouse.drift import pages_by_feed
from wirewatch.adapters.warehouse.engine import write
from wirewatch.adapters.warehouse.feeds import save_event
from wirewatch.articles.extract import EXTRACTOR
from wirewatch.bootstrap import Desk
from wirewatch.feeds.polling.events import FeedEvent, FeedEventKind
from wirewatch.pipeline.poll import tell_operator
from wirewatch.publishers.drift import find_drift

_NEWS_FOR = timedelta(days=3)  # drift of a past that is read again is recorded, not told


def tell_drift(desk: Desk, feed_ids: Collection[str]) -> int:
    """Record each drift among the latest pages of `feed_ids`; return how many were new."""

    def tell(db: Connection) -> int:
        n_new = 0
        for feed_id, pages in pages_by_feed(db, feed_ids, EXTRACTOR).items():
            for drift in find_drift(pages):
                event = FeedEvent(kind=FeedEventKind.DRIFT, detail=drift.detail)
                if not save_event(db, feed_id, event, drift.at):
                    continue
                n_new += 1
                if desk.now() - drift.at <= _NEWS_FOR:
                    tell_operator(db, desk, feed_id, event, drift.at)
        return n_new

    return write(desk.engine, tell)
