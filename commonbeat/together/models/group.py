"""Wardens and watch groups: residents who look out together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.safety.records import Record
from commonbeat.together.models.base import HereQuerySet

if TYPE_CHECKING:
    from commonbeat.places.models import Team


class GroupKind(models.TextChoices):
    WARDENS = "wardens", _("wardens")
    WATCH = "watch", _("watch group")


class WatchGroupQuerySet(HereQuerySet):
    def public(self, team: Team) -> Self:
        return self.filter(team=team)

    def current(self) -> Self:
        return self.filter(ended_on=None)


class WatchGroup(Record):
    """A group's page: what it does and what it does not, when it meets. It lists no member."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="groups")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=GroupKind)
    does = models.TextField(max_length=2000)
    does_not = models.TextField(max_length=1000)
    meets = models.CharField(max_length=200, blank=True)
    keeper = models.ForeignKey(
        "people.Staff", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    started_on = models.DateField()
    changed_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=300, blank=True)

    objects = WatchGroupQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["team", "slug"], name="group_slug_once"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | ~Q(ended_because=""), name="ending_a_group_needs_a_because"
            ),
        ]


class GroupWalk(Record):
    """A walk-along that a group takes part in; the gathering says when and where."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(WatchGroup, on_delete=models.CASCADE, related_name="walks")
    gathering = models.OneToOneField(
        "openness.Gathering", on_delete=models.CASCADE, related_name="group_walk"
    )
