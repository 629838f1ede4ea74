"""Read PDFs, pictures and workbooks that somebody uploaded, in a process of its own with little memory.

A file of a megabyte can ask for a gigabyte when it is opened. This process is started by `sil/uploads/reading.py`, is
told one file a line, and answers a line of JSON: the number of pages, or why the file cannot be taken in; or what is
active in it. It imports nothing of the product but `active`, and has no settings.
"""

import json
import resource
import sys
from datetime import datetime, time
from pathlib import Path
from typing import Any

from sil.uploads.active import found_in

# The longer side of a picture as it is printed: 300 dots to the inch of a sheet of A4 are no more than anybody sees.
LONGEST = 2400
MOST_PIXELS = 80_000_000
QUALITY = 85

PASSWORD, BROKEN, TOO_LONG, TOO_LARGE, TOO_MANY = "password", "broken", "too_long", "too_large", "too_many"


def pdf(source: Path, target: Path | None, most: int) -> dict[str, Any]:
    """Return the number of pages of a PDF and of the files inside it, or why it cannot be taken in. Where there is a
    `target` its pages alone are written there, with what is filled in on them."""
    import pikepdf

    try:
        with pikepdf.open(source, access_mode=pikepdf.AccessMode.stream) as found:
            # What it says of itself is read first: to look at each page would need memory for all of them.
            if int(found.Root.Pages.get("/Count", 0)) > most or len(found.pages) > most:
                return {"refused": TOO_LONG}
            said = {"pages": len(found.pages), "attached": len(found.attachments)}
    except pikepdf.PasswordError:
        return {"refused": PASSWORD}
    if not said["pages"]:
        return {"refused": BROKEN}
    if target:
        pages = [{"file": str(source)}]
        pikepdf.Job({"empty": "", "outputFile": str(target), "pages": pages}).run()
    return said


def picture(source: Path, target: Path | None, most: int) -> dict[str, Any]:
    """Write a picture as a JPEG that fits a printed page, upright; or return why it cannot be taken in."""
    from PIL import Image, ImageOps

    with Image.open(source) as found:
        if found.width * found.height > MOST_PIXELS:
            return {"refused": TOO_LARGE}
        # Of a JPEG no more is unpacked than is wanted.
        found.draft("RGB", (LONGEST, LONGEST))
        upright = ImageOps.exif_transpose(found)
        upright.thumbnail((LONGEST, LONGEST))
        if upright.mode in ("RGBA", "LA", "P"):
            upright = upright.convert("RGBA")
            on_white = Image.new("RGB", upright.size, "white")
            on_white.paste(upright, mask=upright.getchannel("A"))
            upright = on_white
        if target:
            upright.convert("RGB").save(target, "JPEG", quality=QUALITY)
    return {"pages": 1, "attached": 0}


def workbook(source: Path, target: Path | None, most: int) -> dict[str, Any]:
    """Write the rows of the first sheet of a workbook, each cell as text, or return why it cannot be taken in."""
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(str(source)).get_sheet_by_index(0)
    if sheet.total_height > most:
        return {"refused": TOO_MANY}
    rows = [[_as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    if target:
        target.write_text(json.dumps(rows), "utf-8")
    return {"pages": 1, "attached": 0}


def _as_text(cell: object) -> str:
    """A cell as somebody reads it: 3 for the number 3.0, 2026-11-27 for a day at midnight."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    source, target = Path(asked["source"]), Path(asked["target"]) if asked["target"] else None
    if asked["kind"] == "active":
        return {"active": found_in(source, asked["media_type"])}
    read = {"pdf": pdf, "picture": picture, "workbook": workbook}[asked["kind"]]
    return read(source, target, asked["most"])


def main(memory: int) -> None:
    """Answer each line of the standard input until it ends. `memory` is in bytes."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            said = _answer(asked)
        except MemoryError:
            said = {"refused": TOO_LARGE}
        except Exception:
            # Libraries that read files of others raise far more than they promise.
            said = {"refused": BROKEN}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
