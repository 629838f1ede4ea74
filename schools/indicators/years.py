"""Academic years as they are written beside published figures. Years are numbers, as in sil.framework.years."""


def short(year: int) -> str:
    """2023 -> "2023/24", as the Department for Education writes it."""
    return f"{year}/{(year + 1) % 100:02}"
