"""How the tables of access reviews are copied for an authority of any size."""

from sil.seeding.tables import shared

# A review is the authority's, not a school's.
TABLES = (*shared("access_review.AccessReview", "access_review.ReviewedAccess"),)
