"""Whether two words have one stem, in the language of their text: Snowball's, by PyStemmer.

Only where a watch asks for it (~resign). For names stems are wrong: marine, Marin and mariners are
one stem, mobilise and mobilize two.
"""

from collections.abc import Collection, Mapping
from functools import cache, lru_cache

from Stemmer import Stemmer

COMMON_LETTERS = 3  # with which both words begin: "was" and "be" are one stem to nobody here
_ALGORITHMS: Mapping[str, str] = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian",
    "nb": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish",
    "tr": "turkish",
}  # fmt: skip


def is_one_stem(one: str, other: str, languages: Collection[str]) -> bool:
    """Tell whether two folded words are forms of one word in one of `languages`.

    In a language that nobody knows a word has no other forms.
    """
    if one == other:
        return True
    known = [language for language in languages if language in _ALGORITHMS]
    return any(_stem(one, language) == _stem(other, language) for language in known)


@lru_cache(maxsize=65_536)
def _stem(word: str, language: str) -> str:
    return str(_stemmer(_ALGORITHMS[language]).stemWord(word))


@cache
def _stemmer(algorithm: str) -> Stemmer:
    return Stemmer(algorithm)
