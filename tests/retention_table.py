"""Under which period of keeping the rows of each model fall, or why under none: written out by hand (docs/adr/0177).

A new model needs a row. Those under a period go by `retention_dispose` alone.
"""

# Kind of record -> its models, the record first.
PERIODS: dict[str, str] = {
    "allocations": (
        "allocations.Allocation allocations.Conflict allocations.Draft allocations.Position"
        " allocations.PositionWithdrawal allocations.Moderation allocations.Mark allocations.Settlement"
        " allocations.Evidence allocations.TimeRequest allocations.OutlierDismissal"
        " allocations.BulkDraft visits.ExtraDays"
    ),
    "visits": (
        "visits.Visit visits.Visit_others visits.AgreedAction visits.ActionStatement visits.Prompts visits.Report"
        " visits.ReportVersion visits.Comment visits.Answer visits.UnsentReply visits.TimesOffer visits.OfferedTime"
        " offer.OfferRequest"
    ),
    "cases": (
        "notices.Case notices.Case_named notices.CaseEvidence notices.Discussion notices.CaseLetter"
        " notices.CaseLetter_writers notices.RequiredAction notices.Finding notices.Judgement notices.CaseRecipient"
        " notices.Tick notices.Remark notices.LetterAnswer notices.Bundle notices.Bundle_cases notices.BundleFile"
        " notices.BundlePart notices.SchoolCategory notices.AcademyOrder notices.Confirmation notices.ActionPlan"
        " notices.PlanVersion notices.PlanWithdrawal notices.Assessment notices.PowerReview notices.PeriodicReview"
        " notices.PowerEnd notices.StateNotification notices.ForbiddenNoticeDecision notices.Statement"
        " notices.StatementEntry notices.StatementDocument notices.RepresentationAnswer retention.Hold"
    ),
    "plans": (
        "plans.PartnershipPlan plans.Agreement plans.Objective plans.PlanVersion plans.AgreedObjective plans.PlanReview"
        " plans.ObjectiveRating plans.RatingComment plans.PlanPaper plans.PlanPaper_ratings plans.PlanPaperFile"
    ),
    "documents": "schools.SchoolDocument schools.DocumentVersion",
    "letters": (
        "letters.Letter letters.Recipient letters.Delivery letters.ProofCorrection letters.Receipt letters.Withdrawal"
        " letters.Document"
    ),
    "conversations": "conversations.Conversation conversations.Entry conversations.Reader",
    "surveys": (
        "surveys.Cycle surveys.Invitation surveys.Answer surveys.ConfidentialMark surveys.Theme surveys.Comment"
        " surveys.Comment_themes"
    ),
    "notes": "notes.Note notes.NoteVersion",
    "summaries": "summaries.Summary summaries.SummaryRun summaries.SummaryItem",
    "support": "support.Support support.Delivery support.Evaluation support.Conflict",
    "directory": "support.Leader support.Provider support.SchoolOffer support.LeaderFile",
    "teams": (
        "team.Team team.Member team.Meeting team.MeetingVersion team.TeamAction team.TeamActionUpdate"
        " team.SupportRequest team.Payment"
    ),
    "events": "offer.OfferedEvent offer.Booking offer.Feedback",
    "requests": (
        "offer.OfferRequest visits.TimesOffer visits.OfferedTime visits.ExtraDaysRequest visits.SchoolDaysRequest"
    ),
    "service_concerns": "service.ServiceConcern",
    "signs": "schools.SignDecision",
    "authority_actions": "schools.AuthorityAction schools.AuthorityActionVersion",
    "scrutiny": "scrutiny.ScrutinyReport scrutiny.ScrutinyReport_cases scrutiny.ScrutinyFile",
    "access_reviews": "access_review.AccessReview access_review.ReviewedAccess",
    "emails": "outbox.Message outbox.Attachment",
    "information_requests": (
        "information_requests.InformationRequest information_requests.Collection information_requests.Item"
        " information_requests.AnswerBundle information_requests.AnswerBundle_cases information_requests.AnswerFile"
        " information_requests.AnswerArchive"
    ),
    "audit": "audit.Event",
}
# The name and address go from these two at the end of the period of accounts; the rows stay, since records name them.
ACCOUNTS = "accounts.User accounts.ChangeRequest"
# Deleted then.
OF_ACCOUNTS = (
    "account.EmailAddress account.EmailConfirmation mfa.Authenticator socialaccount.SocialAccount"
    " unsent.UnsentText saved.SavedFilter outbox.MailChoice schools.Watch visits.Feed"
)

_LIBRARY = "settings of a library, of nobody"
_SETTING = "a setting of the authority's, which names nobody or only who set it"
_COUNT = "counted from records that have a period, and counted again when they go"
_PUBLIC = "published: the register, Ofsted or another official source has it"
_LAW = "says who could use a power in whose name, by which letters are judged as long as the authority exists"
_ACCESS = "says who held which post, role or access when, by which the history is read; the name goes with the account"
_PROOF = "the proof of the history, of what was disposed of and of why: without it nothing is proved"
_DAYS = "days of work of a partner in a year: numbers alone"
# Why a model is under no period: what deletes it, or why it is kept.
NONE: dict[str, str] = {
    **dict.fromkeys(
        (
            *("auth.Permission", "auth.Group", "auth.Group_permissions", "contenttypes.ContentType"),
            *("socialaccount.SocialApp", "socialaccount.SocialToken"),
        ),
        _LIBRARY,
    ),
    **dict.fromkeys(
        (
            "framework.FrameworkVersion",
            "framework.FrameworkFile",
            "deadlines.BankHoliday",
            "visits.Term",
            "allocations.Round",
            "support.BudgetLine",
        ),
        _SETTING,
    ),
    **dict.fromkeys(
        (
            "allocations.RoundTally",
            "allocations.SchoolToCompare",
            "visits.DaysCount",
            "visits.VisitOwed",
            "visits.VisitDue",
            "visits.ReportsCount",
            "visits.ReportFigures",
            "schools.Word",
        ),
        _COUNT,
    ),
    **dict.fromkeys(
        (
            "schools.School",
            "schools.TypeSpell",
            "schools.SchoolLink",
            "schools.Indicator",
            "schools.Comparator",
            "schools.Inspection",
            "schools.Finding",
            "schools.AreaForImprovement",
            "schools.OfstedLetter",
            "schools.RegisterRun",
            "schools.RegisterFile",
            "schools.RegisterFilePart",
        ),
        _PUBLIC,
    ),
    **dict.fromkeys(
        ("notices.SecretaryOfStateNotice", "notices.StateAct", "notices.EmailConsent", "notices.Delegation"), _LAW
    ),
    **dict.fromkeys(
        (
            "accounts.RoleGrant",
            "schools.Post",
            "schools.Assignment",
            "schools.Assistant",
            "schools.CaseworkAccess",
            "schools.CaseworkAccess_schools",
            "schools.Cover",
            "schools.Handover",
            "schools.Handover_schools",
            "schools.Handover_read_by",
        ),
        _ACCESS,
    ),
    **dict.fromkeys(
        (
            "seals.Seal",
            "seals.SealedRow",
            "seals.DisposedRow",
            "seals.Certificate",
            "seals.SealFile",
            "seals.Verification",
            "retention.Disposal",
            "retention.DisposalRecord",
            "retention.Outcome",
        ),
        _PROOF,
    ),
    **dict.fromkeys(("visits.ContractedDays", "visits.Leave"), _DAYS),
    "schools.BroughtInFile": "says where records came from that have a period: the name of a file, the day and who",
    "schools.RegisterFetch": "one row for each address of the settings: how the last try went; of nobody",
    "schools.PeopleFile": "its lines go once they are carried out, or with the next file of its maker; numbers stay",
    "deadlines.Deadline": "goes with the record it is of, whichever that is",
    "uploads.Upload": "goes with the last record that has the file",
    "conversations.Taken": "the digest of an email that was read, of nobody",
    "newsletters.Newsletter": "published to schools; says nothing of one of them",
    "scrutiny.TermReport": "a report to councillors, which the council publishes",
    "scrutiny.TermReport_writers": "a report to councillors, which the council publishes",
    "scrutiny.TermReportFile": "a report to councillors, which the council publishes",
    "schools.TrustPost": "who leads a trust: the register or the trust publishes it, and letters of cases name them",
    "health.Heartbeat": "a time, of nobody",
    "sessions.Session": "not used: sign_in.Session is",
    "sign_in.Session": "deleted the night after it has ended (sil.sign_in.tasks)",
    "sign_in.FailedAttempt": "deleted after 24 hours (sil.sign_in.policies)",
    "submissions.Submission": "deleted after eight weeks (sil.submissions.actions)",
}
