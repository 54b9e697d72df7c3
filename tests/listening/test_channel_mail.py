"""Mail: heard once, answered in its thread, never lost and never a crash."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from commonbeat.listening import actions
from commonbeat.listening.channels import marks
from commonbeat.listening.channels.mail.intake import source_for
from commonbeat.listening.channels.mail.quoting import own_words
from commonbeat.listening.channels.mail.reading import read
from commonbeat.listening.channels.said import Reply
from commonbeat.listening.models import Attachment, Intake, Outcome, ReplyPath, Turn, Voice
from commonbeat.post import actions as post
from commonbeat.post.models import Delivery
from tests.listening.channels import ADDRESS, MAILS, letter, letters, mail, mailbox, send
from tests.listening.making import state


@pytest.fixture
def box(cast, at):
    return mailbox(cast, at)


def test_a_mail_becomes_a_voice_and_is_answered_with_the_emergency_numbers(cast, box, at):
    taken = send(box, mail(), at)

    assert taken.outcome == Outcome.VOICE
    assert taken.voice.words == "Dark corner\n\nThe lamp in the underpass is out."
    assert (taken.voice.channel, taken.voice.neighborhood, taken.voice.kind) == ("mail", cast.row, "worry")
    [ours] = letters()
    assert ours.address == "amara@home.example"
    assert "112" in ours.body_text
    assert ours.headers["Auto-Submitted"] == "auto-replied"


def test_the_same_mail_handed_over_twice_is_heard_once(box, at):
    first, again = send(box, mail(), at), send(box, mail(), at + timedelta(hours=1))

    assert first.voice == again.voice
    assert not again.is_new
    assert (Voice.objects.count(), len(letters())) == (1, 1)


def test_the_same_message_id_with_other_words_is_kept_beside_it(box, at):
    send(box, mail("One thing", message_id="<same@x>"), at)
    other = send(box, mail("Quite another", message_id="<same@x>"), at)
    again = send(box, mail("Quite another", message_id="<same@x>"), at)

    assert (other.outcome, other.intake.because) == (Outcome.QUARANTINED, "same_id_other_words")
    assert again.intake == other.intake
    assert Voice.objects.get().words.endswith("One thing")


def test_a_reply_to_the_signed_address_continues_the_thread(box, at):
    voice = send(box, mail(), at).voice
    signed = letters()[0].headers["Reply-To"]

    taken = send(box, mail("It flickers too.", to=signed, message_id="<b@x>", in_reply_to="<ours@x>"), at)

    assert taken.outcome == Outcome.REPLY
    assert Turn.objects.get(voice=voice).words == "It flickers too."
    assert Voice.objects.count() == 1


def test_nobody_else_can_write_into_a_thread(box, at):
    send(box, mail(), at)
    signed = letters()[0].headers["Reply-To"]

    stranger = send(
        box, mail("I am Amara, drop it", to=signed, sender="x", **{"from": "eve@else.example"}), at
    )

    assert (stranger.outcome, stranger.intake.because) == (Outcome.QUARANTINED, "another_sender")
    assert not Turn.objects.exists()


def test_a_forged_signed_address_is_looked_at_by_a_person(box, at):
    voice = send(box, mail(), at).voice
    good = marks.reply_address(ADDRESS, Reply("voice", voice.pk))
    local = good.partition("@")[0]
    forged = f"{local[:-2]}{'aa' if not local.endswith('aa') else 'bb'}@harbor.example"

    taken = send(box, mail("Let me in", to=forged, message_id="<f@x>"), at)

    assert (taken.outcome, taken.intake.because) == (Outcome.QUARANTINED, "forged_address")


def test_the_answer_to_a_read_back_accepts_or_corrects_it(cast, box, at):
    first = send(box, mail(), at).voice
    second = send(box, mail("Bins are full.", message_id="<2@x>", **{"from": "bo@home.example"}), at).voice
    yes = actions.read_back(voice=first, words="It is dark there.", by=cast.cleo, at=at)
    no = actions.read_back(voice=second, words="You like bins.", by=cast.cleo, at=at)

    send(box, mail("Yes, thanks!", to=letter("dark there").headers["Reply-To"], message_id="<3@x>"), at)
    send(
        box,
        mail(
            "No, they smell.", to=letter("like bins").headers["Reply-To"], message_id="<4@x>",
            **{"from": "bo@home.example"},
        ),
        at,
    )  # fmt: skip

    yes.refresh_from_db(), no.refresh_from_db()
    assert yes.is_accepted is True
    assert (no.is_accepted, no.correction) == (False, "No, they smell.")


def test_the_person_confirms_by_mail_that_it_is_solved(cast, box, at):
    voice = send(box, mail(), at).voice
    made = actions.join(
        voices=[voice], title="Lamp", kind="worry", topic="lighting", owner=cast.ben, by=cast.cleo, at=at
    )
    row = actions.read_back(voice=voice, words="Dark.", by=cast.cleo, at=at)
    actions.accept_read_back(read_back=row, is_accepted=True, at=at)
    actions.answer(concern=made, words="We asked the city.", by=cast.cleo, at=at)
    actions.act(concern=made, words="Lamp repaired.", done_on=at.date(), by=cast.ben, at=at)
    actions.report_back(concern=made, words="It is light again.", by=cast.cleo, at=at)

    asked = letter("Is it solved?")
    send(box, mail("YES", to=asked.headers["Reply-To"], message_id="<9@x>"), at)

    assert state(made) == "confirmed"


@pytest.mark.parametrize("name", ["mail_absent.eml", "mail_bounce.eml"])
def test_machines_are_noticed_and_never_answered(box, at, name):
    taken = send(box, (MAILS / name).read_bytes(), at)

    assert taken.outcome == Outcome.AUTOMATIC
    assert not Voice.objects.exists()
    assert not letters()


def test_our_own_mail_coming_back_is_a_loop(box, at):
    assert send(box, mail(x_commonbeat="1"), at).intake.because == "loop"
    hops = b"".join(b"Received: from a by b; now\r\n" for _ in range(40))
    assert send(box, hops + mail(message_id="<hop@x>"), at).intake.because == "loop"


def test_quoted_letters_and_signatures_are_cut(box, at):
    letter = read((MAILS / "mail_reply.eml").read_bytes())
    assert letter.words == "The lamp is still dark, and somebody fell."


def test_html_only_mail_is_read_without_scripts_and_quotes(box, at):
    letter = read((MAILS / "mail_html.eml").read_bytes())
    assert letter.words == "Latarnia nie świeci.\nProszę o pomoc."
    assert letter.subject == "Ciemno przy szkole światło"


def test_right_to_left_mail_to_a_neighborhood_of_its_own(cast, box, at):
    taken = send(box, (MAILS / "mail_arabic.eml").read_bytes(), at)
    assert (taken.voice.kind, taken.voice.neighborhood) == ("question", cast.row)
    assert "المصباح" in taken.voice.words


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"", "no_sender"),
        (b"\x00\xff\xfe", "no_sender"),
        (b"From: a@b.example\n\n", "empty"),
        (b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n" * 300, "nested_too_deep"),
        (b"Subject: nobody\n\nwords", "no_sender"),
    ],
)
def test_what_cannot_be_read_waits_in_quarantine_with_every_byte(box, at, content, because):
    taken = send(box, content, at)

    assert (taken.outcome, taken.intake.because) == (Outcome.QUARANTINED, because)
    assert actions.content_of(Intake.objects.get()) == content
    assert Delivery.objects.filter(kind="quarantine", audience="coordinator").count() == 1


@pytest.mark.parametrize(
    "words", ["🙂🙂🙂", "x" * 1_000_000, "a\u202eb\u0000c", "=?utf-8?b?////?=", "\ud7ff" * 10, "." * 30]
)
def test_every_odd_text_has_a_clear_result(box, at, words):
    taken = send(box, mail(words.replace("\x00", "")), at)
    assert taken.outcome == (Outcome.QUARANTINED if len(words) > 50_000 else Outcome.VOICE)
    assert words.replace("\x00", "").encode() in (
        actions.content_of(taken.intake) if taken.voice is None else taken.voice.words.encode()
    )


def test_every_charset_is_read_or_marked_where_it_is_broken(box):
    for charset in (
        "utf-7",
        "utf-16",
        "iso-2022-jp",
        "gb2312",
        "big5",
        "koi8-r",
        "cp1256",
        "rot13",
        "no-such",
        "hex",
    ):
        content = (
            b"From: a@b.example\nContent-Type: text/plain; charset="
            + charset.encode()
            + b"\n\n\xe4\xf6 words \x1b$B"
        )
        assert "words" in read(content).words or read(content).words


def test_ten_thousand_identical_messages_make_one_voice_each_with_a_result(box, at):
    outcomes = [send(box, mail(message_id=f"<{one}@x>"), at).outcome for one in range(40)]

    assert outcomes[0] == Outcome.VOICE
    assert set(outcomes[1:]) == {Outcome.REPEAT}
    assert (Voice.objects.count(), len(letters()), Intake.objects.count()) == (1, 1, 40)


def test_a_flood_of_different_words_is_held_and_not_answered(box, at):
    for one in range(9):
        send(box, mail(f"Words number {one}", message_id=f"<{one}@x>"), at)
    assert Voice.objects.filter(is_held=True).count() == 3
    assert len(letters()) == 6


def test_mail_that_names_an_officer_goes_to_confidants_and_says_so(cast, box, at):
    voice = send(box, mail("Ben was rude to me at the gate."), at).voice
    assert (voice.about_officer, voice.kind) == (cast.ben, "complaint")
    assert "confidants" in letters()[0].body_text


def test_pictures_are_drawn_again_and_other_files_are_named_in_the_answer(box, at):
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    import email.message

    message = email.message.EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "amara@home.example", ADDRESS, "<pic@x>"
    message["Subject"] = "Broken bench"
    message.set_content("Look.")
    message.add_attachment(picture.getvalue(), maintype="image", subtype="png", filename="a.png")
    message.add_attachment(picture.getvalue()[::-1], maintype="image", subtype="jpeg", filename="b.jpg")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="c.pdf")

    taken = send(box, message.as_bytes(), at)

    assert Attachment.objects.get(voice=taken.voice).width == 40
    assert "could not take 2 of your attachments" in letters()[0].body_text


def test_stop_ends_our_letters_and_drops_those_that_wait(cast, box, at):
    voice = send(box, mail(), at).voice
    taken = send(box, mail("STOP", message_id="<stop@x>", subject="Re"), at)

    assert taken.outcome == Outcome.STOPPED
    assert not ReplyPath.objects.exists()
    assert not letters()
    actions.write(voice=voice, words="Hello?", client_id=marks.client_id("x"), by=cast.cleo, at=at)
    assert not letters()


def test_taking_back_erases_the_way_back_and_waiting_letters(box, at):
    voice = send(box, mail(), at).voice
    actions.withdraw(voice=voice, at=at)
    assert not ReplyPath.objects.exists()
    assert not letters()


def test_a_letter_is_dropped_when_its_way_back_went_meanwhile(box, at, settings):
    settings.MAIL_IS_KEPT = True
    send(box, mail(), at)
    ReplyPath.objects.all().delete()
    assert post.send_due(at).dropped == 1


def test_somebody_says_what_became_of_what_waited(cast, box, at):
    intake = send(box, b"\x00", at).intake
    actions.put_aside(intake=intake, by=cast.cleo, because="Only noise.", at=at)
    intake.refresh_from_db()
    assert (intake.content, intake.handled_because) == ("", "Only noise.")
    assert not Intake.objects.visible_to(cast.cleo).quarantined().exists()
    assert not Intake.objects.visible_to(cast.ben).exists()


def test_the_mailbox_is_found_whatever_stands_behind_its_plus_sign(box):
    assert source_for("HELLO+anything@Harbor.Example") == box
    assert source_for("other@harbor.example") is None


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Yes\n\nAm 3. Mai schrieb Team <t@x>:\n> alt", "Yes"),
        ("Oui\nLe lun. 3 mai 2026 à 10:00, Équipe <t@x> a écrit :\n> vieux", "Oui"),
        ("Sí\n\n-----Mensaje original-----\nDe: x", "Sí"),
        ("No\n\nFrom: Team <t@x>\nSent: Monday\nTo: me\n\nold", "No"),
        ("Text\n\nSent from my phone", "Text"),
        ("- one\n- two", "- one\n- two"),
        ("On Monday the lamp went out and nobody came.", "On Monday the lamp went out and nobody came."),
        ("> only quoted\nnew below", "new below"),
    ],
)
def test_own_words_in_many_mail_programs(text, own):
    assert own_words(text) == own
