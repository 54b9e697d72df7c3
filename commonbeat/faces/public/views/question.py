"""Coming back with the code of a question."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from commonbeat.faces.public import doing, ticket
from commonbeat.faces.public.forms.talk import FollowForm
from commonbeat.openness import actions, queries
from commonbeat.openness.models import Question
from commonbeat.updates import actions as updates

KIND = "question"


def open_with(request: HttpRequest, code: str) -> HttpResponse | None:
    question = queries.question_by_code(request.team, code)
    return page(request, question) if question else None


def page(
    request: HttpRequest, question: Question, *, is_asked: bool = False, status: int = 200, **more: Any
) -> HttpResponse:
    """The person's own question, with what became of it; `is_asked` is the moment before it is taken back."""
    # What was merged is answered where it stands now.
    standing = question.merged_into or question
    answers = list(standing.answers.all())
    context = {
        "question": question,
        "answers": answers,
        "due_at": standing.answer_due_at,
        "neighborhood": question.neighborhood,
        "ticket": ticket.issue(KIND, question.pk),
        "is_late": not answers and standing.answer_due_at < request.at,
        "is_asked": is_asked,
        "follow": None if answers else FollowForm(),
        **more,
    }
    return doing.show(request, "public/question.html", context, status)


@ticket.needed(KIND)
def act(request: HttpRequest, question_id: str) -> HttpResponse:
    """Take a question back, after being asked once more, or ask to be told."""
    standing = Question.objects.filter(team=request.team, withdrawn_on=None)
    rows = standing.select_related("neighborhood", "merged_into")
    question = get_object_or_404(rows, pk=question_id)
    if request.POST.get("do") == "follow":
        return follow(request, question)
    if request.POST.get("do") != "withdraw":
        return page(request, question, is_asked=request.POST.get("do") == "ask-to-withdraw")
    actions.withdraw_question(question=question, at=request.at)
    return render(request, "public/thread/withdrawn.html", {"neighborhood": question.neighborhood})


def follow(request: HttpRequest, question: Question) -> HttpResponse:
    """A mail without content when it comes to something."""
    form = FollowForm(request.POST)

    def ask(said: dict[str, Any]) -> dict[str, Any]:
        doing.count("subscribe", request)
        about = {"email": said["email"], "language": get_language() or "en", "at": request.at}
        updates.follow_question(team=request.team, question=question, **about)
        return {}

    _given, status = doing.attempt(form, ask)
    if status != 200:
        return page(request, question, status=status, follow=form)
    return page(request, question, follow=None, is_followed=True)
