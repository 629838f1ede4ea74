from django.urls import path

from .draft import views as draft
from .paper import views as paper
from .plan import views
from .reviews import views as reviews

urlpatterns = [
    path("plans/", views.plans, name="partnership_plans"),
    path("plans/<int:pk>/", views.plan, name="partnership_plan"),
    path("plans/<int:pk>/agree/", views.agree, name="partnership_plan_agree"),
    path("plans/<int:pk>/take-back/", views.take_back, name="partnership_plan_take_back"),
    path("plans/<int:pk>/change/", views.change, name="partnership_plan_change"),
    path("plans/<int:pk>/give-up/", views.give_up, name="partnership_plan_give_up"),
    path("plans/<int:pk>/end/", views.end, name="partnership_plan_end"),
    path("plans/<int:pk>/reopen/", views.reopen, name="partnership_plan_reopen"),
    path("plans/<int:pk>/versions/<int:number>/", views.version, name="partnership_plan_version"),
    path("plans/<int:pk>/objectives/add/", draft.add, name="plan_objective_add"),
    path("plans/<int:pk>/paper/", paper.paper, name="partnership_plan_paper"),
    path("plan-papers/<int:pk>/plan.pdf", paper.file, name="plan_paper_file"),
    path("plans/<int:pk>/progress/", reviews.progress, name="plan_progress"),
    path("plans/<int:pk>/reviews/add/", reviews.add, name="plan_review_add"),
    path("plan-reviews/<int:pk>/", reviews.review, name="plan_review"),
    path("plan-reviews/<int:pk>/documents/<int:rating>/", reviews.document, name="plan_review_document"),
    path("plan-reviews/<int:pk>/correct/", reviews.correct, name="plan_review_correct"),
    path("plan-reviews/<int:pk>/withdraw/", reviews.withdraw, name="plan_review_withdraw"),
    path("plan-reviews/<int:pk>/comment/", reviews.comment, name="plan_review_comment"),
    path("plan-objectives/<int:pk>/", draft.objective, name="plan_objective"),
    path("plan-objectives/<int:pk>/move/", draft.move, name="plan_objective_move"),
    path("plan-objectives/<int:pk>/remove/", draft.remove, name="plan_objective_remove"),
    path("plan-objectives/<int:pk>/put-back/", draft.put_back, name="plan_objective_put_back"),
]
