"""What a poller owes the servers it asks and the people it reads for.

From the feed reader score of rachelbythebay.com, RFC 9110 and 9111, and what readers were blocked
for. A rule looks at the cases that one script brought about; it is kept when there were some and
all went well. So who never asks keeps no rule.
"""

from dataclasses import dataclass
from datetime import timedelta

from behaviour import cases
from behaviour.world import DAY, HOUR, Log

_A_DAY = timedelta(hours=25)  # and the poll after it


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a poller does right; `cases` tells for each chance to do it whether it did.

    Points: 3 for what loses news or gets a reader blocked, 2 for what costs a server or hides that
    something is wrong, 1 for manners.
    """

    name: str
    points: int
    scenario: str | None  # None: all of them
    cases: cases.Cases


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a poller kept a rule."""

    rule: Rule
    n_right: int
    n_cases: int

    @property
    def points(self) -> int:
        """The rule's points, or none."""
        return self.rule.points if self.n_cases and self.n_right == self.n_cases else 0

    def __str__(self) -> str:
        if not self.n_cases:
            return f"{self.rule.name}: never came to it"
        return f"{self.rule.name}: {self.n_right} of {self.n_cases} times"


def judge(rule: Rule, log: Log) -> Verdict:
    """Return how the poller that left `log` kept `rule`."""
    went_well = list(rule.cases(log))
    return Verdict(rule=rule, n_right=sum(went_well), n_cases=len(went_well))


RULES = (
    Rule("asks first without condition", 1, "fresh", cases.first_is_whole),
    Rule("sends both validators back as they came", 3, "steady", cases.exact),
    Rule("takes a new validator from a 304", 3, "renewing", cases.renewed),
    Rule("keeps what a 304 leaves out", 3, "renewing", cases.kept),
    Rule("drops what a 200 leaves out", 2, "renewing", cases.dropped),
    Rule("asks without condition once a day at most", 3, "steady", cases.audits_rare),
    Rule("comes no sooner than max-age", 2, "fresh", cases.not_before("max-age.example", 2 * HOUR)),
    Rule("comes no sooner than Expires", 2, "fresh", cases.not_before("expires.example", 3 * HOUR)),
    Rule(
        "comes no sooner than the feed's ttl", 2, "fresh", cases.not_before("ttl.example", 3 * HOUR)
    ),
    Rule("leaves out skipHours", 1, "fresh", cases.skips_hours),
    Rule(
        "loses nothing of 5 hours that are called fresh for a day", 3, "fresh", cases.loses_nothing
    ),
    Rule("never comes twice in ten minutes", 3, None, cases.ten_minutes),
    Rule("asks one host's feeds one by one", 3, "crowd", cases.paced),
    Rule("leaves the host alone as a 429 asks", 3, "throttling", cases.rests(429)),
    Rule("leaves the host alone as a 503 asks", 3, "throttling", cases.rests(503)),
    Rule("leaves the host alone as a 403 asks", 3, "throttling", cases.rests(403)),
    Rule("follows a feed that has moved", 2, "moving", cases.adopts),
    Rule("is in no hurry to believe a move", 1, "moving", cases.is_in_no_hurry),
    Rule("takes no temporary address for the feed's", 2, "moving", cases.stays("away.example")),
    Rule("forgives half a day of wrong redirects", 3, "moving", cases.stays("mistaken.example")),
    Rule("asks rarely for what is gone", 2, "gone", cases.asks_rarely),
    Rule("finds what was gone and is back", 2, "gone", cases.finds_the_returned),
    Rule("backs off from a broken server", 2, "failing", cases.backs_off),
    Rule("comes back when it is mended", 3, "failing", cases.recovers),
    Rule(
        "loses nothing for a day to a server stuck on “not modified”",
        3,
        "lying",
        cases.sees("stuck.example", within=_A_DAY),
    ),
    Rule(
        "loses nothing for a day to a server with one name for all",
        3,
        "lying",
        cases.sees("same.example", within=_A_DAY),
    ),
    Rule(
        "finds out a server stuck on “not modified”",
        2,
        "lying",
        cases.sees("stuck.example", within=3 * HOUR, since=3 * DAY),
    ),
    Rule(
        "finds out a server with one name for all",
        2,
        "lying",
        cases.sees("same.example", within=3 * HOUR, since=3 * DAY),
    ),
    Rule("sends no cookies back", 1, "steady", cases.no_cookies),
    Rule("says who asks, with a contact", 1, None, cases.has_contact),
    Rule("asks for gzip only", 1, None, cases.gzip_only),
    Rule("asks for the address as it stands", 1, "steady", cases.target_untouched),
)
