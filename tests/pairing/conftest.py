import pytest

from mentoring_site.permissions import Role
from tests.factories import make_member


@pytest.fixture
def curator(program):
    return make_member(
        program.school, Role.CURATOR, last_name="Савельева", first_name="Ольга", middle_name="Сергеевна"
    )


@pytest.fixture
def director(program):
    return make_member(
        program.school, Role.DIRECTOR, last_name="Ершова", first_name="Нина", middle_name="Викторовна"
    )
