"""Roles and permissions, in words that a head of service can approve.

Roles on the authority's side are granted to a person here; roles on a school's side come
from the post a person holds at a school and reach only that school. A permission says what
kind of act a role may do at all; whose records it reaches is decided by each domain.
"""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    AUTHORITY = "authority"
    SCHOOL = "school"


class Permission(StrEnum):
    """What a role may do. The values are stable names; the comments say what they allow."""

    SCHOOLS_READ_ALL = "schools_read_all"  # open the page of every school
    ALLOCATIONS_READ_ALL = "allocations_read_all"  # read every allocation, its grid and letter
    ALLOCATION_PROPOSE = "allocation_propose"  # mark the criteria and propose, for one's own schools
    ALLOCATION_AGREE = "allocation_agree"  # answer a proposal, for the school one leads
    ALLOCATION_DECIDE = "allocation_decide"  # decide on a disagreement, confirm without an answer
    ALLOCATION_DETERMINE = "allocation_determine"  # have the last word on a referral
    ALLOCATION_READ_AGREED = "allocation_read_agreed"  # read the agreed band and letter of one's school
    ROUND_OPEN = "round_open"  # open and close the yearly round, add and set aside schools
    ASSIGN_OFFICERS = "assign_officers"  # say which SIP and Principal Officer a school has
    DAYS_APPROVE = "days_approve"  # approve more days of support than the band gives
    RECORD_KEEP = "record_keep"  # record inspections and letters, say what became of what Ofsted asked
    VISIT_RECORD = "visit_record"  # plan and record visits, for one's own schools
    VISITS_READ_ALL = "visits_read_all"  # read the visits of every school
    CONCERN_RECORD = "concern_record"  # open and keep concern cases and prepare their letters, for one's own schools
    CONCERNS_READ_ALL = "concerns_read_all"  # read the concern cases of every school that are not restricted
    CONCERN_SIGN = "concern_sign"  # sign the letters about a concern that the framework gives to one's role
    SERVICE_ANSWER = "service_answer"  # answer what schools write about the quality of the service
    SURVEY_KEEP = "survey_keep"  # plan, open and end surveys of heads and chairs, and share what they said
    SURVEYS_READ = "surveys_read"  # read the results of surveys
    OFFER_KEEP = "offer_keep"  # plan events under the framework's offer, and book for schools
    SCRUTINY_REPORT = "scrutiny_report"  # have reports made for scrutiny, and read those that were made
    TEAM_JOIN = "team_join"  # take part in the Teams Around the School that one is a member of
    SUPPORT_READ = "support_read"  # read the directory of system leaders and the support of one's schools
    SUPPORT_BROKER = "support_broker"  # ask for support, match, agree and commission it, for one's own schools
    SUPPORT_KEEP = "support_keep"  # keep the directory of system leaders and the budgets of support
    SUPPORT_APPROVE = "support_approve"  # approve support that costs much or is over budget
    REGISTERS_MANAGE = "registers_manage"  # read files of the national registers in
    PEOPLE_MANAGE = "people_manage"  # invite people, give and end posts and roles
    SETTINGS_MANAGE = "settings_manage"  # bank holidays, the framework file
    MESSAGES_READ = "messages_read"  # see what was sent and what could not be sent
    CASEWORK_GRANT = "casework_grant"  # let an administrator read the casework of chosen schools for some days
    LEGAL_HOLD = "legal_hold"  # place and end legal holds on schools, cases and people
    DISPOSAL_ASK = "disposal_ask"  # have worked out what is due by the periods of retention, and ask to dispose of it
    DISPOSAL_APPROVE = "disposal_approve"  # approve or refuse a disposal that somebody else asked for
    INFORMATION_REQUESTS = "information_requests"  # answer requests for information about people and schools
    CASEWORK_BY_GRANT = "casework_by_grant"  # read the casework of the schools that were granted to one


@dataclass(frozen=True, kw_only=True)
class Role:
    slug: str
    name: str
    side: Side
    purpose: str
    permissions: frozenset[Permission]


ASSISTANT = "assistant"
# What an administrator holds while they may read the casework of some schools (schools/casework_access).
CASEWORK_READER = "casework_reader"


class Part(StrEnum):
    """A part of a headteacher's work that an assistant may be given. It stands among the roles that a person holds, so
    that whatever asks for posts at a school can ask for it, too. What does not ask for it is closed to them."""

    VISITS = "assists_visits"
    PROMPTS = "assists_prompts"
    PLAN = "assists_plan"
    DOCUMENTS = "assists_documents"


_OVERSIGHT = frozenset(
    {
        Permission.SCHOOLS_READ_ALL,
        Permission.ALLOCATIONS_READ_ALL,
        Permission.VISITS_READ_ALL,
        Permission.CONCERNS_READ_ALL,
        Permission.SURVEYS_READ,
        Permission.SCRUTINY_REPORT,
        Permission.SUPPORT_READ,
        Permission.CASEWORK_GRANT,
        Permission.LEGAL_HOLD,
        Permission.INFORMATION_REQUESTS,
    }
)

_ALL = (
    Role(
        slug="sip",
        name="School Improvement Partner",
        side=Side.AUTHORITY,
        purpose="Works with their own schools: keeps their records, proposes their allocations, visits them and "
        "prepares the letters when a school causes concern.",
        permissions=frozenset(
            {
                Permission.ALLOCATION_PROPOSE,
                Permission.RECORD_KEEP,
                Permission.VISIT_RECORD,
                Permission.CONCERN_RECORD,
                Permission.OFFER_KEEP,
                Permission.SURVEYS_READ,
                Permission.TEAM_JOIN,
                Permission.SUPPORT_READ,
                Permission.SUPPORT_BROKER,
            }
        ),
    ),
    Role(
        slug="principal_officer",
        name="Principal Officer",
        side=Side.AUTHORITY,
        purpose="Opens and monitors the yearly round, decides where a school does not agree, and says "
        "which officer works with which school.",
        permissions=_OVERSIGHT
        | {
            Permission.ROUND_OPEN,
            Permission.ASSIGN_OFFICERS,
            Permission.ALLOCATION_DECIDE,
            Permission.CONCERN_RECORD,
            Permission.DAYS_APPROVE,
            Permission.OFFER_KEEP,
            Permission.RECORD_KEEP,
            Permission.SERVICE_ANSWER,
            Permission.SUPPORT_APPROVE,
            Permission.SUPPORT_BROKER,
            Permission.SUPPORT_KEEP,
            Permission.SURVEY_KEEP,
            Permission.TEAM_JOIN,
            Permission.VISIT_RECORD,
        },
    ),
    Role(
        slug="director_of_education",
        name="Director of Education",
        side=Side.AUTHORITY,
        purpose="Reads every school and allocation, determines what a school refers, invites to discuss "
        "a concern and signs the letters that the framework gives to the role.",
        permissions=_OVERSIGHT
        | {
            Permission.ALLOCATION_DETERMINE,
            Permission.CONCERN_SIGN,
            Permission.DISPOSAL_APPROVE,
            Permission.RECORD_KEEP,
            Permission.SERVICE_ANSWER,
            Permission.SUPPORT_APPROVE,
        },
    ),
    Role(
        slug="director_of_childrens_services",
        name="Director of Children's Services",
        side=Side.AUTHORITY,
        purpose="Reads every school and allocation, determines a referral where nobody else may, and signs "
        "warning notices.",
        permissions=_OVERSIGHT
        | {Permission.ALLOCATION_DETERMINE, Permission.CONCERN_SIGN, Permission.DISPOSAL_APPROVE},
    ),
    Role(
        slug="service_officer",
        name="Officer of another service",
        side=Side.AUTHORITY,
        purpose="Helps schools as a member of their Team Around the School: reads the team's members, meetings and "
        "actions, and says what became of their own actions. Cannot see bands or other casework.",
        permissions=frozenset({Permission.TEAM_JOIN}),
    ),
    Role(
        slug="administrator",
        name="Administrator",
        side=Side.AUTHORITY,
        purpose="Looks after people, posts, officers, registers and settings. Cannot see casework, unless an officer "
        "lets them read that of chosen schools for some days.",
        permissions=frozenset(
            {
                Permission.SCHOOLS_READ_ALL,
                Permission.ASSIGN_OFFICERS,
                Permission.REGISTERS_MANAGE,
                Permission.PEOPLE_MANAGE,
                Permission.SETTINGS_MANAGE,
                Permission.MESSAGES_READ,
                Permission.DISPOSAL_ASK,
            }
        ),
    ),
    Role(
        slug=CASEWORK_READER,
        name="Administrator who may read casework",
        side=Side.AUTHORITY,
        purpose="Reads the casework of chosen schools for some days, and changes nothing. Nobody is given this role: "
        "an officer grants what an administrator asks for. Cannot see restricted cases.",
        permissions=frozenset({Permission.CASEWORK_BY_GRANT}),
    ),
    Role(
        slug="headteacher",
        name="Headteacher",
        side=Side.SCHOOL,
        purpose="Leads the school and agrees its allocation.",
        permissions=frozenset({Permission.ALLOCATION_AGREE, Permission.ALLOCATION_READ_AGREED}),
    ),
    Role(
        slug="acting_headteacher",
        name="Acting headteacher",
        side=Side.SCHOOL,
        purpose="Stands in for the headteacher, with the same rights while the post lasts.",
        permissions=frozenset({Permission.ALLOCATION_AGREE, Permission.ALLOCATION_READ_AGREED}),
    ),
    Role(
        slug="chair",
        name="Chair of governors",
        side=Side.SCHOOL,
        purpose="Reads the agreed allocation and letters to the governing body, and replies on its behalf.",
        permissions=frozenset({Permission.ALLOCATION_READ_AGREED}),
    ),
    Role(
        slug="clerk",
        name="Clerk to the governing body",
        side=Side.SCHOOL,
        purpose="Reads the agreed allocation and letters to the governing body.",
        permissions=frozenset({Permission.ALLOCATION_READ_AGREED}),
    ),
    Role(
        slug=ASSISTANT,
        name="Assistant of the headteacher",
        side=Side.SCHOOL,
        purpose="Sees and prepares what the headteacher has chosen, for the headteacher to send or agree. Cannot see "
        "the band or letters, and cannot agree, answer or sign for the school or its governing body.",
        permissions=frozenset(),
    ),
)

ROLES: dict[str, Role] = {role.slug: role for role in _ALL}
# Those that a person is given for as long as they work for the authority.
AUTHORITY_ROLES = tuple(r for r in _ALL if r.side is Side.AUTHORITY and r.slug != CASEWORK_READER)
# Those that a post at a school gives. An assistant has no post: a headteacher chooses what they may see and prepare.
SCHOOL_ROLES = tuple(r for r in _ALL if r.side is Side.SCHOOL and r.slug != ASSISTANT)
# What nobody gives alone: to decide and sign in the authority's name, and to give access. A role that carries one of
# these, and the address of somebody who holds such a role, need a second person (ADR 40).
TWO_PEOPLE = (
    Permission.ALLOCATION_DECIDE,
    Permission.ALLOCATION_DETERMINE,
    Permission.CONCERN_SIGN,
    Permission.PEOPLE_MANAGE,
)
TWO_PEOPLE_ROLES = tuple(r.slug for r in AUTHORITY_ROLES if not r.permissions.isdisjoint(TWO_PEOPLE))
# Holders of these are the second person: another administrator, or a director.
CONFIRMS = (Permission.PEOPLE_MANAGE, Permission.CONCERN_SIGN)
# Those who speak for a school: a proposal is put to the holders of these posts.
LEADS = ("headteacher", "acting_headteacher")
GOVERNANCE = ("chair", "clerk")
