"""By which code an act is refused."""

from collections.abc import Callable

import pytest

from sil.workflow import Denied


def refusal(act: Callable[[], object]) -> str:
    """Return the code of the refusal of an act, which must be refused."""
    with pytest.raises(Denied) as denied:
        act()
    return denied.value.code
