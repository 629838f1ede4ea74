"""The tables that name people or schools and are not collected, each with the reason."""

_DRAFT = (
    "a draft that one side has not sent: the authority holds it for that side alone (Freedom of Information Act 2000, "
    "section 3(2)(a))"
)
_KEYS = "it is a means to sign in, and tells nothing of anybody"
_OWN = "a short cut or setting that the person made for themselves and can open"
_PUBLIC = "it comes from a register that is published (section 21), and names no person"
_COUNT = "a count of records that are collected themselves"
_MADE = "a document made from records that are collected themselves"
_ELSEWHERE = "what it says is collected with the record that it belongs to"
_ABOUT = "it tells how a record of the service was kept, and nothing of a school or person"

_REASONS: dict[str, str] = {
    _DRAFT: "allocations.Draft allocations.BulkDraft visits.UnsentReply notices.Statement notices.ActionPlan "
    "support.LeaderFile unsent.UnsentText",
    _KEYS: "account.EmailAddress mfa.Authenticator socialaccount.SocialAccount",
    _OWN: "saved.SavedFilter outbox.MailChoice schools.Watch visits.Feed",
    _PUBLIC: "schools.TypeSpell schools.Indicator schools.RegisterRun schools.RegisterFile schools.RegisterFetch",
    _COUNT: "allocations.SchoolToCompare visits.DaysCount visits.ReportsCount visits.ReportFigures",
    _MADE: "notices.Bundle plans.PlanPaper scrutiny.ScrutinyReport scrutiny.TermReport summaries.SummaryRun",
    _ELSEWHERE: "uploads.Upload conversations.Conversation visits.VisitOwed visits.VisitDue summaries.SummaryItem "
    "visits.Term schools.PeopleFile "
    "schools.BroughtInFile",
    _ABOUT: "submissions.Submission conversations.Reader access_review.AccessReview retention.Disposal "
    "information_requests.InformationRequest information_requests.Collection information_requests.Item "
    "information_requests.AnswerBundle",
    "the person reads on their own page where they are signed in, and it is gone within a day": "sign_in.Session",
    "why it is kept is reserved for those who place holds (docs/adr/0164)": "retention.Hold",
    "who answered a survey is told to nobody, in confidence or not": "surveys.Answer surveys.Invitation",
}
NOT_HELD = {model: reason for reason, named in _REASONS.items() for model in named.split()}
