"""Every write of this room."""

from commonbeat.trust.actions.answers import answer_invited, answer_openly, let_out, let_out_full, sweep_keys
from commonbeat.trust.actions.closing import close_due, close_wave, forget_addresses
from commonbeat.trust.actions.estimating import estimate_wave
from commonbeat.trust.actions.felt import feel_heard, forget_outlived
from commonbeat.trust.actions.population import count_population
from commonbeat.trust.actions.publishing import publish_wave
from commonbeat.trust.actions.rollouts import freeze_rollout, hand_in_months, plan_rollout
from commonbeat.trust.actions.waves import draw, note_door, start_wave, withdraw_wave

__all__ = [
    "answer_invited",
    "answer_openly",
    "close_due",
    "close_wave",
    "count_population",
    "draw",
    "estimate_wave",
    "feel_heard",
    "forget_addresses",
    "forget_outlived",
    "freeze_rollout",
    "hand_in_months",
    "let_out",
    "let_out_full",
    "note_door",
    "plan_rollout",
    "publish_wave",
    "start_wave",
    "sweep_keys",
    "withdraw_wave",
]
