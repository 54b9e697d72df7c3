"""Bringing an old conversation along, in the layout of the open data sets, and taking one away in it."""

import csv
import io
import secrets
import tempfile
import uuid
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.commonground import rules
from commonbeat.commonground.actions.notes import note
from commonbeat.commonground.actions.pictures import compute
from commonbeat.commonground.exports import COMMENTS, MATRIX, VOTES, read_conversation, read_words
from commonbeat.commonground.exports import Conversation as Told
from commonbeat.commonground.models import Conversation, Statement, Vote, Voter
from commonbeat.journal import actions as journal
from commonbeat.openness.slugs import free_slug
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood
from commonbeat.safety.clock import to_hour
from commonbeat.safety.errors import Refused
from commonbeat.safety.results import Unreadable
from commonbeat.safety.text import clean

FILES = (VOTES, MATRIX, COMMENTS)
MOST_BYTES = 60_000_000
MOST_VOTES = 1_000_000
BATCH = 5000


@transaction.atomic
def import_conversation(
    *, neighborhood: Neighborhood, title: str, source: str, archive: bytes, by: Staff, at: datetime
) -> Conversation:
    """A finished conversation from a zip of votes.csv or participants-votes.csv, and comments.csv; a draft until it
    is published. Nobody in it can vote again, and nothing of who they were is taken over."""
    rules.need_coordinator(by, neighborhood)
    title, source = clean(title, 160, "title"), clean(source, 200, "source")
    rules.need_words(title, "title", _("Please give the conversation a title."))
    rules.need_words(source, "source", _("Please say where it comes from."))
    told, words = _read(archive)
    conversation = Conversation(
        team_id=neighborhood.team_id, neighborhood=neighborhood, title=title, question=title, why=source,
        imported_from=source, takes_statements=False, started_at=at, closes_at=at, closed_at=at, by=by,
    )  # fmt: skip
    conversation.slug = free_slug(Conversation.objects.filter(team_id=neighborhood.team_id), title)
    conversation.save(force_insert=True)
    statements = Statement.objects.bulk_create(_statements(conversation, told, words, at), BATCH)
    voters = Voter.objects.bulk_create(_voters(conversation, told, at), BATCH)
    Vote.objects.bulk_create(_votes(told, statements, voters), BATCH)
    compute(conversation, at)
    note("import conversation", conversation, by=by, at=at)
    return conversation


@transaction.atomic
def export_conversation(*, conversation: Conversation, purpose: str, by: Staff, at: datetime) -> bytes:
    """A zip of votes.csv and comments.csv: what `commonbeat consensus` and an import read. Nobody is in it."""
    rules.need_coordinator(by, conversation.neighborhood)
    purpose = clean(purpose, 120, "purpose")
    rules.need_words(purpose, "purpose", _("Say what the file is for."))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(COMMENTS, _table(_comment_rows(conversation)))
        archive.writestr(VOTES, _table(_vote_rows(conversation)))
    journal.enter(
        team=conversation.team_id,
        actor=by,
        action="export conversation",
        object_type="conversation",
        object_id=conversation.pk,
        reason=purpose,
        at=at,
        is_quiet=True,
    )
    return packed.getvalue()


def _read(archive: bytes) -> tuple[Told, dict[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        _unpack(archive, Path(folder))
        try:
            told = read_conversation(Path(folder))
            words = read_words(Path(folder))
        except Unreadable as problem:
            raise Refused(str(problem), "archive") from None
    if len(told.votes.vote) > MOST_VOTES:
        raise Refused(
            _("This file holds more than %(most)d votes. Please use the command “commonbeat consensus”.")
            % {"most": MOST_VOTES},
            "archive",
        )
    if len(told.votes.vote) == 0:
        raise Refused(_("This file holds no votes."), "archive")
    return told, words


def _unpack(archive: bytes, folder: Path) -> None:
    """The files we know and nothing else, whatever folder they lie in; no more than fits."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            for one in packed.infolist():
                name = one.filename.replace("\\", "/").rpartition("/")[2]
                if name in FILES:
                    with packed.open(one) as stream:
                        content = stream.read(MOST_BYTES + 1)
                    if len(content) > MOST_BYTES:
                        raise Refused(_("A file in this zip is too large to import."), "archive")
                    (folder / name).write_bytes(content)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise Refused(
            _("This is not a zip file we can read. Please choose one with votes.csv and comments.csv."),
            "archive",
        ) from None
    if not any((folder / name).exists() for name in (VOTES, MATRIX)):
        raise Refused(_("This zip holds neither votes.csv nor participants-votes.csv."), "archive")


def _statements(
    conversation: Conversation, told: Told, words: dict[str, str], at: datetime
) -> Iterator[Statement]:
    taken_out = _("It was taken out before the conversation was brought here.")
    for number, name in enumerate(told.statements):
        text = " ".join(words.get(name, "").replace("\x00", "").split())[:300]
        yield Statement(
            team_id=conversation.team_id,
            conversation=conversation,
            number=number,
            client_id=uuid.uuid4(),
            words="",
            public_words=text or _("Statement %(name)s") % {"name": name[:40]},
            said_at=to_hour(at),
            published_at=at,
            hidden_because=taken_out if told.is_left_out[number] else "",
        )


def _voters(conversation: Conversation, told: Told, at: datetime) -> Iterator[Voter]:
    # In an order of our own: nothing of the old names is kept.
    places = list(range(told.votes.people))
    secrets.SystemRandom().shuffle(places)
    for place in places:
        yield Voter(
            team_id=conversation.team_id, conversation=conversation, number=place, came_at=to_hour(at)
        )


def _votes(told: Told, statements: list[Statement], voters: list[Voter]) -> Iterator[Vote]:
    rows = zip(
        told.votes.person.tolist(), told.votes.statement.tolist(), told.votes.vote.tolist(), strict=True
    )
    for person, statement, given in rows:
        voter = voters[person]
        yield Vote(team_id=voter.team_id, voter=voter, statement=statements[statement], choice=given)


def _comment_rows(conversation: Conversation) -> Iterator[list[object]]:
    yield ["comment-id", "moderated", "comment-body"]
    shown = Statement.objects.filter(
        conversation=conversation, published_at__isnull=False, withdrawn_on=None
    ).order_by("number")
    for one in shown:
        yield [one.number, -1 if one.hidden_because else 1, one.public_words]


def _vote_rows(conversation: Conversation) -> Iterator[list[object]]:
    """Voters numbered by chance from 0; no time, so that nobody is found by when they voted."""
    yield ["comment-id", "voter-id", "vote"]
    numbers = Voter.objects.filter(conversation=conversation).order_by("number").values_list("pk", flat=True)
    place = {pk: at for at, pk in enumerate(numbers)}
    rows = Vote.objects.filter(
        voter__conversation=conversation, statement__withdrawn_on=None, statement__published_at__isnull=False
    ).order_by("voter__number", "statement__number")
    for number, voter, choice in rows.values_list("statement__number", "voter_id", "choice").iterator():
        yield [number, place[voter], choice]


def _table(rows: Iterator[list[object]]) -> str:
    """CSV in which no cell begins a formula for a spreadsheet."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    for row in rows:
        writer.writerow(
            [f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t" else cell for cell in row]
        )
    return written.getvalue()
