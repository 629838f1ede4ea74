"""The framework of the demonstration: Liverpool's under an invented name."""

import re

from sil.framework.loader import LIVERPOOL

AUTHORITY = """[authority]
name = "Exampleton City Council"
service = "School Improvement Exampleton"
code = "999"
address = ["Placeholder House", "1 Sample Street", "Exampleton", "ZZ99 1AA"]
telephone = "01632 960000"
email = "school-improvement@demo.example"
website = "www.demo.example"
colour = "#1d4f76"
"""

CODE = "999"
NAME = "Exampleton"


def framework_text() -> str:
    """The Liverpool file with the invented authority in place of the real one."""
    text = LIVERPOOL.read_text(encoding="utf-8")
    return re.sub(r"\[authority\]\n.*?(?=\n\[)", AUTHORITY, text, count=1, flags=re.DOTALL)
