"""What of a letter's HTML its page shows."""

import pytest

from sil.letters.views import body_of


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<body><main><h1>A</h1><h2>B</h2><p>C</p></main></body>", "<h2>A</h2><h3>B</h3><p>C</p>"),
        # A letter of a seeded authority has no text.
        ("", ""),
        ("<body></body>", ""),
    ],
)
def test_the_body_with_its_headings_one_level_down(html: str, shown: str) -> None:
    assert body_of(html) == shown
