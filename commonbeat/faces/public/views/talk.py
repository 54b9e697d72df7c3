"""Conversations: one statement at a time, what is one's own, and the picture that comes of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commonbeat.commonground import actions, queries
from commonbeat.commonground.models import Conversation, Statement
from commonbeat.faces import ballots
from commonbeat.faces.public import doing
from commonbeat.faces.public.cached import for_everybody
from commonbeat.faces.public.doing import form_page
from commonbeat.faces.public.forms.talk import FollowForm, InvitedForm, SayForm
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.safety.ballots import Ballot, new
from commonbeat.safety.errors import Refused
from commonbeat.updates import actions as updates

SAY = doing.Pages("public/talk/say.html", "public/talk/said.html", "statement")
INVITED = doing.Pages("public/talk/invited.html", "public/talk/welcome.html", "code")
FOLLOW = doing.Pages("public/talk/follow.html", "public/talk/followed.html", "subscribe")
CHOICES = {"agree": 1, "pass": 0, "disagree": -1}


@require_safe
@for_everybody
def talks(request: HttpRequest, slug: str) -> HttpResponse:
    """Where people can take part, and what came of earlier conversations."""
    neighborhood = named(request, slug)
    context = {
        "neighborhood": neighborhood,
        "running": queries.running_conversations(request.team, neighborhood, request.at),
        "past": queries.past_conversations(request.team, neighborhood, request.at),
    }
    return render(request, "public/talk/talks.html", context)


def found(request: HttpRequest, slug: str) -> Conversation:
    conversation = queries.conversation_by_slug(request.team, slug)
    if conversation is None:
        raise Http404
    return conversation


@require_safe
def talk(request: HttpRequest, slug: str) -> HttpResponse:
    """The next statement with three buttons; once closed, what came of it."""
    conversation = found(request, slug)
    return page(request, conversation, ballots.held(request, conversation.pk))


def page(
    request: HttpRequest, conversation: Conversation, ballot: Ballot | None, said: str = "", status: int = 200
) -> HttpResponse:
    is_running = conversation.is_running(request.at)
    if not is_running:
        context = {**around(request, conversation), "picture": queries.picture_of(conversation), "said": said}
        return render(request, "public/talk/closed.html", context, status=status)
    given = ballot or new()
    place = queries.place_of(conversation, queries.given_by(conversation, ballot))
    context = {
        **around(request, conversation),
        "turn": queries.turn_of(conversation, given),
        "letter": queries.letter_of(conversation, place),
        "place": place,
        "is_invited": given.is_invited,
        "said": said,
    }
    response = render(request, "public/talk/talk.html", context, status=status)
    return response if ballot else handed(request, response, conversation, given)


def handed(
    request: HttpRequest, response: HttpResponse, conversation: Conversation, ballot: Ballot
) -> HttpResponse:
    """The answer with the ballot of this conversation."""
    until, slug = conversation.closes_at, conversation.slug
    return ballots.give(
        response, conversation.pk, ballot, route="public:talk", slug=slug, until=until, at=request.at
    )


def around(request: HttpRequest, conversation: Conversation) -> dict[str, Any]:
    return {
        "conversation": conversation,
        "neighborhood": conversation.neighborhood,
        "is_running": conversation.is_running(request.at),
    }


@require_POST
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """One vote; the last word of a device on a statement counts."""
    conversation = found(request, slug)
    ballot = ballots.held(request, conversation.pk)
    choice = CHOICES.get(request.POST.get("choice", ""), 9)
    try:
        doing.count("ballot", request)
        given = (
            ballot if not conversation.is_running(request.at) else ballots.needed(request, conversation.pk)
        )
        statement = chosen(request, conversation)
        actions.vote(statement=statement, choice=choice, ballot=given or new(), at=request.at)
    except Refused as refusal:
        return page(request, conversation, ballot, refusal.sentence, doing.status_of(refusal))
    return redirect("public:talk_mine" if request.POST.get("from") == "mine" else "public:talk", slug)


def chosen(request: HttpRequest, conversation: Conversation) -> Statement:
    """The statement in the form; refused when it is none of this conversation."""
    rows = Statement.objects.filter(conversation=conversation, withdrawn_on=None)
    statement = rows.filter(pk=doing.uuid_in(request.POST.get("statement", ""))).first()
    if statement is None:
        raise Refused(_("This statement is not there anymore. Here is another one."))
    return statement


@form_page
def say(request: HttpRequest, slug: str) -> HttpResponse:
    """A statement of one's own; nobody sees it before it was read."""
    conversation = found(request, slug)
    if request.method != "POST" and not conversation.is_running(request.at):
        return redirect("public:talk", slug)

    def take(said: dict[str, Any]) -> dict[str, Any]:
        doing.count("statement", request)
        ballot = ballots.needed(request, conversation.pk)
        language = get_language() or "en"
        return {
            "statement": actions.say_statement(
                conversation=conversation, ballot=ballot, language=language, at=request.at, **said
            )
        }

    response = doing.ask(request, doing.bound(SayForm, request), take, SAY, around(request, conversation))
    if ballots.held(request, conversation.pk) or not conversation.is_running(request.at):
        return response
    return handed(request, response, conversation, new())


@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """What this browser said and how it voted, with what came of it."""
    conversation = found(request, slug)
    own = queries.own_part(conversation, ballots.held(request, conversation.pk))
    return render(request, "public/talk/mine.html", {**around(request, conversation), "own": own})


@require_POST
def take_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Take one's own statement back, from the browser it was said with."""
    conversation = found(request, slug)
    ballot = ballots.needed(request, conversation.pk)
    actions.withdraw_statement(statement=chosen(request, conversation), ballot=ballot, at=request.at)
    return redirect("public:talk_mine", slug)


@require_safe
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """Groups, what each stands for, what unites and what divides; with one's own place, for oneself."""
    conversation = found(request, slug)
    ballot = ballots.held(request, conversation.pk)
    place = queries.place_of(conversation, queries.given_by(conversation, ballot))
    context = {
        **around(request, conversation),
        "picture": queries.picture_of(conversation, place),
        "letter": queries.letter_of(conversation, place),
        "place": place,
    }
    return render(request, "public/talk/picture.html", context)


@form_page
def invited(request: HttpRequest, slug: str) -> HttpResponse:
    """Votes of somebody who was invited are counted apart; the code is not kept beside them."""
    conversation, given = found(request, slug), []

    def use(said: dict[str, Any]) -> dict[str, Any]:
        doing.count("code", request)
        ballot = ballots.held(request, conversation.pk)
        given.append(actions.use_invite(conversation=conversation, ballot=ballot, at=request.at, **said))
        return {}

    context = around(request, conversation)
    response = doing.ask(request, doing.bound(InvitedForm, request), use, INVITED, context)
    return handed(request, response, conversation, given[0]) if given else response


@form_page
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """A mail when something comes of this conversation; the address is never put beside a vote."""
    conversation = found(request, slug)

    def ask(said: dict[str, Any]) -> dict[str, Any]:
        doing.count("subscribe", request)
        language = get_language() or "en"
        updates.follow_conversation(
            team=request.team,
            email=said["email"],
            conversation=conversation,
            language=language,
            at=request.at,
        )
        return {}

    return doing.ask(request, doing.bound(FollowForm, request), ask, FOLLOW, around(request, conversation))
