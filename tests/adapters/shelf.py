"""An object store of a dict, behind fsspec's own machinery, that can be told to fail."""

from dataclasses import dataclass, field
from typing import Any

import fsspec
from fsspec.spec import AbstractFileSystem


@dataclass
class Shelf:
    """What the store holds, what it was asked for, and the error it answers with, if any."""

    objects: dict[str, bytes] = field(default_factory=dict)
    served: list[tuple[int, int]] = field(default_factory=list)
    trouble: Exception | None = None

    def open(self) -> dict[str, bytes]:
        """Give the objects, unless the store is in trouble."""
        if self.trouble:
            raise self.trouble
        return self.objects


class ShelfFileSystem(AbstractFileSystem):
    """The driver of "shelf://". As with S3, reading is by ranges, and a put is whole."""

    protocol = "shelf"
    cachable = False
    shelf = Shelf()  # fsspec makes drivers itself: they meet the tests at a fixed place

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        if path not in self.shelf.open():
            raise FileNotFoundError(path)
        return {"name": path, "size": len(self.shelf.objects[path]), "type": "file"}

    def cat_file(self, path: str, start: int, end: int, **_: Any) -> bytes:
        self.shelf.served.append((start, end))
        return self.shelf.open()[path][start:end]

    def pipe_file(self, path: str, value: bytes, **_: Any) -> None:
        self.shelf.open()[path] = value


fsspec.register_implementation("shelf", ShelfFileSystem, clobber=True)
