"""The national registers that can be read, and how a file is recognised as one's own."""

from .gias import links
from .gias import schools as gias
from .ofsted import inspections as ofsted
from .results import figures as performance
from .table.reading import Header
from .table.register import Register

REGISTERS = {
    register.slug: register for register in (gias.REGISTER, links.REGISTER, ofsted.REGISTER, performance.REGISTER)
}


def title_of(slug: str) -> str:
    """What a register is called; one that is read no more by its slug."""
    return REGISTERS[slug].title if slug in REGISTERS else slug


def owners(header: Header) -> list[Register]:
    """The registers whose file a header may be of; with luck one."""
    return [register for register in REGISTERS.values() if register.owns(header)]
