"""The data inventory: what every stored field is for, on what basis, and for how long."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig, apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Held:
    """One line of the inventory, in words a resident understands."""

    purpose: Words
    basis: Words
    data_class: Words
    retention: Words


FIELDS: dict[str, Held] = {
    "RateCount.key": Held(
        _("to notice floods: a scrambled mark of a network address that cannot be turned back"),
        _("legitimate interest: keeping the service usable"),
        _("cannot be linked to a person after midnight"),
        _("three hours; never backed up"),
    ),
    "RateCount.count": Held(
        _("how often something came from there this hour"),
        _("legitimate interest: keeping the service usable"),
        _("a number"),
        _("three hours; never backed up"),
    ),
    "RateCount.ends_at": Held(
        _("when the count is removed"),
        _("legitimate interest: keeping the service usable"),
        _("a time"),
        _("three hours; never backed up"),
    ),
}


def collect() -> dict[str, Held]:
    """Every room's entries by "room.Model.field", in the order of the house."""
    return {f"{app.label}.{name}": held for app in _rooms() for name, held in _fields_of(app).items()}


def missing() -> list[str]:
    """Stored fields without an entry; must be empty. Random ids tell nothing and may go without."""
    held = collect()
    return [name for name in _stored() if name not in held and not name.endswith(".id")]


def stale() -> list[str]:
    """Entries for fields that are not stored anymore; must be empty."""
    stored = set(_stored())
    return [name for name in collect() if name not in stored]


def _rooms() -> list[AppConfig]:
    return [app for app in apps.get_app_configs() if app.name.startswith("commonbeat.")]


def _fields_of(app: AppConfig) -> dict[str, Held]:
    if find_spec(f"{app.name}.inventory") is None:
        return {}
    module: Any = import_module(f"{app.name}.inventory")
    return dict(module.FIELDS)


def _stored() -> Iterator[str]:
    """Every concrete field and many-to-many table of our own models."""
    for app in _rooms():
        for model in app.get_models():
            for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
                yield f"{app.label}.{model.__name__}.{field.name}"
