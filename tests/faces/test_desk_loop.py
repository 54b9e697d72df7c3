"""A coordinator's day: from the inbox to "You said, we did", in forms and pages."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.utils import timezone

from commonbeat.listening import actions
from commonbeat.listening.models import Concern, Voice
from commonbeat.listening.rules import VERBS
from commonbeat.openness.models import YouSaidWeDid
from tests.faces.desk_scene import at_desk, hear, join, post, text, url


def state(concern: Concern) -> str:
    return concern.steps.order_by("-number").values_list("state", flat=True)[0]


def test_the_whole_loop_is_walked_in_the_forms_of_the_desk(cast: SimpleNamespace) -> None:
    desk, voice = at_desk(cast.cleo), hear(cast)
    join_page = f"{url('join')}?voice={voice.pk}"
    made = post(
        desk,
        join_page,
        concern="new",
        title="Underpass lamps",
        kind="worry",
        topic="lighting",
        owner=cast.ben.pk,
    )
    concern = Concern.objects.get()
    assert made.headers["Location"] == url("concern", concern.pk)
    post(desk, url("voice_do", voice.pk, "read-back"), words="You are afraid in the dark.")
    actions.accept_read_back(read_back=voice.read_backs.get(), is_accepted=True, at=timezone.now())
    today = timezone.now().date().isoformat()
    post(desk, url("concern_do", concern.pk, "answer"), words="The city repairs them on Tuesday.")
    post(desk, url("concern_do", concern.pk, "promise"), words="Ben walks there.", due_on=today)
    post(desk, url("promise_do", concern.promises.get().pk, "keep"), words="He did.")
    post(desk, url("concern_do", concern.pk, "act"), words="Eleven new lamps.", done_on=today)
    post(desk, url("concern_do", concern.pk, "report-back"), words="It is light again.")
    assert state(concern) == "reported_back"
    evidence = {"action": concern.actions.get().pk, "report_back": concern.report_backs.get().pk}
    post(
        desk,
        url("concern_do", concern.pk, "said-did"),
        said="The tunnel had no light.",
        did="New lamps.",
        **evidence,
    )
    assert YouSaidWeDid.objects.get().published_at is not None
    actions.confirm(voice=Voice.objects.get(), is_solved=True, client_id=uuid4(), at=timezone.now())
    assert "It is solved, say those who raised it." in text(desk.get(url("concern", concern.pk)))


def test_nobody_at_the_desk_can_confirm(scene: SimpleNamespace) -> None:
    assert "confirm" not in VERBS
    assert at_desk(scene.cast.cleo).get(url("concern_do", scene.concern.pk, "confirm")).status_code == 404


def test_the_loop_begins_with_a_finding_and_names_what_waits(scene: SimpleNamespace) -> None:
    page = text(at_desk(scene.cast.cleo).get(url("home")))
    assert "<h1>Most of what we lose, we lose before we have understood.</h1>" in page
    assert "Underpass lamps" in page
    assert "Fewer than two confidants can open the box." in page
    assert "School gate, Mill Street" in page


def test_the_period_is_whole_weeks_and_nonsense_means_twelve(cast: SimpleNamespace) -> None:
    desk = at_desk(cast.cleo)
    assert desk.get(f"{url('home')}?weeks=4").context["period"].weeks == 4
    for nonsense in ("0", "-3", "x", "99999999999999999999"):
        period = desk.get(f"{url('home')}?weeks={nonsense}").context["period"]
        assert period.weeks == 12
        assert period.since_on.weekday() == period.until_on.weekday() == 0


def test_a_coordinator_of_one_neighborhood_cannot_look_at_another(cast: SimpleNamespace) -> None:
    area = at_desk(cast.cleo).get(f"{url('home')}?where={cast.court.slug}").context["area"]
    assert area.chosen == cast.row
    assert not area.may_see_all


def test_a_stale_priority_and_missing_minutes_stand_on_the_loop(cast: SimpleNamespace) -> None:
    from commonbeat.openness import actions as openness
    from tests.faces.desk_scene import gathering

    old = timezone.now() - timedelta(days=120)
    openness.agree_priority(
        neighborhood=cast.row,
        issue="Noise on the quay",
        why="Asked for.",
        agreed_on=old.date(),
        by=cast.cleo,
        at=old,
    )
    gathering(cast, days=-2)
    page = text(at_desk(cast.cleo).get(url("home")))
    assert "Noise on the quay" in page
    assert "no minutes yet" in page


def test_the_next_thing_to_do_is_one_form_on_the_concern(scene: SimpleNamespace) -> None:
    page = at_desk(scene.cast.cleo).get(url("concern", scene.concern.pk))
    step = page.context["next"]
    assert step.is_owed
    assert step.form is not None
    assert f'action="{step.href}"' in text(page)


def test_a_pair_is_offered_only_with_its_evidence(scene: SimpleNamespace) -> None:
    desk = at_desk(scene.cast.cleo)
    page = text(desk.get(url("concern", scene.concern.pk)))
    assert "a report back to those who raised it" in page
    assert url("concern_do", scene.concern.pk, "said-did") not in page
    assert desk.get(url("concern_do", scene.concern.pk, "said-did")).status_code == 404


def test_words_somebody_did_not_allow_us_to_quote_wait_for_a_moderator(cast: SimpleNamespace) -> None:
    said = "My daughter is afraid to walk home through the dark underpass."
    concern, who = join(cast, hear(cast, said)), {"by": cast.cleo, "at": timezone.now()}
    actions.answer(concern=concern, words="We asked.", **who)
    action = actions.act(concern=concern, words="Lamps.", done_on=timezone.now().date(), **who)
    told = actions.report_back(concern=concern, words="Done.", **who)
    form = {"said": said, "did": "New lamps.", "action": action.pk, "report_back": told.pk}
    answer = post(at_desk(cast.cleo), url("concern_do", concern.pk, "said-did"), **form)
    pair = YouSaidWeDid.objects.get()
    assert answer.status_code == 302
    assert pair.published_at is None
    reading = at_desk(cast.mo)
    assert said in text(reading.get(url("reading")))
    post(reading, url("pair_do", pair.pk, "approve"))
    pair.refresh_from_db()
    assert pair.published_at is not None
    assert pair.read_by == cast.mo


def test_an_officer_does_not_read_words_that_are_not_theirs(scene: SimpleNamespace) -> None:
    scene.concern.owner = None
    scene.concern.save()
    page = text(at_desk(scene.cast.ben).get(url("concern", scene.concern.pk)))
    assert "Underpass lamps" in page
    assert "It is dark in the underpass." not in page
    assert "their words are not yours to read" in page
