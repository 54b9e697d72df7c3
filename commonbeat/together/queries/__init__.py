"""Every read of this room."""

from commonbeat.together.queries.assessing import Assessment, assess, our_counts
from commonbeat.together.queries.desk import (
    LinkRow,
    ProblemFile,
    alerts_for,
    groups_for,
    problem_file,
    problems_for,
    reports_for,
    set_up_for_partner,
)
from commonbeat.together.queries.news import News, news_of
from commonbeat.together.queries.public import (
    GroupPage,
    PublicProblem,
    alerts_now,
    group_page,
    groups_of,
    problem_page,
    problems_of,
    published_report,
    reports_of,
)
from commonbeat.together.queries.reporting import Section, sections
from commonbeat.together.queries.suggesting import Suggestion, suggestion_with, suggestions

__all__ = [
    "Assessment",
    "GroupPage",
    "LinkRow",
    "News",
    "ProblemFile",
    "PublicProblem",
    "Section",
    "Suggestion",
    "alerts_for",
    "alerts_now",
    "assess",
    "group_page",
    "groups_for",
    "groups_of",
    "news_of",
    "our_counts",
    "problem_file",
    "problem_page",
    "problems_for",
    "problems_of",
    "published_report",
    "reports_for",
    "reports_of",
    "sections",
    "set_up_for_partner",
    "suggestion_with",
    "suggestions",
]
