"""A clock that moves only when somebody sleeps by it."""

from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 3, 12, 18, tzinfo=UTC)


class Clock:
    """Hand `now` and `sleep` to what needs them; `slept` says how long it waited in all."""

    def __init__(self, start: datetime = NOW) -> None:
        self._at = start
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.go_on(seconds)

    def go_on(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds)
