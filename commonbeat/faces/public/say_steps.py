"""The pages of saying something, in their order, and what stands on the last one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.faces.public.draft import Draft
from commonbeat.faces.public.forms import say as pages
from commonbeat.listening import understanding
from commonbeat.listening.models import Kind, Topic
from commonbeat.listening.queries.understanding import sounds_like_public
from commonbeat.methods.text import behavior, personal
from commonbeat.people.models import OfficerProfile
from commonbeat.places.models import Neighborhood, Team

FORMS: dict[str, type[forms.Form]] = {
    "kind": pages.KindForm,
    "what": pages.WhatForm,
    "about": pages.AboutForm,
    "where": pages.WhereForm,
    "feeling": pages.FeelingForm,
    "photo": pages.PhotoForm,
    "you": pages.YouForm,
    "check": pages.CheckForm,
}
REQUIRED = {"kind", "what", "about", "you"}
# The required answer of a page that nothing later makes wrong.
STAYS_TRUE = {"kind": "kind", "what": "words"}
# Where a refused answer was given.
OF_FIELD = {"words": "what", "where": "where", "contact_details": "you", "email": "you", "picture": "photo"}


def order(answers: Mapping[str, Any]) -> list[str]:
    """The steps this person passes; only a complaint asks whom it is about."""
    kind = answers.get("kind")
    skipped = {"about"} if kind != Kind.COMPLAINT else set()
    if kind in {Kind.THANKS, Kind.IDEA, Kind.QUESTION}:
        skipped.add("photo")
    return [step for step in FORMS if step not in skipped]


def after(step: str, answers: Mapping[str, Any]) -> str:
    steps = order(answers)
    return steps[min(steps.index(step) + 1, len(steps) - 1)] if step in steps else steps[0]


def before(step: str, answers: Mapping[str, Any]) -> str:
    steps = order(answers)
    return steps[max(steps.index(step) - 1, 0)] if step in steps else steps[0]


def form_for(
    step: str, answers: Mapping[str, Any], team: Team, data: Any = None, files: Any = None
) -> forms.Form:
    """The form of this step, bound to what was posted or showing what was answered before."""
    more: dict[str, Any] = {}
    if step in {"what", "where", "feeling"}:
        more["kind"] = answers.get("kind", Kind.WORRY)
    if step in {"about", "you"}:
        more["team"] = team
    if step == "about":
        more["chosen"] = answers.get("about", pages.NOBODY)
    if step == "photo":
        more["has_photo"] = bool(answers.get("has_photo"))
    if data is not None:
        return FORMS[step](data, files, **more)
    initial = {name: value for name, value in as_sent(answers).items() if value != ""}
    return FORMS[step](initial=initial, **more)


def as_sent(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as a browser would send them."""
    danger = {True: "yes", False: "no"}.get(answers.get("is_danger"), "")
    return {**answers, "is_danger": danger}


def standing(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to what this person was asked; what a changed kind no longer asks is left out."""
    steps = order(answers)
    asked = {name for step in steps for name in FORMS[step].base_fields}
    asked |= {"has_photo"} if "photo" in steps else set()
    asked -= _not_asked(answers)
    return {name: value for name, value in answers.items() if name in asked}


def _not_asked(answers: Mapping[str, Any]) -> set[str]:
    return pages.NOT_ASKED.get(answers.get("kind") or "", set())


def missing(answers: Mapping[str, Any], team: Team) -> str:
    """The first step that must be answered and is not, as when somebody jumps to the last page; "" for none."""
    return next((step for step in order(answers) if not _is_answered(step, answers, team)), "")


def _is_answered(step: str, answers: Mapping[str, Any], team: Team) -> bool:
    """A signed draft holds only what was checked; officers and boxes may have gone since, so these are again."""
    if step not in REQUIRED or (step == "you" and answers.get("way") == "anonymous"):
        return True
    if step in STAYS_TRUE:
        return bool(answers.get(STAYS_TRUE[step]))
    return form_for(step, answers, team, as_sent(answers)).is_valid()


def news(step: str, draft: Draft, neighborhood: Neighborhood) -> dict[str, Any]:
    """What we point out about the answers of this step and have not pointed out yet."""
    found = notices(draft.answers.get("words", ""), neighborhood) if step == "what" else {}
    if step == "where" and draft.answers.get("is_danger"):
        found["danger"] = None
    return {notice: about for notice, about in found.items() if not draft.has_seen(f"{step}.{notice}")}


def notices(words: str, neighborhood: Neighborhood) -> dict[str, Any]:
    """What we point out once about these words, before going on; none of it forbids anything."""
    if not words:
        return {}
    found: dict[str, Any] = {}
    alarm, slowed = understanding.warn_about(words)
    if alarm.is_danger:
        found["danger"] = alarm.by_rule
    if slowed.is_pause:
        found["pause"] = slowed.by_rule or behavior.Pause(behavior.APPEARANCE, (), "")
    if details := personal.find_personal_details(words):
        found["personal"] = sorted({words[detail.start : detail.end] for detail in details})
    # Whoever is in danger is not asked to compare.
    if not alarm.is_danger and (alike := sounds_like_public(neighborhood.team, neighborhood, words)):
        found["alike"] = alike
    return found


def summary(answers: Mapping[str, Any], team: Team) -> list[dict[str, Any]]:
    """Rows for "check your answers": the question, the answer in words, the step that changes it."""
    rows = [
        ("kind", _("You want to tell us"), _label(pages.KIND_CHOICES, answers.get("kind"))),
        ("what", _("Your words"), answers.get("words", "")),
    ]
    if answers.get("topic"):
        rows.append(("what", _("Closest to"), str(Topic(answers["topic"]).label)))
    if answers.get("kind") == Kind.COMPLAINT:
        rows.append(("about", _("About"), _about(answers, team)))
    rows += [("where", _("Where"), answers.get("where", ""))]
    if "when" not in _not_asked(answers):
        rows.append(("where", _("When"), _label(pages.WHEN_CHOICES, answers.get("when"))))
        rows.append(("where", _("Anyone in danger now"), _("Yes") if answers.get("is_danger") else _("No")))
    rows.append(
        ("feeling", _("How it makes you feel"), _label(pages.FEELING_CHOICES, answers.get("feeling")))
    )
    if answers.get("kind") != Kind.THANKS:
        rows.append(("feeling", _("What you need"), _label(pages.NEED_CHOICES, answers.get("need"))))
    if "photo" in order(answers):
        count = 1 if answers.get("has_photo") else 0
        photo = ngettext("%(count)d photo", "%(count)d photos", count) % {"count": count} if count else ""
        rows.append(("photo", _("Photo"), photo))
    rows += [
        ("you", _("How we reach you"), _reach(answers)),
        ("you", _("May we quote you"), _("Yes") if answers.get("may_be_quoted") else _("No")),
    ]
    return [{"step": step, "name": name, "value": value} for step, name, value in rows]


def _label(choices: list[tuple[Any, Any]], value: Any) -> str:
    return str(dict(choices).get(value, "")) if value else ""


def _about(answers: Mapping[str, Any], team: Team) -> str:
    chosen = answers.get("about", pages.NOBODY)
    if chosen == pages.NOBODY:
        return _("Not about somebody of our team")
    named = OfficerProfile.objects.filter(team=team, staff_id=chosen) if chosen != pages.UNLISTED else []
    return next((officer.known_as for officer in named), _("Somebody of the team who is not on the list"))


def _reach(answers: Mapping[str, Any]) -> str:
    if answers.get("way") == "follow":
        return _("By mail to %(address)s, when there is news") % {"address": answers.get("email", "")}
    if answers.get("way") == "sealed":
        return _("Sealed: %(details)s") % {"details": answers.get("details", "")}
    return _("Only with your code")
