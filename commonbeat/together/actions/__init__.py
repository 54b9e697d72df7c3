"""Every write of this room."""

from commonbeat.together.actions.alerts import end_alert, send_alert
from commonbeat.together.actions.assessing import add_finding, finish_measure, hide_finding, plan_measure
from commonbeat.together.actions.groups import change_group, end_group, start_group, walk_along
from commonbeat.together.actions.partners import (
    Made,
    add_partner,
    end_partner,
    make_link,
    revoke_link,
    token_of,
    use_link,
)
from commonbeat.together.actions.problems import (
    add_concern,
    answer_cheers,
    close_problem,
    describe_problem,
    hide_problem,
    move_problem,
    open_problem,
    set_concern_aside,
    show_problem,
)
from commonbeat.together.actions.reports import begin_report, correct_report, publish_report, write_report
from commonbeat.together.actions.residents import forget_outlived, offer_help, say_whether_better
from commonbeat.together.actions.tasks import drop_task, finish_task, move_task, pledge

__all__ = [
    "Made",
    "add_concern",
    "add_finding",
    "add_partner",
    "answer_cheers",
    "begin_report",
    "change_group",
    "close_problem",
    "correct_report",
    "describe_problem",
    "drop_task",
    "end_alert",
    "end_group",
    "end_partner",
    "finish_measure",
    "finish_task",
    "forget_outlived",
    "hide_finding",
    "hide_problem",
    "make_link",
    "move_problem",
    "move_task",
    "offer_help",
    "open_problem",
    "plan_measure",
    "pledge",
    "publish_report",
    "revoke_link",
    "say_whether_better",
    "send_alert",
    "set_concern_aside",
    "show_problem",
    "start_group",
    "token_of",
    "use_link",
    "walk_along",
    "write_report",
]
