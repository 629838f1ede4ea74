"""The rule that says which reports somebody else checks before they are issued.

Every report of schools in some bands, every report of a partner's first days, and a share of the rest. The share
is drawn by a hash of the visit's uid and academic year, so that anybody can repeat the draw.
"""

import hashlib
from datetime import date
from fractions import Fraction
from uuid import UUID

from sil.clock import in_words
from sil.framework.visits import Quality
from sil.framework.years import label

_ALL = 2**256


def rule_for(
    quality: Quality, *, band: str, band_name: str, partner_since: date | None, day: date, uid: UUID, year: int
) -> str:
    """Return why a report has to be checked, in words; "" where it need not be.

    `band` is the school's present one ("" for none), `partner_since` the first day its author worked with any school
    (None: never yet), `day` the last of the visit, `year` the academic year of it.
    """
    if band and band in quality.bands:
        return f"The school is in {band_name}: every report is checked"
    if partner_since is None or (day - partner_since).days < quality.new_partner_days:
        since = f" (since {in_words(partner_since)})" if partner_since else ""
        if quality.new_partner_days:
            return f"Every report of the first {quality.new_partner_days} days of work is checked{since}"
    if draw(uid, year) < Fraction(quality.share):
        return f"Chosen as one of the {float(quality.share) * 100:g}% of other reports checked in {label(year)}"
    return ""


def draw(uid: UUID, year: int) -> Fraction:
    """Return the number from 0 to below 1 that belongs to a visit: SHA-256 of "UID:YEAR" as a fraction."""
    return Fraction(int(hashlib.sha256(f"{uid}:{year}".encode()).hexdigest(), 16), _ALL)
