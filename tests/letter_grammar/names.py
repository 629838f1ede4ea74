"""Invented people, schools, places and authorities. None of them exists."""

from .draw import Draw

FIRST = (
    "Ada", "Bertram", "Cerys", "Dilip", "Enid", "Fergus", "Gwen", "Hassan", "Imelda", "Jonty", "Kwame", "Lettice",
    "Morag", "Nadia", "Osbert", "Priya", "Quentin", "Rosalind", "Siân", "Tobias", "Una", "Viktor", "Winifred", "Yusuf",
)  # fmt: skip
LAST = (
    "Applegarth", "Birtwhistle", "Chowdree", "Dunsford", "Eckersall", "Fothergill", "Gildersleeve", "Hollingberry",
    "Ibbotsen", "Jerningham", "Kettlewell-Ash", "Loveridge", "Micklethwaite", "Nwachuku", "O'Hanlonby", "Pettifer",
    "Quarmley", "Ravenscroft", "Satterlee", "Thistlewood", "Underhay", "Vantongerloo", "Wetherspoke", "Yaxleigh",
)  # fmt: skip
TITLES = ("Mr", "Mrs", "Ms", "Dr", "Miss")
PLACES = (
    "Alderwick", "Brackenholme", "Cawdale", "Dunmarsh", "Eastcombe Vale", "Fernleigh", "Grimscar", "Hexmere",
    "Inglethorpe", "Kelderby", "Larchwood", "Marstow", "Netherwold", "Oxenby", "Penhallow", "Quernford",
)  # fmt: skip
AUTHORITIES = ("Wendleshire", "Tarnborough", "North Calderbrook", "Ousemoor", "Selchester", "East Rothermere")
POSTS = ("Headteacher", "Acting Headteacher", "Executive Headteacher", "Principal", "Interim Principal")
STREETS = ("Mill Lane", "Chapel Rise", "Old Quarry Road", "Station Parade", "Weavers Close", "The Avenue")
_KINDS = (
    "{place} Primary School", "{place} Community Primary School", "{place} High School", "The {place} Academy",
    "St {saint}'s Catholic Primary School", "{place} Church of England Primary School", "{place} Infant School",
    "St {saint}'s Church of England (Voluntary Aided) Junior School", "{place} UTC", "{place} Nursery School",
    "{place} School and Sports College", "Our Lady and St {saint} Roman Catholic Academy",
    "{place} Pupil Referral Unit", "{place} Park Infant and Nursery School", "{place} College",
    "{place} Technology College and Sixth Form Centre",
)  # fmt: skip
_SAINTS = ("Alban", "Bede", "Cedd", "Oswin", "Wilfrid")


def school(draw: Draw) -> str:
    return draw.wording(_KINDS).format(place=draw.one(PLACES), saint=draw.one(_SAINTS))


def person(draw: Draw) -> tuple[str, str]:
    """First and last name; the first may be a letter."""
    first = draw.one(FIRST)
    return (first[0] if draw.chance(20) else first), draw.one(LAST)


def inspectors(draw: Draw, number: int) -> list[str]:
    """Different full names."""
    firsts, lasts = draw.random.sample(FIRST, number), draw.random.sample(LAST, number)
    return [f"{first} {last}" for first, last in zip(firsts, lasts, strict=True)]


def postcode(draw: Draw) -> str:
    return f"ZX{draw.random.randint(1, 29)} {draw.random.randint(1, 9)}{draw.one('ABDEFGH')}{draw.one('JLNPQRS')}"
