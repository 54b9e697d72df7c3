"""A complaint that came in as something else: past whom it is about, to the confidants, and back if it is none."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from commonbeat.listening import actions, queries, rules
from commonbeat.listening.channels.naming import about_whom, named_in
from commonbeat.listening.channels.said import Said
from commonbeat.listening.models import Concern, Intake, Turn, Voice
from commonbeat.people.models import Duty, Role
from commonbeat.post.models import Delivery
from commonbeat.safety.errors import Refused
from tests.cast import make_staff
from tests.faces.desk_scene import at_desk, post, text, url
from tests.listening.channels import letters, mail, mailbox, send
from tests.listening.making import concern, hear, reported_back, state

pytestmark = pytest.mark.django_db


def visible(voice: Voice, *people) -> list[str]:
    return [one.name for one in people if Voice.objects.visible_to(one).filter(pk=voice.pk).exists()]


@pytest.mark.parametrize("name", ["cleo", "mo"])
def test_whoever_reads_it_hands_it_over_and_sees_it_no_more(cast, at, name):
    voice = hear(cast, at, words="The guard pushed me.", logged_by=cast.ben).voice
    by = getattr(cast, name)
    actions.pass_on(voice=voice, about=cast.ben, by=by, at=at)
    assert visible(voice, cast.ben, cast.cleo, cast.mo, cast.noor, cast.ada, cast.ivo) == ["Noor"]
    assert [one.audience for one in Delivery.objects.filter(about_id=str(voice.pk))] == ["confidant"]
    assert not queries.search(cast.cleo, "guard")
    assert not queries.pulse(cast.team, [cast.row], at + timedelta(hours=1)).now


def test_nobody_else_may(cast, at):
    voice = hear(cast, at).voice
    for person in (cast.dot, cast.ivo, cast.ada, cast.noor):
        with pytest.raises(Refused):
            actions.pass_on(voice=voice, about=None, by=person, at=at)


def test_it_leaves_its_concern_and_one_made_of_it_alone_ends_without_words(cast, at):
    voice, other = hear(cast, at).voice, hear(cast, at).voice
    both = concern(cast, at, voice, other)
    actions.pass_on(voice=voice, about=None, by=cast.cleo, at=at)
    assert list(both.voices.all()) == [other]
    assert state(both) == "heard"

    alone = reported_back(cast, at, hear(cast, at).voice, title="Ben was rude")
    actions.publish_concern(concern=alone, public_words="Somebody was rude.", by=cast.cleo, at=at)
    last = alone.voices.get()
    actions.pass_on(voice=last, about=cast.ben, by=cast.cleo, at=at)
    alone.refresh_from_db()
    assert (alone.title, alone.published_at, state(alone)) == ("—", None, "closed")
    assert not Concern.objects.public(cast.team).exists()
    taken_up = actions.join(voices=[Voice.objects.get(pk=last.pk)], title="A complaint", by=cast.noor, at=at)
    assert taken_up.about_officer == cast.ben


def test_twice_changes_nothing_and_a_confidant_gives_back_what_is_none(cast, at):
    voice = hear(cast, at, words="Thank you, Ben!").voice
    actions.pass_on(voice=voice, about=cast.ben, by=cast.cleo, at=at)
    voice.refresh_from_db()
    actions.pass_on(voice=voice, about=None, by=None, at=at)
    for person in (cast.cleo, cast.mo, cast.ben):
        with pytest.raises(Refused):
            actions.give_back(voice=voice, kind="thanks", by=person, at=at)
    with pytest.raises(Refused):
        actions.give_back(voice=voice, kind="complaint", by=cast.noor, at=at)
    actions.give_back(voice=voice, kind="thanks", by=cast.noor, at=at)
    assert visible(voice, cast.cleo, cast.mo) == ["Cleo", "Mo"]
    assert Voice.objects.get(pk=voice.pk).kind == "thanks"


def test_from_the_desk_in_one_step_each(cast, at):
    voice = hear(cast, at, words="Ben shouted.", is_held=True).voice
    desk = at_desk(cast.mo)
    page = text(desk.get(url("reading")))
    path = url("voice_do", voice.pk, "confidants")
    assert path in page
    assert f'value="{cast.ben.pk}" selected' in text(desk.get(path))
    answer = post(desk, path, about="unlisted")
    assert answer.headers["Location"] == url("reading")
    assert "shouted" not in text(desk.get(url("reading")))
    noor = at_desk(cast.noor)
    assert url("voice_do", voice.pk, "give-back") in text(noor.get(url("complaints")))
    assert post(noor, url("voice_do", voice.pk, "give-back"), kind="worry").status_code == 302
    assert rules.may(cast.cleo, "join", Voice.objects.get(pk=voice.pk))


@pytest.mark.parametrize("words", ["ben shouted at me", "I want to complain about one of your officers"])
def test_what_names_one_of_us_or_complains_of_one_is_never_read_by_others(cast, at, words):
    voice = send(mailbox(cast, at), mail(words, subject="x"), at).voice
    assert visible(voice, cast.ben, cast.cleo, cast.mo, cast.noor) == ["Noor"]


def test_a_name_that_is_also_a_word_waits_for_a_moderator(cast, at):
    make_staff(cast.team, "Luz", Duty.OFFICER)
    voice = send(mailbox(cast, at), mail("no hay luz en la calle", subject="x"), at).voice
    assert (voice.about_officer, voice.is_held) == (None, True)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Vi ayer a Luz en la plaza", ["Luz Marina Harbor"]),
        ("la agente luz fue grosera", ["Luz Marina Harbor"]),
        ("It is dark at the harbor", []),
        ("Please mark the spot", []),
        ("Mr. Okafor pushed him", ["Mark Okafor"]),
        ("I told your officer about the noise and complained to an officer about it", []),
        ("The bench is broken", []),
    ],
)
def test_names_are_told_from_words(cast, words, names):
    make_staff(cast.team, "Luz Marina Harbor", Duty.OFFICER)
    make_staff(cast.team, "Mark Okafor", Duty.OFFICER)
    found = named_in(cast.team, words)
    assert ([one.name for one in found.staff], found.is_complaint) == (names, False)


def test_of_several_who_are_named_the_confidant_must_not_read_it(cast, at):
    assert about_whom(named_in(cast.team, "Ben and Noor laughed at me"), cast.team, at) == cast.noor


def test_a_reply_that_complains_is_no_turn_in_a_thread_they_read(cast, at):
    box = mailbox(cast, at)
    first = send(box, mail("The lamp is out."), at).voice
    concern(cast, at, first)
    actions.write(voice=first, words="Which lamp?", client_id=uuid4(), by=cast.ben, at=at)
    [ours] = [one for one in letters() if "Which lamp" in one.body_text]
    taken = send(box, mail("Ben insulted me.", message_id="<2@x>", in_reply_to=ours.message_id), at)
    assert not Turn.objects.filter(voice=first, is_from_team=False).exists()
    assert visible(taken.voice, cast.ben, cast.cleo, cast.mo, cast.noor) == ["Noor"]
    send(box, mail("By the café.", message_id="<3@x>", in_reply_to=ours.message_id), at)
    assert Turn.objects.get(voice=first, is_from_team=False).words == "By the café."


def test_what_waits_because_of_its_address_is_no_way_around(cast, at):
    box = mailbox(cast, at)
    said = Said(event="1", sender="a@x", words="Ben hit me", trouble="same_id_other_words")
    taken = actions.take_in(source=box, said=said, at=at)
    assert visible(taken.voice, cast.ben, cast.cleo, cast.mo, cast.noor) == ["Noor"]
    assert not Intake.objects.quarantined().exists()


def test_what_the_machine_could_not_read_is_handed_over_from_there(cast):
    now = timezone.now()
    box = mailbox(cast, now)
    said = Said(event="1", sender="", words="", trouble="unreadable", raw=b"B\xe9n hit me")
    intake = actions.take_in(source=box, said=said, at=now).intake
    desk = at_desk(cast.mo)
    assert post(desk, url("intake_do", intake.pk, "confidants"), about=str(cast.ben.pk)).status_code == 302
    voice = Voice.objects.get()
    assert visible(voice, cast.ben, cast.cleo, cast.mo, cast.noor) == ["Noor"]
    assert desk.get(url("intake", intake.pk)).status_code == 404


def test_a_complaint_goes_past_everybody_it_names_while_a_confidant_is_left(cast, at):
    tove = make_staff(cast.team, "Tove", Duty.CONFIDANT)
    ilse = make_staff(cast.team, "Ilse", Duty.CONFIDANT)
    both = hear(cast, at, words="Noor told Tove what I said, and Ben laughed.", about_officer=cast.noor).voice
    assert set(both.also_about.all()) == {tove, cast.ben}
    assert visible(both, cast.noor, tove, ilse, cast.ben) == ["Ilse"]
    assert [one.name for one in rules.confidants_outside(both)] == ["Ilse"]
    page = text(at_desk(ilse).get(url("complaints")))
    assert "about Noor" in page
    assert "names Tove, too" in page
    with pytest.raises(Refused, match="Choose somebody"):
        actions.join(voices=[both], title="About us", owner=tove, by=ilse, at=at)
    joined = actions.join(voices=[both], title="About us", owner=ilse, by=ilse, at=at)
    seen = [
        one.name for one in (cast.noor, tove, ilse) if Concern.objects.visible_to(one).filter(pk=joined.pk)
    ]
    assert seen == ["Ilse"]
    assert not rules.may(tove, "answer", joined)
    nobody = hear(cast, at, words="Noor, Tove and Ilse all knew.", about_officer=cast.noor).voice
    assert visible(nobody, cast.noor, tove, ilse) == ["Tove", "Ilse"], "somebody must read it"


def test_whoever_leads_one_of_those_named_reads_nothing_either(cast, at):
    leads = make_staff(cast.team, "Lena", Duty.CONFIDANT)
    Role.objects.create(team=cast.team, staff=leads, duty=Duty.COORDINATOR, neighborhood=cast.row)
    other = make_staff(cast.team, "Otto", Duty.OFFICER)
    voice = hear(cast, at, words="Otto and Ben pushed me.", about_officer=other).voice
    assert visible(voice, leads, cast.noor) == ["Noor"]


def test_handed_over_without_a_name_it_still_goes_past_whom_the_words_name(cast, at):
    tove = make_staff(cast.team, "Tove", Duty.CONFIDANT)
    voice = hear(cast, at, words="Tove hit me.").voice
    actions.pass_on(voice=voice, about=None, by=cast.cleo, at=at)
    assert visible(voice, tove, cast.noor) == ["Noor"]
    actions.give_back(voice=voice, kind="worry", by=cast.noor, at=at)
    assert not voice.also_about.exists()
