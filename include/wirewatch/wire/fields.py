"""What an agency in a field of the metadata did for an article."""

from wirewatch.model import Declared, Role

_PICTURE_FIELDS = ("image", "photo", "copyright", "thumbnail", "video")
_TEXT_FIELDS = ("author", "creator", "source", "provider", "byline", "contributor", "publisher")
_NOT_FIELDS = ("twitter", "url", "site")


def role_of_field(declared: Declared) -> Role | None:
    """Return what an agency named in this field did; None for fields that do not say."""
    name = declared.name.lower()
    if any(word in name for word in _NOT_FIELDS):
        return None
    if any(word in name for word in _PICTURE_FIELDS):
        return Role.PHOTO
    return Role.TEXT if any(word in name for word in _TEXT_FIELDS) else None
