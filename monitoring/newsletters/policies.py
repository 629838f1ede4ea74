"""Policies of newsletters: what one needs, and until when it changes."""

from dataclasses import dataclass

from sil.framework.parts import OfferKind
from sil.framework.schema import Framework
from sil.uploads.formats import Document
from sil.workflow import Denied

from .models import Newsletter


@dataclass(frozen=True, kw_only=True)
class NewsletterInput:
    """What was typed. `file` is a new file, and `without_file` takes off the one that is there."""

    title: str
    text: str
    audience: str
    file: Document | None = None
    without_file: bool = False


def check_input(typed: NewsletterInput) -> None:
    """Raises Denied("no_title", "no_text", "no_audience", "not_pdf")."""
    if not typed.title.strip():
        raise Denied("no_title", "Enter the title of the newsletter.")
    if not typed.text.strip():
        raise Denied("no_text", "Enter the text of the newsletter.")
    if typed.audience not in Newsletter.Audience.values:
        raise Denied("no_audience", "Select whom the newsletter is for.")
    if typed.file and typed.file.media_type != "application/pdf":
        raise Denied("not_pdf", "The file must be a PDF.")


def check_draft(newsletter: Newsletter) -> None:
    """Raises Denied("sent", "discarded")."""
    if newsletter.is_out:
        raise Denied("sent", "This newsletter has been sent, so it cannot be changed. You can send a correction.")
    if newsletter.is_discarded:
        raise Denied("discarded", "This newsletter was discarded.")


def check_corrects(corrected: Newsletter | None) -> None:
    """Raises Denied("not_sent") unless what is to be corrected was sent."""
    if corrected and not corrected.is_out:
        raise Denied("not_sent", "Only a newsletter that was sent can be corrected by another one.")


def bands_without(framework: Framework | None) -> list[str]:
    """Return the bands to which the framework offers no newsletter; none where it names no newsletters at all."""
    offers = [each for each in framework.offers if each.kind == OfferKind.NEWSLETTER] if framework else []
    given = {band for each in offers for band in each.bands}
    return [band.id for band in framework.bands if band.id not in given] if framework and offers else []
