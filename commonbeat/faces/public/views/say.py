"""Saying something: one thing a page, nothing kept until the last one is sent."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import View

from commonbeat.faces.public import doing, say_sending, say_steps
from commonbeat.faces.public.draft import Draft
from commonbeat.faces.public.receipt import receipt
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.places.models import Neighborhood
from commonbeat.safety import limits
from commonbeat.safety.errors import Refused

# Once somebody has seen all their answers, a changed one leads back there.
CHECKED = "check"


class Say(View):
    """GET shows the emergency page; every POST carries the signed draft and renders the next page."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.neighborhood: Neighborhood = named(request, kwargs["slug"], "boundary", "about")
        self.draft = Draft.new()

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.page("start")

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        try:
            too_old = _("This page was too old. Please start again; nothing was sent.")
            self.draft = Draft.opened(request.POST.get("draft", ""), too_old)
        except Refused as refusal:
            return self.page("start", status=400, refusal=refusal.sentence)
        step, go = request.POST.get("step", "start"), request.POST.get("go", "next")
        if step in say_steps.FORMS and (go == "next" or (go == "send" and step == CHECKED)):
            return self.take(step)
        if step in say_steps.FORMS:
            self.keep_what_fits(step)
        steps = say_steps.order(self.draft.answers)
        return self.show(go if go in steps else say_steps.before(step, self.draft.answers))

    def take(self, step: str) -> HttpResponse:
        """Check one page; keep it in the draft and go on, or show it again with everything typed."""
        form = self.sent(step)
        if not form.is_valid() or not say_sending.keep_photo(form, self.draft, self.request):
            return self.show(step, form, status=422)
        self.draft.keep(form.cleaned_data)
        if step == CHECKED:
            return self.send(form.cleaned_data["website"])
        news = say_steps.news(step, self.draft, self.neighborhood)
        if "danger" in news:
            return self.page("danger", step=step, danger=news["danger"], onward=self.onward(step))
        return self.show(step, notices=news) if news else self.show(self.onward(step))

    def keep_what_fits(self, step: str) -> None:
        """Going back or elsewhere loses nothing that could be kept."""
        form = self.sent(step)
        form.is_valid()
        self.draft.keep(form.cleaned_data)

    def sent(self, step: str) -> forms.Form:
        return say_steps.form_for(
            step, self.draft.answers, self.request.team, self.request.POST, self.request.FILES
        )

    def onward(self, step: str) -> str:
        was_checked = f"{CHECKED}.seen" in self.draft.seen and step != "kind"
        return CHECKED if was_checked else say_steps.after(step, self.draft.answers)

    def send(self, website: str) -> HttpResponse:
        """Save everything in one transaction, then show the code, once."""
        missing = say_steps.missing(self.draft.answers, self.request.team)
        if missing:
            return self.show(missing, self.again(missing), status=422)
        if say_sending.has_lost_photo(self.draft):
            return self.show("photo", status=422)
        try:
            heard = say_sending.send(self.request, self.neighborhood, self.draft, website)
        except Refused as refusal:
            return self.refuse(refusal)
        return receipt(self.request, self.neighborhood, heard, way=self.draft.answers.get("way", ""))

    def refuse(self, refusal: Refused) -> HttpResponse:
        """The page the refusal is about, with its sentence and all that was answered."""
        step = say_steps.OF_FIELD.get(refusal.field, CHECKED)
        form = self.again(step)
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return self.show(step, form, status=doing.status_of(refusal))

    def again(self, step: str) -> forms.Form:
        """The form of a step, bound to what the draft holds."""
        form = say_steps.form_for(
            step, self.draft.answers, self.request.team, say_steps.as_sent(self.draft.answers)
        )
        form.is_valid()
        return form

    def show(
        self,
        step: str,
        form: forms.Form | None = None,
        status: int = 200,
        notices: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One step, numbered among those this person passes."""
        answers, team = self.draft.answers, self.request.team
        steps = say_steps.order(answers)
        step = step if step in steps else steps[0]
        context: dict[str, Any] = {"step": step, "number": steps.index(step) + 1, "total": len(steps)}
        context |= {"answers": answers, "seen": self.draft.seen, "notices": notices or {}}
        context["form"] = form or say_steps.form_for(step, answers, team)
        if step != CHECKED:
            return self.page("step", status, **context)
        self.draft.has_seen(f"{CHECKED}.seen")
        if limits.needs_challenge("voice", self.request, at=self.request.at):
            context["challenge"] = limits.challenge(at=self.request.at)
        return self.page(CHECKED, status, rows=say_steps.summary(answers, team), **context)

    def page(self, name: str, status: int = 200, **context: Any) -> HttpResponse:
        around = {"neighborhood": self.neighborhood, "draft": self.draft.sealed()}
        return doing.show(self.request, f"public/say/{name}.html", {**around, **context}, status)
