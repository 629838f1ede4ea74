from django.urls import path

from .acts import views as acts
from .answer import views as school
from .answer import withdrawal
from .board import views as board
from .brought_in import views as brought_in
from .bulk import views as bulk
from .decision import views as decide
from .evidence import views as evidence
from .moderation import views as moderation
from .more_time import views as more_time
from .outliers import views as outliers
from .page import views as allocation
from .proposal import views as propose
from .reminding import views as reminding
from .round import views as rounds

one = "allocations/<int:pk>/"

urlpatterns = [
    path("allocations/", rounds.rounds, name="rounds"),
    path("allocations/rounds/<int:year>/", rounds.round_, name="round"),
    path("allocations/rounds/<int:year>/at-a-glance/", board.round_board, name="round_board"),
    path("allocations/rounds/<int:year>/open/", rounds.open_round, name="round_open"),
    path("allocations/rounds/<int:year>/close/", rounds.close_round, name="round_close"),
    path("allocations/rounds/<int:year>/outliers/", outliers.round_outliers, name="round_outliers"),
    path("allocations/rounds/<int:year>/marks/", outliers.round_marks, name="round_marks"),
    path("allocations/rounds/<int:year>/dates/", rounds.round_dates, name="round_dates"),
    path("allocations/rounds/<int:year>/remind/", reminding.round_remind, name="round_remind"),
    path("allocations/rounds/<int:year>/add/", rounds.add_schools, name="round_add"),
    path("allocations/years-before/", brought_in.bands_before, name="bands_before"),
    path("allocations/years-before/template.<slug:ending>", brought_in.bands_template, name="bands_template"),
    path("allocations/years-before/<int:pk>/", brought_in.bands_file, name="bands_file"),
    path("allocations/years-before/<int:pk>/take-back/", brought_in.bands_take_back, name="bands_take_back"),
    path("allocations/<int:pk>/correct/", brought_in.band_correct, name="band_correct"),
    path("allocations/rounds/<int:year>/drafts/", bulk.bulk_start, name="bulk_start"),
    path("allocations/rounds/<int:year>/drafts/template.<slug:ending>", bulk.bulk_template, name="bulk_template"),
    path("allocations/drafts/<int:pk>/", bulk.bulk_draft, name="bulk_draft"),
    path(one, allocation.allocation, name="allocation"),
    path(f"{one}grid/", allocation.grid, name="allocation_grid"),
    path(f"{one}propose/", propose.propose, name="allocation_propose"),
    path(f"{one}propose/check/", propose.check, name="allocation_check"),
    path(f"{one}outliers/<slug:kind>/dismiss/", outliers.outlier_dismiss, name="outlier_dismiss"),
    path(f"{one}remind/", reminding.allocation_remind, name="allocation_remind"),
    path(f"{one}similar/", outliers.allocation_similar, name="allocation_similar"),
    path(f"{one}moderation/", moderation.moderate, name="allocation_moderate"),
    path(f"{one}more-time/", more_time.ask, name="more_time_ask"),
    path("more-time/<int:pk>/", more_time.more_time, name="more_time"),
    path("more-time/<int:pk>/withdraw/", more_time.withdraw, name="more_time_withdraw"),
    path(f"{one}agree/", school.agree, name="allocation_agree"),
    path(f"{one}accept/", school.accept, name="allocation_accept"),
    path(f"{one}take-back/", school.take_back, name="allocation_take_back"),
    path(f"{one}withdraw-answer/", withdrawal.withdraw_answer, name="allocation_withdraw_answer"),
    path(f"{one}disagree/", school.disagree, {"slug": "band"}, name="allocation_disagree"),
    path(f"{one}disagree/check/", school.check_disagreement, name="allocation_disagree_check"),
    path(f"{one}disagree/<slug:slug>/", school.disagree, name="allocation_disagree_step"),
    path(f"{one}refer/", school.refer, name="allocation_refer"),
    path(f"{one}decide/", decide.decide, name="allocation_decide"),
    path(f"{one}decide/check/", decide.check, name="allocation_decide_check"),
    *(path(f"{one}{act.slug}/", acts.view_of(act.slug), name=f"allocation_{act.slug}") for act in acts.ACTS),
    path(f"{one}evidence/", evidence.add, name="evidence_add"),
    path("evidence/<int:pk>/document/", evidence.document, name="evidence_document"),
    path("evidence/<int:pk>/remove/", evidence.remove, name="evidence_remove"),
]
