"""However much somebody says, every word of it is kept and read: cut between words, never cut off."""

from uuid import uuid4

import pytest
from django.utils import timezone

from commonbeat.listening import actions
from commonbeat.listening.channels import messages
from commonbeat.listening.channels.mail.quoting import own_words
from commonbeat.listening.channels.mail.reading import read
from commonbeat.listening.channels.said import Said
from commonbeat.listening.channels.social import Post, hear_posts
from commonbeat.listening.models import Intake, Outcome, ReadBack, Voice
from commonbeat.safety.text import pieces
from tests.faces.desk_scene import at_desk, post, text, url
from tests.listening.channels import letter, letters, mail, mailbox, send

pytestmark = pytest.mark.django_db
SHORT = " ".join(f"word{n}" for n in range(300))
LONG = " ".join(f"word{n}" for n in range(1500))
BOOK = " ".join(f"word{n}" for n in range(8000))


@pytest.fixture
def box(cast, at):
    return mailbox(cast, at)


def everything(voice: Voice) -> str:
    """What the person said on a voice, in its order."""
    turns = voice.turns.filter(is_from_team=False).order_by("number").values_list("words", flat=True)
    return " ".join([voice.words, *turns])


@pytest.mark.parametrize(
    "text", ["", "short", LONG, "x" * 12_000, ("line\n" * 3000).strip(), "a " * 40 + "b" * 99]
)
def test_pieces_hold_everything_and_never_more_than_asked(text):
    found = pieces(text, 500, first=200)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert len(found[0]) <= 200
    assert all(len(one) <= 500 for one in found)


def test_a_long_mail_is_a_voice_whose_thread_goes_on(box, at):
    voice = send(box, mail(LONG, subject=""), at).voice
    assert len(LONG) > 10_000
    assert everything(voice) == LONG
    assert voice.words.endswith(f"word{len(voice.words.split()) - 1}"), "cut between words"
    again = send(box, mail(LONG, subject=""), at)
    assert not again.is_new
    assert everything(voice) == LONG


def test_one_line_without_end_and_thousands_of_lines_are_kept_above_a_quoted_letter():
    quoted = "\n\nOn Mon, 1 Jun 2026 at 10:00, Team wrote:\n> What did you see?"
    line, lines = "x" * 30_000, "\n".join(f"line {n}" for n in range(9000))
    assert own_words(line + quoted) == line
    assert own_words(lines + quoted) == lines


def test_what_a_mail_program_puts_before_the_words_of_a_page_pushes_nothing_out(box, at):
    page = f"<html><head><style>{'p {margin: 0} ' * 30_000}</style></head><p>{LONG}</p></html>"
    content = mail(page, subject="", content_type="text/html; charset=utf-8")
    assert everything(send(box, content, at).voice) == LONG


def test_a_subject_that_says_everything_is_kept_whole(box, at):
    taken = send(box, mail("", subject=SHORT), at)
    assert taken.voice.words == SHORT


def test_a_long_reply_a_long_correction_and_a_long_answer_keep_every_word(cast, box, at):
    voice = send(box, mail(), at).voice
    to = letters()[0].headers["Reply-To"]
    send(box, mail(LONG, subject="", to=to, message_id="<2@x>"), at)
    assert everything(voice) == f"{voice.words} {LONG}"

    actions.read_back(voice=voice, words="You like bins.", by=cast.cleo, at=at)
    send(box, mail(f"No. {LONG}", to=letter("like bins").headers["Reply-To"], message_id="<3@x>"), at)
    correction = ReadBack.objects.get().correction
    assert 1000 < len(correction) <= 2000
    assert f"{everything(voice)}".startswith(f"{voice.words} {LONG}")
    assert f"{correction} {everything(voice).removeprefix(f'{voice.words} {LONG} ')}" == f"No. {LONG}"


def test_a_post_of_any_length_is_heard_whole(cast, at, settings):
    settings.MAY_CALL = ["social.example"]
    source = actions.add_source(
        team=cast.team, channel="social", name="Us", address="@team", server="https://social.example",
        neighborhood=cast.row, at=at,
    ).source  # fmt: skip

    class Adapter:
        def posts(self, since):
            return [Post(id="1", address="1 @a", words=LONG)]

    hear_posts(source=source, at=at, adapter=Adapter())
    assert everything(Voice.objects.get()) == LONG


def test_a_long_message_of_a_messenger_is_heard_whole(cast, at):
    way = actions.add_source(team=cast.team, channel="sms", name="Bot", neighborhood=cast.row, at=at).source
    messages.receive(source=way, content={"id": "1", "from": "chat 7", "text": LONG}, at=at)
    assert everything(Voice.objects.get()) == LONG


def test_a_book_waits_for_a_person_and_becomes_a_voice_with_all_its_words(cast):
    now = timezone.now()
    taken = send(mailbox(cast, now), mail(BOOK, subject=""), now)
    assert (taken.outcome, taken.intake.because) == (Outcome.QUARANTINED, "too_long")
    desk = at_desk(cast.cleo)
    assert "longer than a voice" in text(desk.get(url("intake", taken.intake.pk)))
    form = desk.get(url("intake_do", taken.intake.pk, "voice"))
    assert "The rest follows in the thread" in text(form)
    given = {name: field.initial for name, field in form.context["form"].fields.items() if field.initial}
    given |= {"kind": "worry", "neighborhood": str(cast.row.pk), "client_id": str(uuid4())}
    assert post(desk, url("intake_do", taken.intake.pk, "voice"), **given).status_code in (200, 302)
    assert everything(Voice.objects.get()) == BOOK


def test_a_long_complaint_goes_whole_to_the_confidants(cast):
    now = timezone.now()
    said = Said(
        event="1", sender="", words="", trouble="unreadable", raw=mail(f"Ben hit me. {LONG}", subject="")
    )
    intake = actions.take_in(source=mailbox(cast, now), said=said, at=now).intake
    desk = at_desk(cast.mo)
    assert post(desk, url("intake_do", intake.pk, "confidants"), about=str(cast.ben.pk)).status_code == 302
    voice = Voice.objects.get()
    assert voice.about_officer == cast.ben
    assert everything(voice) == f"Ben hit me. {LONG}"
    assert not Intake.objects.exclude(content="").exists()


def test_more_than_is_ever_read_waits_whole_and_says_so(box, at):
    content = mail("a" * 4_000_001)
    assert read(content).trouble == "too_long"
    waiting = send(box, content, at).intake
    assert actions.content_of(waiting) == content
    assert actions.readable(waiting).endswith("There is more of it than we can show.")
    assert read(mail("a" * 3_000_000)).trouble == ""
