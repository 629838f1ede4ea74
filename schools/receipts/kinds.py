"""What people at a school send to the authority. Each app declares its own; nothing is sent without a receipt."""

from dataclasses import dataclass

from sil.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A kind of thing that a school sends. `name` follows "the" and may have names in braces; `routes` are the
    addresses whose post sends it."""

    slug: str
    name: str
    routes: tuple[str, ...]


SENT: Registry[Sent] = Registry("what schools send", key=lambda sent: sent.slug)
