"""The words of the report to the community."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonbeat.openness.calendar import local_day
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean
from commonbeat.together import rules
from commonbeat.together.actions.ground import note
from commonbeat.together.models import Period, Report, ReportCorrection

LIMIT = 3000


@transaction.atomic
def begin_report(
    *, neighborhood: Neighborhood, period: str, first_on: date, by: Staff, at: datetime, **words: str
) -> Report:
    """A draft for a month or a year that is over."""
    rules.need_coordinator_of(by, neighborhood)
    if period not in Period.values:
        raise Refused(_("Please choose a month or a year."), "period")
    first = first_on.replace(day=1) if period == Period.MONTH else first_on.replace(month=1, day=1)
    report = Report(
        team_id=neighborhood.team_id,
        neighborhood=neighborhood,
        period=period,
        first_on=first,
        by=by,
        **_texts(words),
    )
    if report.next_on > local_day(neighborhood.team, at):
        raise Refused(_("This time is not over yet. Please write its report when it is."), "first_on")
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("There is a report about this time already."), "first_on") from None
    note("begin report", report, by=by, at=at, is_quiet=True)
    return report


@transaction.atomic
def write_report(*, report: Report, by: Staff, at: datetime, **words: str) -> Report:
    """Other words, as long as nobody has read it."""
    rules.need_coordinator(by, report)
    changed = Report.objects.filter(pk=report.pk, published_at=None).update(**_texts(words))
    if not changed:
        raise Refused(_("It is published. Please add a correction instead."))
    note("write report", report, by=by, at=at, is_quiet=True)
    report.refresh_from_db()
    return report


@transaction.atomic
def publish_report(*, report: Report, by: Staff, at: datetime) -> Report:
    """Everybody can read it, and subscribers get it; publishing twice changes nothing."""
    rules.need_coordinator(by, report)
    if Report.objects.filter(pk=report.pk, published_at=None).update(published_at=at):
        note("publish report", report, by=by, at=at)
    report.refresh_from_db()
    return report


@transaction.atomic
def correct_report(*, report: Report, words: str, by: Staff, at: datetime) -> ReportCorrection:
    """What was wrong; the first wording stays readable."""
    rules.need_coordinator(by, report)
    words = clean(words, 2000, "words")
    rules.need_words(words, "words", _("Please write what was wrong and how it is right."))
    if report.published_at is None:
        raise Refused(_("It is not published yet. Please change its words instead."))
    row = ReportCorrection.objects.create(
        team_id=report.team_id,
        report=report,
        number=report.corrections.count() + 1,
        words=words,
        by=by,
        corrected_on=local_day(report.team, at),
    )
    note("correct report", report, by=by, at=at)
    return row


def _texts(words: dict[str, str]) -> dict[str, str]:
    unknown = set(words) - {"opening", "went_well", "went_wrong", "comes_next"}
    if unknown:
        raise TypeError(f"A report has no {', '.join(sorted(unknown))}.")
    cleaned = {name: clean(text, LIMIT, name) for name, text in words.items()}
    rules.need_words(cleaned.get("opening", ""), "opening", _("Please begin with a few words of your own."))
    rules.need_words(
        cleaned.get("went_wrong", ""),
        "went_wrong",
        _("Please say what did not go well. A report without that is not believed."),
    )
    for name, text in cleaned.items():
        rules.need_behavior(text, name)
    return cleaned
