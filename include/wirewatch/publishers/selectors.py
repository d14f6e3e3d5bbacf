"""CSS selectors, as far as publisher files need them: tags, classes, ids, attributes, nesting."""

import re

_STEP = re.compile(
    r"(?P<tag>\*|[a-zA-Z][\w-]*)?"
    r"(?P<rest>(?:\.[\w-]+|#[\w-]+|\[[\w:-]+(?:=(?:\"[^\"]*\"|'[^']*'|[\w-]+))?\])*)"
)
_TESTS = re.compile(r"\.([\w-]+)|#([\w-]+)|\[([\w:-]+)(?:=[\"']?([^\"'\]]*)[\"']?)?\]")
_MAX_CHARS = 300


def xpath_of(selector: str) -> str:
    """Return the XPath of a CSS selector such as "article > .byline, p[itemprop=author] a".

    Raises:
        ValueError: It is no such selector; the message says which part is not understood.
    """
    if len(selector) > _MAX_CHARS:
        raise ValueError(f"longer than {_MAX_CHARS} characters")
    return " | ".join(_path(one.strip()) for one in selector.split(","))


def _path(selector: str) -> str:
    path, axis = "", "//"
    for part in selector.replace(">", " > ").split():
        if part == ">":
            if axis == "/":
                raise ValueError("a > that follows another, or opens the selector")
            axis = "/"
            continue
        path, axis = f"{path}{axis}{_step(part)}", "//"
    if not path or axis == "/":
        raise ValueError("nothing stands where an element should be named")
    return path


def _step(part: str) -> str:
    step = _STEP.fullmatch(part)
    if step is None or not part:
        raise ValueError(
            f"{part!r} is more than tag, .class, #id and [attribute=value] joined by spaces or >"
        )
    tests = (_test(*test.groups()) for test in _TESTS.finditer(step["rest"]))
    return f"{step['tag'] or '*'}{''.join(tests)}"


def _test(name: str | None, key: str | None, attribute: str | None, value: str | None) -> str:
    if name:
        return f"[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
    if key:
        return f"[@id='{key}']"
    return f"[@{attribute}]" if value is None else f'[@{attribute}="{value}"]'
