"""Bullets of a list as a tree."""

from dataclasses import dataclass, field

from .layout import Block
from .letter import Item


@dataclass
class _Open:
    block: Block
    children: list["_Open"] = field(default_factory=list)

    def item(self) -> Item:
        return Item(self.block.words.tidy(), tuple(child.item() for child in self.children))


def tree(bullets: list[Block]) -> tuple[Item, ...]:
    """A list of bullets as a tree, by colons first, then by indents and markers: printers lose either of these."""
    top: list[_Open] = []
    path: list[_Open] = []
    for bullet in bullets:
        while path and not _takes(path, bullet):
            path.pop()
        entry = _Open(bullet)
        (path[-1].children if path else top).append(entry)
        path.append(entry)
    return tuple(entry.item() for entry in top)


def _takes(path: list[_Open], bullet: Block) -> bool:
    """Whether the last of the path has this bullet below it."""
    last, block = path[-1], path[-1].block
    if not block.text.endswith(":"):
        return bullet.indent > block.indent + 1 and bullet.marker != block.marker
    if not last.children:
        return True
    deeper = bullet.indent > block.indent
    first = last.children[0].block
    if (first.marker, first.indent) == (block.marker, block.indent):
        # The indents of this list were lost: it ends where a sentence ends.
        return deeper or (bullet.text[0].islower() and not last.children[-1].block.text.endswith("."))
    above = any(each.block.marker == bullet.marker and each.block.indent >= bullet.indent for each in path)
    return deeper or (bullet.marker != block.marker and not above)
