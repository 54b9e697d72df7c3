"""An old conversation comes along, and any conversation goes away, in the layout of the open data sets."""

import io
import json
import zipfile

import pytest

from commonbeat.commonground import actions, queries
from commonbeat.commonground.commands import consensus
from commonbeat.commonground.models import Conversation, Vote, Voter
from commonbeat.safety import ballots
from commonbeat.safety.errors import Refused
from tests.commonground.talk import camps, start


def packed(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_csv", ".csv"), content)
    return out.getvalue()


def bring(cast, at, archive, **changes):
    about = {"neighborhood": cast.row, "title": "Lights, 2024", "source": "Town hall, 2024", "by": cast.cleo}
    return actions.import_conversation(**{**about, "archive": archive, "at": at, **changes})


def votes_csv(people=20, statements=8):
    rows = [
        f"{s + 10},{p + 500},{1 if (s + p) % 2 else -1}" for p in range(people) for s in range(statements)
    ]
    return "comment-id,voter-id,vote\n" + "\n".join(rows) + "\n"


def test_an_old_conversation_comes_with_its_words_votes_and_what_was_taken_out(cast, at):
    comments = "comment-id,moderated,comment-body\n10,1,More light.\n11,-1,Away with Ann.\n12,1,=cmd()\n"
    talk = bring(cast, at, packed(old__votes_csv=votes_csv(), old__comments_csv=comments, readme_csv="x"))
    assert (Voter.objects.count(), Vote.objects.count()) == (20, 160)
    words = [one.public_words for one in queries.shown_statements(talk)]
    assert words[0] == "More light."
    assert "Away with Ann." not in words
    assert talk.imported_from == "Town hall, 2024"
    assert not talk.is_running(at)
    assert queries.picture_of(talk).people == 20
    assert queries.conversation_by_slug(cast.team, talk.slug) is None


def test_what_is_brought_along_is_read_and_never_voted_on_again(cast, at):
    talk = bring(cast, at, packed(votes_csv=votes_csv()))
    actions.publish_conversation(conversation=talk, by=cast.cleo, at=at)
    assert queries.past_conversations(cast.team, cast.row, at) == [talk]
    with pytest.raises(Refused, match="closed on"):
        actions.vote(statement=queries.shown_statements(talk).first(), choice=1, ballot=ballots.new(), at=at)


@pytest.mark.parametrize(
    ("archive", "says"),
    [
        (b"not a zip", "not a zip file"),
        (packed(readme_txt="hello"), "neither"),
        (packed(votes_csv="a,b\n1,2\n"), "comment-id"),
        (packed(votes_csv="comment-id,voter-id,vote\n1,2,9\n"), "row 2"),
        (packed(votes_csv="comment-id,voter-id,vote\n"), "no votes"),
        (packed(votes_csv=b"\xff\xfe\x00"), "UTF-8"),
    ],
)
def test_a_bad_file_gets_one_sentence_and_leaves_nothing(cast, at, archive, says):
    with pytest.raises(Refused, match=says) as caught:
        bring(cast, at, archive)
    assert caught.value.field == "archive"
    assert Conversation.objects.count() == 0


def test_a_zip_that_swells_is_refused(cast, at):
    with pytest.raises(Refused, match="too large"):
        bring(cast, at, packed_zeros())


def packed_zeros():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("votes.csv", b"0" * 61_000_000)
    return out.getvalue()


def test_what_is_taken_away_is_read_by_the_command_and_comes_back_the_same(cast, at, tmp_path):
    talk = start(cast, at)
    camps(talk, at, (20, 20))
    actions.compute(talk, at)
    archive = actions.export_conversation(conversation=talk, purpose="A report", by=cast.cleo, at=at)
    with zipfile.ZipFile(io.BytesIO(archive)) as zipped:
        zipped.extractall(tmp_path)
    out = tmp_path / "result.json"
    assert consensus([str(tmp_path), "--out", str(out)]) == 0
    told = json.loads(out.read_text())
    assert sorted(group["size"] for group in told["groups"]) == [20, 20]
    again = bring(cast, at, archive)
    assert [one.public_words for one in queries.shown_statements(again)] == [
        one.public_words for one in queries.shown_statements(talk)
    ]
    before, after = queries.picture_of(talk), queries.picture_of(again)
    assert [row.all for row in before.statements] == [row.all for row in after.statements]


def test_no_name_of_a_device_and_no_time_leaves_the_house(cast, at):
    talk = start(cast, at)
    voters = camps(talk, at, (10,))
    archive = actions.export_conversation(conversation=talk, purpose="A report", by=cast.cleo, at=at)
    with zipfile.ZipFile(io.BytesIO(archive)) as zipped:
        text = "".join(zipped.read(name).decode() for name in zipped.namelist())
    assert not any(str(voter.number) in text or voter.device in text for voter in voters)
    assert "2026" not in text
