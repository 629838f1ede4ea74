"""A headteacher and a partner write their plan at the same time, one of them without scripts, and agree it."""

import pytest
from playwright.sync_api import Browser

from monitoring.plans.draft.queries import objectives_of
from monitoring.plans.models import PlanVersion
from monitoring.plans.states import PlanState
from tests.factories import plans
from tests.factories.plans import Scene
from tests.site import Site

from .conftest import DESKTOP, PHONE, Visitor

pytestmark = pytest.mark.feature("P1")


def _write(visitor: Visitor, title: str, *, by_keys: bool) -> None:
    """Everything that an objective needs to be agreed."""
    texts = {
        "title": title,
        "indicator": "Pupils who pass the check",
        "baseline": "61%",
        "target": "80%",
        "action-0-what": "Train all teachers",
        "action-0-who": "The phonics lead",
        **dict(zip(("target_on_day", "target_on_month", "target_on_year"), ("16", "7", "2027"), strict=True)),
    }
    for name, text in texts.items():
        box = visitor.page.locator(f"[name={name}]")
        box.press_sequentially(text) if by_keys and name == "title" else box.fill(text)


def _arrive(browser: Browser, site: Site, scene: Scene, who: str, *, js: bool) -> Visitor:
    visitor = Visitor(browser, site, size=PHONE if js else DESKTOP, js=js).sign_in_as(getattr(scene, who))
    visitor.go(scene.plan.get_absolute_url())
    return visitor


def test_both_write_at_the_same_time_and_agree(site: Site, browser: Browser) -> None:
    scene = plans.asked()
    head, partner = (_arrive(browser, site, scene, who, js=js) for who, js in (("head", True), ("sip", False)))
    head.press("Add the first objective")
    partner.press("Add the first objective")
    for visitor in (head, partner):
        visitor.page.get_by_label("None of these: we will write our own").check()
        visitor.press("Add the objective")
        visitor.says("You added an objective.")
    _write(head, "Every child reads well", by_keys=True)
    _write(partner, "Pupils come to school every day", by_keys=False)
    head.says(r"Saved \d\d:\d\d")
    assert head.overflow() == 0 and not head.violations()
    partner.press("Save and go back to the plan")
    head.press("Save and go back to the plan")
    titles = {each.content["title"] for each in objectives_of(scene.plan)}
    assert titles == {"Every child reads well", "Pupils come to school every day"}
    partner.go(scene.plan.get_absolute_url())
    partner.press("Read and agree the plan")
    partner.press("Agree the plan")
    partner.says("You agreed the text. It now waits for the Headteacher.")
    head.go(scene.plan.get_absolute_url())
    head.says("agreed this text")
    head.press("Read and agree the plan")
    assert head.overflow() == 0 and not head.violations()
    head.press("Agree the plan")
    head.says("Both sides have agreed: version 1 of the plan is in force.")
    assert scene.again().plan.status == PlanState.AGREED
    assert PlanVersion.objects.get().objectives.count() == 2


def test_two_who_change_the_same_objective_see_both_texts(site: Site, browser: Browser) -> None:
    scene = plans.scene(PlanState.WRITING)
    (objective,) = objectives_of(scene.plan)
    head, partner = (_arrive(browser, site, scene, who, js=js) for who, js in (("head", True), ("sip", False)))
    for visitor in (head, partner):
        visitor.go(objective.get_absolute_url())
    head.page.locator("[name=target]").fill("85%")
    head.says(r"Saved \d\d:\d\d")
    partner.page.locator("[name=target]").fill("90%")
    partner.press("Save the objective")
    partner.says("Nothing was overwritten")
    partner.says("85%")
    assert partner.page.locator("[name=target]").input_value() == "90%"
    partner.press("Save mine")
    assert objectives_of(scene.plan)[0].content["target"] == "90%"
    partner.says("Texts that were replaced")
