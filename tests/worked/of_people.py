"""To whom each letter goes and who gets a copy, by kind of school (domain 2.3; section 60(6) and (6A))."""

from datetime import date

from .case import Worked
from .steps import Give, Judge, Prepare, Withdraw
from .ways import CONCERN, DISCUSSED, PREFORMAL, TOLD, safety

GB, HEAD, DIOCESE, APPOINTS = "governing_body", "headteacher", "diocese", "foundation"
STATE, OFSTED, REGIONAL, LEADERSHIP = "secretary_of_state", "ofsted", "regional_director", "academy_leadership"
CHURCH = "voluntary aided, Church of England"
DAY, LATER = date(2026, 9, 7), date(2026, 9, 8)

# A formal notice: the headteacher, the Secretary of State and Ofsted always; a diocese where the register names one
# (a religious character alone is not enough); whoever appoints foundation governors at foundation and voluntary ones.
FORMAL = {
    "community": (HEAD, STATE, OFSTED),
    CHURCH: (HEAD, DIOCESE, APPOINTS, STATE, OFSTED),
    "voluntary aided, without a diocese": (HEAD, APPOINTS, STATE, OFSTED),
    "voluntary controlled": (HEAD, DIOCESE, APPOINTS, STATE, OFSTED),
    "foundation": (HEAD, APPOINTS, STATE, OFSTED),
    "community special": (HEAD, STATE, OFSTED),
    "foundation special": (HEAD, APPOINTS, STATE, OFSTED),
    "nursery": (HEAD, STATE, OFSTED),
    "pupil referral unit": (HEAD, STATE, OFSTED),
}


def _formal(school: str, copies: tuple[str, ...]) -> Worked:
    return Worked(
        name=f"whom a formal notice reaches: {school}",
        source="2.3, formal notice; section 60(6), (6A)",
        school=school,
        steps=(*CONCERN, Prepare(DAY)),
        to=(GB,),
        copies=copies,
    )


PEOPLE = (
    *(_formal(school, copies) for school, copies in FORMAL.items()),
    Worked(
        name="whom a pre-formal notice reaches: community",
        source="2.3, pre-formal notice",
        steps=(*DISCUSSED, Give(DAY)),
        to=(GB,),
        copies=(HEAD,),
    ),
    Worked(
        name="whom a pre-formal notice reaches: the diocese where there is one",
        source="2.3, pre-formal notice",
        school=CHURCH,
        steps=(*DISCUSSED, Give(DAY)),
        to=(GB,),
        copies=(HEAD, DIOCESE),
    ),
    Worked(
        name="whom the removal of a pre-formal notice reaches: those of the notice",
        source="2.3, lifted",
        steps=(*PREFORMAL, Judge(date(2026, 9, 14), secured=True), Give(date(2026, 9, 15), "notice_removed")),
        to=(GB,),
        copies=(HEAD,),
        says=("is removed with effect from Tuesday 15 September 2026.",),
        omits=("today",),
        state="removed",
    ),
    Worked(
        name="whom the end of a formal notice reaches: those of the notice",
        source="2.3, lifted: same copy list",
        school=CHURCH,
        steps=(
            *CONCERN,
            Give(DAY, "formal_notice", written=safety(22)),
            Judge(date(2026, 9, 14), secured=True),
            Give(date(2026, 9, 15), "formal_lifted"),
        ),
        to=(GB,),
        copies=(HEAD, DIOCESE, APPOINTS, STATE, OFSTED),
        says=("The notice ends with effect from Tuesday 15 September 2026.",),
        omits=("today",),
        state="lifted",
    ),
    Worked(
        name="whom a withdrawal reaches: everybody who had the notice",
        source="2.6, withdrawal",
        school=CHURCH,
        steps=(*CONCERN, Give(DAY, "formal_notice", written=safety(22)), Withdraw(LATER, "formal_notice")),
        to=(GB,),
        copies=(HEAD, DIOCESE, APPOINTS, STATE, OFSTED),
        says=("is withdrawn with effect from Tuesday 8 September 2026.", "It named another school."),
        state="opened",
    ),
    Worked(
        name="powers being considered, an academy: the Regional Director and its leadership",
        source="2.3, powers being considered",
        school="converter",
        steps=(*CONCERN, Give(DAY, "academy_considered")),
        to=(REGIONAL, LEADERSHIP),
        copies=(),
        state="considered",
    ),
    Worked(
        name="in place of a pre-formal notice, an academy: both are addressed",
        source="2.3, pre-formal equivalent; 2.6, the letter's own date is cited",
        school="sponsor-led",
        steps=(*TOLD, Give(DAY, "academy_concerns")),
        to=(REGIONAL, LEADERSHIP),
        copies=(),
        says=("On 2 September 2026 we wrote to you",),
        omits=("notice",),
        state="concerns_written",
    ),
    Worked(
        name="in place of a formal notice, an academy: the Regional Director, the leadership a copy",
        source="2.3, formal equivalent",
        school="free school",
        steps=(*TOLD, Give(DAY, "academy_concerns"), Give(LATER, "academy_no_improvement")),
        to=(REGIONAL,),
        copies=(LEADERSHIP,),
        state="not_improved",
    ),
    Worked(
        name="improvement of an academy: the Regional Director alone",
        source="2.3, lifted: copy to the leadership optional, off",
        school="university technical college",
        steps=(*TOLD, Give(DAY, "academy_concerns"), Give(LATER, "academy_improvement")),
        to=(REGIONAL,),
        copies=(),
        state="improved",
    ),
)
