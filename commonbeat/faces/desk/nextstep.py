"""The one thing to do next about a concern."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from commonbeat.faces.desk.forms.base import DeedForm
from commonbeat.faces.desk.forms.concerns import CONCERN_DEEDS, PROMISE_DEEDS
from commonbeat.faces.desk.forms.voices import VOICE_DEEDS
from commonbeat.listening import rules
from commonbeat.listening.models import Promise, Voice
from commonbeat.listening.queries import ConcernPage, Debt


@dataclass(frozen=True)
class NextStep:
    """A sentence, and the form that does it; without one it is not this person's to do, or nothing is owed."""

    sentence: str
    is_owed: bool = False
    is_late: bool = False
    form: DeedForm | None = None
    href: str = ""

    @property
    def quote(self) -> str:
        """The words this is about: what somebody said or wrote last, or what we promised."""
        subject = self.form.subject if self.form else None
        if isinstance(subject, Promise):
            return str(subject.words)
        if not isinstance(subject, Voice):
            return ""
        turns = list(subject.turns.all())
        return str(turns[-1].words if turns and not turns[-1].is_from_team else subject.words)


def next_step(request: HttpRequest, page: ConcernPage) -> NextStep:
    """What is owed first; where nothing is, what would help, or for what we wait."""
    if page.debts:
        first = page.debts[0]
        form, href = _deed_for(request, page, first)
        return NextStep(_sentence(page, first), True, first.is_late, form, href)
    if page.concern.owner_id is None and "assign" in page.verbs:
        form, href = _on_concern(request, page, "assign")
        return NextStep(_("Nobody looks after this yet."), True, False, form, href)
    return NextStep(_resting(page))


def _deed_for(request: HttpRequest, page: ConcernPage, debt: Debt) -> tuple[DeedForm | None, str]:
    on_concern = {"answer": "answer", "say_understood": "understood", "tell": "report-back", "act": "act"}
    if debt.what in on_concern:
        return _on_concern(request, page, on_concern[debt.what])
    if debt.what == "promise":
        promise = next(one for one in _by_day(page) if not hasattr(one, "outcome"))
        return _made(
            request, PROMISE_DEEDS["keep"], promise, reverse("desk:promise_do", args=[promise.pk, "keep"])
        )
    name, voice = ("read-back", _unread(page)) if debt.what == "read_back" else ("write", _unanswered(page))
    if voice is None:
        return None, ""
    return _made(request, VOICE_DEEDS[name], voice, reverse("desk:voice_do", args=[voice.pk, name]))


def _on_concern(request: HttpRequest, page: ConcernPage, name: str) -> tuple[DeedForm | None, str]:
    return _made(
        request, CONCERN_DEEDS[name], page.concern, reverse("desk:concern_do", args=[page.concern.pk, name])
    )


def _made(
    request: HttpRequest, form_class: type[DeedForm], subject: object, href: str
) -> tuple[DeedForm | None, str]:
    if not form_class.is_offered(request.user, subject):
        return None, ""
    return form_class(subject=subject, request=request), href


def _by_day(page: ConcernPage) -> list[Promise]:
    return sorted(page.current_promises, key=lambda promise: promise.due_on)


def _unread(page: ConcernPage) -> Voice | None:
    """The first person who can be reached and was never told what we heard."""
    waiting = (one for one in page.voices if one.is_reachable and not one.is_me_too)
    return next((one for one in waiting if not one.read_backs.all()), None)


def _unanswered(page: ConcernPage) -> Voice | None:
    """The first person who wrote last in their thread."""
    turns = ((one, list(one.turns.all())) for one in page.voices)
    return next((one for one, said in turns if said and not said[-1].is_from_team), None)


def _sentence(page: ConcernPage, debt: Debt) -> str:
    sentence = {
        "answer": _("They wait for a first real answer."),
        "read_back": _("Somebody waits to hear what we understood."),
        "say_understood": _("Nobody who raised this can be asked whether we understood."),
        "reply": _("Somebody wrote to us and waits for a reply."),
        "promise": _("A promise is waiting to be kept."),
        "tell": _("It is done, and nobody has told those who raised it."),
    }.get(debt.what)
    if sentence is None:
        is_back = page.state == rules.REOPENED
        sentence = (
            _("They say it is not solved.") if is_back else _("They have an answer, and nothing is done yet.")
        )
    return sentence


def _resting(page: ConcernPage) -> str:
    if page.state == rules.CONFIRMED:
        return _("It is solved, say those who raised it.")
    if page.state == rules.CLOSED:
        return _("It is closed, and those who raised it can read why.")
    if page.state == rules.HEARD:
        return _("Nothing waits on us: they have not said yet whether we understood.")
    if any(not hasattr(promise, "outcome") for promise in page.current_promises):
        return _("Nothing is late: a promise is on its way.")
    return _("Nothing waits on us: they have not said yet whether it is solved.")
