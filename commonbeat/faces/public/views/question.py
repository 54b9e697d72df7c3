"""Coming back with the code of a question."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from commonbeat.faces.public import ticket
from commonbeat.openness import actions, queries
from commonbeat.openness.models import Question

KIND = "question"


def open_with(request: HttpRequest, code: str) -> HttpResponse | None:
    question = queries.question_by_code(request.team, code)
    return page(request, question) if question else None


def page(request: HttpRequest, question: Question, *, is_asked: bool = False) -> HttpResponse:
    """The person's own question; `is_asked` is the moment before it is taken back."""
    context = {
        "question": question,
        "neighborhood": question.neighborhood,
        "ticket": ticket.issue(KIND, question.pk),
        "is_late": not question.answers.all() and question.answer_due_at < request.at,
        "is_asked": is_asked,
    }
    return render(request, "public/question.html", context)


@ticket.needed(KIND)
def act(request: HttpRequest, question_id: str) -> HttpResponse:
    """Take a question back, after being asked once more."""
    standing = Question.objects.filter(team=request.team, withdrawn_on=None)
    question = get_object_or_404(standing.select_related("neighborhood"), pk=question_id)
    if request.POST.get("do") != "withdraw":
        return page(request, question, is_asked=request.POST.get("do") == "ask-to-withdraw")
    actions.withdraw_question(question=question, at=request.at)
    return render(request, "public/thread/withdrawn.html", {"neighborhood": question.neighborhood})
