"""Every read about voices, concerns and promises."""

from commonbeat.listening.queries.concern import ConcernPage, concern_page
from commonbeat.listening.queries.figures import Leak, LoopFigures, complaint_figures, loop_figures
from commonbeat.listening.queries.inbox import (
    MANY,
    Desk,
    InboxItem,
    desk,
    held,
    inbox,
    inbox_count,
    search,
    voices_in,
)
from commonbeat.listening.queries.owed import Debt, Owed, usual_feeling, waiting
from commonbeat.listening.queries.person import Event, Stand, by_code, open_read_back, stand, timeline
from commonbeat.listening.queries.promised import (
    LedgerRow,
    PromiseFigures,
    my_promises,
    promise_figures,
    promise_ledger,
)
from commonbeat.listening.queries.public import (
    PublicConcern,
    me_too_counts,
    people_behind,
    public_concern,
    public_concerns,
    voice_counts,
)
from commonbeat.listening.queries.pulse import Pulse, pulse, quotes
from commonbeat.listening.queries.suggestions import Suggestion, reasons_to_visit, suggestions

__all__ = [
    "MANY",
    "ConcernPage",
    "Debt",
    "Desk",
    "Event",
    "InboxItem",
    "Leak",
    "LedgerRow",
    "LoopFigures",
    "Owed",
    "PromiseFigures",
    "PublicConcern",
    "Pulse",
    "Stand",
    "Suggestion",
    "by_code",
    "complaint_figures",
    "concern_page",
    "desk",
    "held",
    "inbox",
    "inbox_count",
    "loop_figures",
    "me_too_counts",
    "my_promises",
    "open_read_back",
    "people_behind",
    "promise_figures",
    "promise_ledger",
    "public_concern",
    "public_concerns",
    "pulse",
    "quotes",
    "reasons_to_visit",
    "search",
    "stand",
    "suggestions",
    "timeline",
    "usual_feeling",
    "voice_counts",
    "voices_in",
    "waiting",
]
