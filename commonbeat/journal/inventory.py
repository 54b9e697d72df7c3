"""What the journal holds."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonbeat.safety.inventory import Held

ACCOUNT = _("legal obligation: being able to show who did what")
KEPT = _("24 months")
IDS = _("random ids, no content")


def _held(purpose: str | Promise) -> Held:
    return Held(purpose, ACCOUNT, IDS, KEPT)


FIELDS: dict[str, Held] = {
    "Entry.sequence": _held(_("the order in which things were done")),
    "Entry.team_id": _held(_("which team did it")),
    "Entry.actor_kind": _held(_("whether staff, a resident or the system did it; residents are never named")),
    "Entry.actor_id": _held(_("which member of staff did it")),
    "Entry.action": _held(_("what was done")),
    "Entry.object_type": _held(_("what kind of thing it was done to")),
    "Entry.object_id": _held(_("which one it was done to")),
    "Entry.reason": _held(_("why it was done, in a few words that quote nobody")),
    "Entry.is_quiet": _held(_("whether the public pages must not even show that something happened")),
    "Entry.at": _held(_("in which hour it was done")),
    "Entry.key_version": _held(_("with which of our keys the entry can be checked")),
    "Entry.previous_hash": _held(_("to notice when an entry is changed or removed")),
    "Entry.hash": _held(_("to notice when an entry is changed or removed")),
    "Checkpoint.sequence": _held(_("up to where old entries were removed")),
    "Checkpoint.hash": _held(_("to check what follows after old entries were removed")),
    "Checkpoint.pruned": _held(_("how many old entries were removed")),
    "Checkpoint.at": _held(_("when old entries were removed")),
    "Checkpoint.key_version": _held(_("with which of our keys this can be checked")),
    "Checkpoint.seal": _held(_("our signature under the removal")),
    "PublishedHead.on": _held(_("the day for which the state of the journal was published")),
    "PublishedHead.sequence": _held(_("how far the journal went that day")),
    "PublishedHead.hash": _held(_("lets anybody notice if the journal is changed later")),
    "PublishedHead.key_version": _held(_("with which of our keys this can be checked")),
    "PublishedHead.seal": _held(_("our signature under what was published")),
}
