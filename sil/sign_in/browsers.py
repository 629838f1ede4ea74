"""What a browser is called in words, so that a person recognises where they are signed in."""

# The first that occurs in the header counts: most browsers name others beside themselves.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "a Chromebook"),
    ("Macintosh", "a Mac"),
    ("Linux", "Linux"),
)
UNKNOWN = "Another browser"


def in_words(user_agent: str) -> str:
    """Return "Chrome on Windows" for a User-Agent header, "Another browser" for one that is not known."""
    browser, system = (
        next((words for sign, words in table if sign in user_agent), "") for table in (_BROWSERS, _SYSTEMS)
    )
    return f"{browser or UNKNOWN} on {system}" if system else browser or UNKNOWN
