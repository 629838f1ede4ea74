"""monitoring.retention: what is due goes once it is approved, with digests of every row; what is held or needed stays."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitoring.notices.models import Case
from monitoring.notices.states import CaseState
from monitoring.retention.disposals import actions, working
from monitoring.retention.models import Disposal, Outcome
from monitoring.retention.states import DisposalState, Obstacle
from sil import clock
from sil.accounts.models import User
from sil.framework.models import FrameworkVersion
from sil.letters.models import Letter
from sil.seals import actions as seals
from sil.seals.comparing import Counted, verify
from sil.seals.models import Certificate, DisposedRow
from tests.conftest import NOW
from tests.factories import cases, people

pytestmark = [pytest.mark.django_db, pytest.mark.feature("T6")]
# When everything of today is long over.
LATER = NOW + timedelta(days=365 * 14)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.SEAL_DIR = tmp_path
    return tmp_path


@pytest.fixture
def admin(db: None) -> User:
    return people.person(role="administrator")


@pytest.fixture
def director(db: None) -> User:
    return people.person("Dana Director", role="director_of_education")


def proposed(admin: User) -> Disposal:
    on = clock.today()
    made = actions.start(by=admin, on=on)
    working.carry_on()
    made.refresh_from_db()
    assert made.status == DisposalState.PROPOSED
    return made


def disposed(admin: User, director: User) -> Disposal:
    made = proposed(admin)
    actions.approve(made, by=director, on=clock.today())
    working.carry_on()
    made.refresh_from_db()
    assert made.status == DisposalState.DONE
    return made


def test_a_case_goes_with_all_that_belongs_to_it(
    liverpool: FrameworkVersion, admin: User, director: User, folder: Path
) -> None:
    scene = cases.scene(CaseState.LIFTED)
    seals.seal()
    with clock.at(LATER):
        done = disposed(admin, director)
        assert not Case.objects.exists() and not Letter.objects.exists()
        assert Outcome.objects.exclude(obstacle=Obstacle.NONE).count() == 0
        counted = Counted()
        assert [found.sentence for found in verify(folder, counted)] == []
        assert counted.disposed > 10
        certificate = Certificate.objects.get(disposal=done.pk)
        assert certificate.rows == DisposedRow.objects.count() > 50
    assert scene.school.pk
