"""A password that anybody from here would try first is refused."""

import pytest

from commonbeat.people.actions.ground import good_password
from commonbeat.safety.errors import Refused


@pytest.mark.django_db
@pytest.mark.parametrize(
    "password",
    ["Harbor Row 2026!", "elmcourt-harbor-1", "Commonbeat1234", "security officer", "HÁRBOR-hårbor-7!"],
)
def test_names_of_the_place_and_of_the_work_are_no_password(cast, password):
    with pytest.raises(Refused, match="names of this place"):
        good_password(password, cast.ben)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "harbor plus nine white geese", "!§$%&/()=?`*+#", "слово за слово идет"],
)
def test_whatever_else_is_long_enough_is_one(cast, password):
    assert good_password(password, cast.ben) == password
