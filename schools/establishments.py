"""Whether a school is maintained by the authority or an academy, decided by its type in the register.

Education and Inspections Act 2006 s59 names the maintained schools that a notice can go to;
academies answer to the Secretary of State. A trust is no proof of an academy: foundation schools
have trusts too. Codes are those of the national register (GIAS), as whole numbers.
"""

from django.db import models


class Sector(models.TextChoices):
    MAINTAINED = "maintained", "Maintained"
    ACADEMY = "academy", "Academy"
    OTHER = "other", "Other"


# The phases of education, as the register names them.
PHASES = (
    "Nursery",
    "Primary",
    "Middle deemed primary",
    "Secondary",
    "Middle deemed secondary",
    "All-through",
    "16 plus",
    "Not applicable",
)

# What the register says of a school today, and its types of establishment: of another one somebody is asked.
STATUSES = ("Open", "Open, but proposed to close", "Closed", "Proposed to open")
TYPES = (
    *(1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 14, 15, 18, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40),
    *(41, 42, 43, 44, 45, 46, 49, 56, 57),
)

# Groups of types: 4 are schools maintained by an authority, 10 academies, 11 free schools.
MAINTAINED_GROUPS = (4,)
ACADEMY_GROUPS = (10, 11)
# Special schools share group 5: community (7) and foundation (12) ones are maintained, those
# run by others (8, 10) are not.
MAINTAINED_TYPES = (7, 12)


def sector_of(type_code: int, group_code: int) -> Sector:
    """The sector of a type of establishment."""
    if group_code in MAINTAINED_GROUPS or type_code in MAINTAINED_TYPES:
        return Sector.MAINTAINED
    return Sector.ACADEMY if group_code in ACADEMY_GROUPS else Sector.OTHER


def sector_expression() -> models.Case:
    """The same rule for the database, so that lists can ask it of every school at once."""
    return models.Case(
        models.When(
            models.Q(group_code__in=MAINTAINED_GROUPS) | models.Q(type_code__in=MAINTAINED_TYPES),
            then=models.Value(Sector.MAINTAINED.value),
        ),
        models.When(group_code__in=ACADEMY_GROUPS, then=models.Value(Sector.ACADEMY.value)),
        default=models.Value(Sector.OTHER.value),
        output_field=models.CharField(max_length=10),
    )
