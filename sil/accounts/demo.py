"""The accounts of the demonstration. They exist nowhere else."""

from dataclasses import dataclass

PASSWORD = "school-support-demo"  # published on purpose; production refuses demonstration settings
DOMAIN = "demo.example"


@dataclass(frozen=True)
class Account:
    email: str
    name: str
    what: str
    role: str


ACCOUNTS = (
    Account("sip@demo.example", "Sam Sample", "School Improvement Partner", "sip"),
    Account("sip2@demo.example", "Petra Pretend", "School Improvement Partner of other schools", "sip"),
    Account("head@demo.example", "Ada Example", "Headteacher with a proposal to answer", "headteacher"),
    Account(
        "head2@demo.example", "Theo Template", "Headteacher of two schools, with a decision to answer", "headteacher"
    ),
    Account(
        "chair@demo.example",
        "Charlie Placeholder",
        "Chair of governors of Ada Example's school, and of one that owes an action plan",
        "chair",
    ),
    Account("officer@demo.example", "Olive Fictional", "Principal Officer", "principal_officer"),
    Account("officer2@demo.example", "Otto Notional", "Principal Officer of other schools", "principal_officer"),
    Account("director@demo.example", "Dora Imaginary", "Director of Education", "director_of_education"),
    Account(
        "dcs@demo.example",
        "Desmond Invented",
        "Director of Children's Services, with a warning notice to sign",
        "director_of_childrens_services",
    ),
    Account(
        "finance@demo.example",
        "Fay Specimen",
        "Officer of another service, in the team around two schools",
        "service_officer",
    ),
    Account(
        "assistant@demo.example",
        "Bea Notreal",
        "Business manager, who prepares parts of Ada Example's work",
        "assistant",
    ),
    Account("admin@demo.example", "Addie Makebelieve", "Administrator", "administrator"),
)
