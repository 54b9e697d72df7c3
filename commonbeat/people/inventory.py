"""What the tables about people hold, and for how long."""

from django.utils.translation import gettext_lazy as _

from commonbeat.safety.inventory import Held

_team = Held(
    _("which team a row belongs to"), _("running the service"), _("reference"), _("as long as the row")
)
_id = Held(
    _("a random number that names the row"), _("running the service"), _("reference"), _("as long as the row")
)

_STAFF = _("staff data")
_SHOWN = _("staff data, shown publicly if they agree")
_ASKED = _("data of a person who asked for it")
_SECRET = _("secret, unreadable")
_WORK = _("working for the team")
_AGREED = _("the officer's own choice")
_CONSENT = _("consent, which can be taken back at any time")
_SECURITY = _("security of sign-in and of sealed details")
_WHILE_STAFF = _("while they work here, then 24 months")
_WHILE_SHOWN = _("while they work here; the page stays as a handover note until the team removes it")
_WHILE_GREETED = _("until the person ends it, at most 12 months")
_SHORT = _("12 months")

FIELDS: dict[str, Held] = {
    "Staff.id": _id,
    "Staff.team": _team,
    "Staff.email": Held(_("to sign in and to be written to"), _WORK, _STAFF, _WHILE_STAFF),
    "Staff.name": Held(_("so that colleagues and the journal can name them"), _WORK, _STAFF, _WHILE_STAFF),
    "Staff.password": Held(
        _("to check the password without knowing it"), _SECURITY, _SECRET, _("until they leave or change it")
    ),
    "Staff.last_login": Held(_("to notice accounts nobody uses"), _SECURITY, _STAFF, _WHILE_STAFF),
    "Staff.language": Held(_("to show them their own language"), _WORK, _STAFF, _WHILE_STAFF),
    "Staff.is_active": Held(_("whether they may sign in"), _SECURITY, _STAFF, _WHILE_STAFF),
    "Staff.joined_on": Held(_("since when they work here"), _WORK, _STAFF, _WHILE_STAFF),
    "Staff.left_on": Held(_("when they left"), _WORK, _STAFF, _WHILE_STAFF),
    "Role.id": _id,
    "Role.team": _team,
    "Role.staff": Held(_("who holds a duty"), _WORK, _STAFF, _("until the duty ends")),
    "Role.duty": Held(_("what they may see and do"), _WORK, _STAFF, _("until the duty ends")),
    "Role.neighborhood": Held(_("where they may see and do it"), _WORK, _STAFF, _("until the duty ends")),
    "OfficerProfile.id": _id,
    "OfficerProfile.team": _team,
    "OfficerProfile.staff": Held(_("whose page it is"), _AGREED, _SHOWN, _WHILE_SHOWN),
    "OfficerProfile.slug": Held(_("the address of their page"), _AGREED, _SHOWN, _WHILE_SHOWN),
    "OfficerProfile.known_as": Held(_("the name residents may use"), _AGREED, _SHOWN, _WHILE_SHOWN),
    "OfficerProfile.photo": Held(
        _("so that residents recognize them"), _AGREED, _SHOWN, _("until they leave or remove it")
    ),
    "OfficerProfile.portrait_seed": Held(
        _("a drawn portrait instead of a photo"), _AGREED, _SHOWN, _WHILE_SHOWN
    ),
    "OfficerProfile.title": Held(_("what their role is called"), _AGREED, _SHOWN, _WHILE_SHOWN),
    "OfficerProfile.may": Held(_("what they are allowed to do"), _AGREED, _SHOWN, _WHILE_SHOWN),
    "OfficerProfile.may_not": Held(_("what they are not allowed to do"), _AGREED, _SHOWN, _WHILE_SHOWN),
    "OfficerProfile.why_here": Held(_("why they work in this neighborhood"), _AGREED, _SHOWN, _WHILE_SHOWN),
    "OfficerProfile.languages": Held(_("which languages they speak"), _AGREED, _SHOWN, _WHILE_SHOWN),
    "OfficerProfile.hours": Held(_("when they can be met"), _AGREED, _SHOWN, _WHILE_SHOWN),
    "OfficerProfile.reach": Held(_("how they can be reached"), _AGREED, _SHOWN, _("until they leave")),
    "OfficerProfile.since": Held(_("since when they walk here"), _AGREED, _SHOWN, _WHILE_SHOWN),
    "OfficerProfile.is_public": Held(_("whether residents see the page"), _AGREED, _SHOWN, _WHILE_SHOWN),
    "OfficerProfile.left_on": Held(_("when they left"), _AGREED, _SHOWN, _WHILE_SHOWN),
    "OfficerProfile.handover_note": Held(_("their words when they left"), _AGREED, _SHOWN, _WHILE_SHOWN),
    "OfficerProfile.successor": Held(_("who came after them"), _AGREED, _SHOWN, _WHILE_SHOWN),
    "Acquaintance.id": _id,
    "Acquaintance.team": _team,
    "Acquaintance.neighborhood": Held(_("which officers may read it"), _CONSENT, _ASKED, _WHILE_GREETED),
    "Acquaintance.place": Held(_("where they would like to be greeted"), _CONSENT, _ASKED, _WHILE_GREETED),
    "Acquaintance.client_id": Held(
        _("so that a form sent twice counts once"), _CONSENT, _SECRET, _("a day after the greeting ended")
    ),
    "Acquaintance.body_hash": Held(
        _("so that a form sent twice counts once"), _CONSENT, _SECRET, _WHILE_GREETED
    ),
    "Acquaintance.code_fingerprint": Held(
        _("to recognize their code without knowing it"), _CONSENT, _SECRET, _WHILE_GREETED
    ),
    "Acquaintance.call_me": Held(_("the name they want to be greeted by"), _CONSENT, _ASKED, _WHILE_GREETED),
    "Acquaintance.say_it": Held(_("how the name is said"), _CONSENT, _ASKED, _WHILE_GREETED),
    "Acquaintance.know": Held(_("what they want officers to know"), _CONSENT, _ASKED, _WHILE_GREETED),
    "Acquaintance.consent_words": Held(_("what exactly they agreed to"), _CONSENT, _ASKED, _WHILE_GREETED),
    "Acquaintance.consented_on": Held(_("when they agreed"), _CONSENT, _ASKED, _WHILE_GREETED),
    "Acquaintance.expires_on": Held(_("when it ends by itself"), _CONSENT, _ASKED, _WHILE_GREETED),
    "Acquaintance.ended_on": Held(
        _("so that a form sent again does not start it anew"),
        _CONSENT,
        _("nothing about the person"),
        _("a day after the greeting ended"),
    ),
    "AcquaintanceRead.id": _id,
    "AcquaintanceRead.team": _team,
    "AcquaintanceRead.acquaintance": Held(
        _("so that they see who read it"), _CONSENT, _ASKED, _WHILE_GREETED
    ),
    "AcquaintanceRead.staff": Held(_("so that they see who read it"), _CONSENT, _STAFF, _WHILE_GREETED),
    "AcquaintanceRead.read_on": Held(
        _("so that they see when it was read"), _CONSENT, _STAFF, _WHILE_GREETED
    ),
    "StaffInvite.id": _id,
    "StaffInvite.team": _team,
    "StaffInvite.email": Held(_("where the invitation goes"), _WORK, _STAFF, _SHORT),
    "StaffInvite.name": Held(_("whom the invitation greets"), _WORK, _STAFF, _SHORT),
    "StaffInvite.duty": Held(_("which duty they are invited to"), _WORK, _STAFF, _SHORT),
    "StaffInvite.neighborhood": Held(_("where they are invited to work"), _WORK, _STAFF, _SHORT),
    "StaffInvite.token_fingerprint": Held(
        _("to recognize the link without knowing it"), _SECURITY, _SECRET, _SHORT
    ),
    "StaffInvite.invited_by": Held(_("who invited them"), _SECURITY, _STAFF, _SHORT),
    "StaffInvite.invited_at": Held(_("when they were invited"), _SECURITY, _STAFF, _SHORT),
    "StaffInvite.expires_at": Held(_("until when the link works"), _SECURITY, _STAFF, _SHORT),
    "StaffInvite.used_at": Held(_("that the link works only once"), _SECURITY, _STAFF, _SHORT),
    "StaffInvite.taken_back_at": Held(_("that the link no longer works"), _SECURITY, _STAFF, _SHORT),
    "MfaRecovery.id": _id,
    "MfaRecovery.team": _team,
    "MfaRecovery.staff": Held(_("who lost their second step"), _SECURITY, _STAFF, _SHORT),
    "MfaRecovery.asked_by": Held(_("the first of two people who agreed"), _SECURITY, _STAFF, _SHORT),
    "MfaRecovery.asked_at": Held(_("when it was asked for"), _SECURITY, _STAFF, _SHORT),
    "MfaRecovery.approved_by": Held(_("the second of two people who agreed"), _SECURITY, _STAFF, _SHORT),
    "MfaRecovery.approved_at": Held(_("when the second person agreed"), _SECURITY, _STAFF, _SHORT),
    "MfaRecovery.token_fingerprint": Held(
        _("to recognize the link without knowing it"), _SECURITY, _SECRET, _SHORT
    ),
    "MfaRecovery.used_at": Held(_("that the link works only once"), _SECURITY, _STAFF, _SHORT),
    "TeamBox.id": _id,
    "TeamBox.team": _team,
    "TeamBox.public_key": Held(
        _("to seal contact details so that only confidants can open them"),
        _SECURITY,
        _("a public key"),
        _("as long as details are sealed with it"),
    ),
    "TeamBox.made_at": Held(_("when the box was made"), _SECURITY, _("reference"), _("as long as the box")),
    "TeamBox.retired_at": Held(
        _("when a new box took its place"), _SECURITY, _("reference"), _("as long as the box")
    ),
    "BoxKey.id": _id,
    "BoxKey.team": _team,
    "BoxKey.box": Held(_("which box the key opens"), _SECURITY, _("reference"), _("as long as the box")),
    "BoxKey.staff": Held(
        _("which confidant holds the key"), _SECURITY, _STAFF, _("while they are a confidant")
    ),
    "BoxKey.wrapped": Held(
        _("the key, locked with the confidant's passphrase"),
        _SECURITY,
        _SECRET,
        _("while they are a confidant"),
    ),
    "BoxKey.is_temporary": Held(
        _("that the confidant still has to choose a passphrase"),
        _SECURITY,
        _STAFF,
        _("while they are a confidant"),
    ),
}
