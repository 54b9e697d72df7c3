"""Saying something: one thing a page, nothing kept until the last one is sent."""

import uuid
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from commonbeat.faces.public import say_steps
from commonbeat.faces.public.draft import Draft
from commonbeat.listening import actions as listening
from commonbeat.people.models import OfficerProfile
from commonbeat.places.models import Neighborhood
from commonbeat.safety import codes, limits, pictures, traps
from commonbeat.safety.errors import Refused
from commonbeat.updates import actions as updates


class Say(View):
    """GET shows the emergency page; every POST carries the signed draft and renders the next page."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        neighborhood = self.neighborhood(request, slug)
        draft = Draft.new()
        return render(request, "public/say/start.html", {"neighborhood": neighborhood, "draft": draft.sealed()})

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        neighborhood = self.neighborhood(request, slug)
        try:
            draft = Draft.opened(request.POST.get("draft", ""), _("This page was too old. Please start again."))
        except Refused as refusal:
            fresh = {"neighborhood": neighborhood, "draft": Draft.new().sealed(), "refusal": refusal.sentence}
            return render(request, "public/say/start.html", fresh, status=400)
        step, go = request.POST.get("step", "start"), request.POST.get("go", "next")
        if step not in say_steps.FORMS:
            return self.show(request, neighborhood, draft, say_steps.order(draft.answers)[0])
        if go == "back":
            return self.show(request, neighborhood, draft, say_steps.before(step, draft.answers))
        if go in say_steps.FORMS:
            return self.show(request, neighborhood, draft, go)
        return self.take(request, neighborhood, draft, step)

    @staticmethod
    def neighborhood(request: HttpRequest, slug: str) -> Neighborhood:
        return get_object_or_404(Neighborhood, team=request.team, slug=slug)

    def take(self, request: HttpRequest, neighborhood: Neighborhood, draft: Draft, step: str) -> HttpResponse:
        """Check one page; keep it in the draft and go on, or show it again with everything typed."""
        form = say_steps.form_for(step, draft.answers, request.team, request.POST, request.FILES)
        if not form.is_valid() or not self.keep_photo(form, draft, step):
            return self.show(request, neighborhood, draft, step, form, status=422)
        draft.keep(form.cleaned_data)
        if step == "check":
            return self.send(request, neighborhood, draft, form)
        found = say_steps.notices(draft.answers.get("words", "")) if step == "what" else {}
        if step == "where" and draft.answers.get("is_danger"):
            found["danger"] = None
        news = {notice: about for notice, about in found.items() if not draft.has_seen(f"{step}.{notice}")}
        if "danger" in news:
            return self.interrupt(request, neighborhood, draft, step, news["danger"])
        if news:
            return self.show(request, neighborhood, draft, step, notices=news)
        return self.show(request, neighborhood, draft, say_steps.after(step, draft.answers))

    @staticmethod
    def keep_photo(form: forms.Form, draft: Draft, step: str) -> bool:
        """Clean and store an uploaded photo under the draft's id; a refusal becomes the field's error."""
        upload = form.cleaned_data.get("photo") if step == "photo" else None
        if upload is None:
            return True
        try:
            pictures.store(draft.client_id, pictures.clean_picture(upload))
        except Refused as refusal:
            form.add_error("photo", refusal.sentence)
            return False
        draft.answers["has_photo"] = True
        return True

    def interrupt(
        self, request: HttpRequest, neighborhood: Neighborhood, draft: Draft, step: str, danger: Any
    ) -> HttpResponse:
        """The emergency numbers, once; the next press goes on with everything kept."""
        onward = say_steps.after(step, draft.answers)
        context = {"neighborhood": neighborhood, "draft": draft.sealed(), "danger": danger, "onward": onward}
        return render(request, "public/say/danger.html", context)

    def show(
        self,
        request: HttpRequest,
        neighborhood: Neighborhood,
        draft: Draft,
        step: str,
        form: forms.Form | None = None,
        status: int = 200,
        notices: dict[str, Any] | None = None,
    ) -> HttpResponse:
        steps = say_steps.order(draft.answers)
        step = step if step in steps else steps[0]
        context = {
            "neighborhood": neighborhood,
            "draft": draft.sealed(),
            "answers": draft.answers,
            "seen": draft.seen,
            "step": step,
            "number": steps.index(step) + 1,
            "total": len(steps),
            "form": form or say_steps.form_for(step, draft.answers, request.team),
            "notices": notices or {},
            "rows": say_steps.summary(draft.answers, request.team) if step == "check" else [],
        }
        if step == "check" and limits.needs_challenge("voice", request, at=request.at):
            context["challenge"] = limits.challenge(at=request.at)
        return render(request, f"public/say/{'check' if step == 'check' else 'step'}.html", context, status=status)

    def send(self, request: HttpRequest, neighborhood: Neighborhood, draft: Draft, form: forms.Form) -> HttpResponse:
        """Save everything in one transaction, then show the code, once."""
        missing = [step for step in ("kind", "what", "you") if not self.is_answered(step, draft, request)]
        if missing:
            return self.show(request, neighborhood, draft, missing[0], status=422)
        if draft.answers.get("has_photo") and not self.has_photo(draft):
            draft.answers["has_photo"] = False
            draft.seen.append("photo.lost")
            return self.show(request, neighborhood, draft, "photo", status=422)
        heard = self.hear(request, neighborhood, draft, form.cleaned_data["website"])
        context = {
            "neighborhood": neighborhood,
            "voice": heard.voice,
            "code": heard.code,
            "qr": codes.qr_svg(heard.code),
            "due_at": heard.voice.answer_due_at,
            "way": draft.answers.get("way"),
        }
        return render(request, "public/say/done.html", context, status=201 if heard.is_new else 200)

    @staticmethod
    def is_answered(step: str, draft: Draft, request: HttpRequest) -> bool:
        return say_steps.form_for(step, draft.answers, request.team, {**draft.answers}).is_valid()

    @staticmethod
    def has_photo(draft: Draft) -> bool:
        """Whether the cleaned photo still waits, or was kept by an earlier press of the same button."""
        return pictures.is_waiting(draft.client_id) or pictures.path_of(pictures.name_of(draft.client_id)).exists()

    @staticmethod
    @transaction.atomic
    def hear(request: HttpRequest, neighborhood: Neighborhood, draft: Draft, website: str) -> Any:
        """The rate is counted in the same commit; above it a voice is held for a look, never refused."""
        answers = draft.answers
        verdict = limits.hit("voice", request, at=request.at)
        is_held = verdict.is_held or traps.looks_automatic(filled=website, started=draft.started)
        about = OfficerProfile.objects.public(request.team).filter(staff_id=answers.get("about") or uuid.UUID(int=0))
        officer = about.first()
        heard = listening.hear(
            team=request.team,
            neighborhood=neighborhood,
            client_id=draft.client_id,
            channel="web",
            kind=answers["kind"],
            words=answers["words"],
            language=get_language() or "en",
            where=answers.get("where", ""),
            when=answers.get("when", ""),
            topic=answers.get("topic", ""),
            need=answers.get("need", ""),
            feeling_said=answers.get("feeling", ""),
            is_danger=bool(answers.get("is_danger") or "what.danger" in draft.seen),
            is_held=is_held,
            may_be_quoted=bool(answers.get("may_be_quoted")),
            about_officer=officer.staff if officer else None,
            contact_details=answers.get("details", ""),
            draft_id=draft.client_id if answers.get("has_photo") else None,
            at=request.at,
        )
        if answers.get("way") == "follow":
            updates.follow(
                team=request.team, email=answers["email"], voice=heard.voice, language=get_language() or "en", at=request.at
            )
        return heard
