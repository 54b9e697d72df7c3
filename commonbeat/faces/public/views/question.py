"""Coming back with the code of a question."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from commonbeat.faces.public import ticket
from commonbeat.openness import actions, queries
from commonbeat.openness.models import Question

KIND = "question"


def open_with(request: HttpRequest, code: str) -> HttpResponse | None:
    question = queries.question_by_code(request.team, code)
    if question is None:
        return None
    context = {"question": question, "neighborhood": question.neighborhood, "ticket": ticket.issue(KIND, question.pk)}
    return render(request, "public/question.html", context)


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Take a question back."""
    held = ticket.read(request.POST.get("ticket", ""))
    if held is None or held[0] != KIND:
        return render(request, "public/thread/again.html", status=403)
    question = get_object_or_404(Question.objects.select_related("neighborhood"), pk=held[1], team=request.team)
    actions.withdraw_question(question=question, at=request.at)
    return render(request, "public/thread/withdrawn.html", {"neighborhood": question.neighborhood})
