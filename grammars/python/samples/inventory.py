"""Keeps count of what is in store."""
from __future__ import annotations

import abc
import os.path as ospath, sys
from collections import defaultdict, OrderedDict as Ordered
from dataclasses import dataclass, field
from typing import (
    TYPE_CHECKING,
    Callable,
    Protocol,
)

from . import errors
from ..units.weight import Gram as G, to_gram
from .legacy import *

if TYPE_CHECKING:
    from .warehouse import Warehouse

MAX_ITEMS: int = 10_000
_SECRET = "x"
registry: dict[str, "Item"] = {}
type Pair = tuple[int, int]


@dataclass(frozen=True)
class Item(Base[int], metaclass=abc.ABCMeta):
    """One thing on a shelf."""

    name: str
    weight: G = 0
    tags: list[str] = field(default_factory=list)

    def __init__(self, name: str, weight: float = 1.0) -> None:
        self.name = name
        self.weight = weight

    @property
    def label(self) -> str:
        """The text on the shelf."""

    @label.setter
    def label(self, value: str) -> None:
        # TODO: check the value
        pass

    @staticmethod
    def parse(
        text: str,  # as written
        *,
        strict: bool = False,
    ) -> "Item | None":
        '''Reads an item.

        Returns None for an empty text.
        '''
        raise NotImplementedError("parse")

    async def load(self, source: Callable[[str], Warehouse]) -> None: ...

    class Meta:
        ordering = ["name"]


class Shelf(Protocol):
    def put(self, item: Item) -> bool:
        ...


# Adds items up.
# Skips the empty ones.
def total(items: list[Item], by: Callable[[Item], float] = lambda item: item.weight) -> float:
    def inner(item: Item) -> float:
        return by(item)

    return sum(inner(item) for item in items)


async def fetch(url: str) -> bytes:
    """Fetches.

    >>> fetch("x")
    """
    # Ask once.
    async with session.get(url) as reply:
        return await reply.read()
    # Never reached.


def _hidden(a, b=1, *args, **kwargs): return a + b


def stub():
    # TODO: write me


def one_more():
    pass  # nothing to do


if __name__ == "__main__":
    def main():
        print(total([]))
    main()
