"""Several readers look for one fact: which of them is believed, and whether another agrees."""

from collections.abc import Callable, Mapping, Sequence

from wirewatch.articles.body import bare
from wirewatch.model import Fact

Stated = Mapping[str, Sequence[str]]  # reader → what it states; the reader to be believed first


def agreed(stated: Stated, alike: Callable[[str], str] = bare) -> tuple[Fact, ...]:
    """Return what the first reader that states anything says, each value with what others say.

    Args:
        stated: What each reader found, in the order in which they are believed.
        alike: Gives of a value what two readers must share to say the same.
    """
    told = {reader: values for reader, values in stated.items() if values}
    reader = next(iter(told), "")
    others = {alike(value) for other, values in told.items() if other != reader for value in values}
    return tuple(
        Fact(value=value, reader=reader, agrees=alike(value) in others if others else None)
        for value in told.get(reader, ())
    )
