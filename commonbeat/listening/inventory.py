"""What this room holds about people, why, on what basis and for how long."""

from django.utils.translation import gettext_lazy as _

from commonbeat.safety.inventory import Held, Words

TASK = _("our task of listening and answering")
ASKED = _("you gave it to us for this")
DUTY = _("our duty to show what we did")

SAID = _("what you said")
ABOUT_YOU = _("how it was for you")
CONTACT = _("contact details, sealed")
OURS = _("our own work")
WHO_WORKED = _("which of us did it")
NOTHING = _("no personal data")

WORDS = _("180 days after the matter has ended, or until you take it back")
PICTURE = _("90 days, or until you take it back")
DETAILS = _("30 days after the matter has ended, or until you take it back")
SHELL = _("kept, so that our numbers stay true; it points to nobody")
WORK = _("kept with the matter")


def _voice(purpose: Words, data_class: Words = SAID, retention: Words = WORDS, basis: Words = ASKED) -> Held:
    return Held(purpose, basis, data_class, retention)


def _shell(purpose: Words) -> Held:
    return _voice(purpose, NOTHING, SHELL, TASK)


def _work(purpose: Words, data_class: Words = OURS) -> Held:
    return Held(purpose, DUTY, data_class, WORK)


VOICE: dict[str, Held] = {
    "Voice.team": _shell(_("which team heard you")),
    "Voice.neighborhood": _shell(_("which neighborhood it is about")),
    "Voice.place": _voice(_("the public place it is about")),
    "Voice.concern": _shell(_("which matter it belongs to")),
    "Voice.client_id": _shell(_("recognizes the same form sent twice; made unreadable")),
    "Voice.body_hash": _voice(_("recognizes the same words sent twice; unreadable without our key")),
    "Voice.code_fingerprint": _voice(_("recognizes your code without knowing it"), NOTHING),
    "Voice.reference": _shell(_("a short name for it; it opens nothing")),
    "Voice.channel": _shell(_("how it reached us")),
    "Voice.kind": _shell(_("whether it is a worry, a question, thanks …")),
    "Voice.words": _voice(_("what you told us")),
    "Voice.language": _shell(_("in which language to answer you")),
    "Voice.where": _voice(_("where it happens, as you said it")),
    "Voice.when": _voice(_("when it happens, as you said it")),
    "Voice.topic": _voice(_("what it is about")),
    "Voice.need": _voice(_("what you need from us"), ABOUT_YOU),
    "Voice.feeling_said": _voice(_("how you said it feels"), ABOUT_YOU),
    "Voice.feeling_guessed": _voice(_("how it seemed to feel to the officer you met"), ABOUT_YOU, basis=TASK),
    "Voice.feeling_estimated": _voice(
        _("how it seems to feel, estimated from the words"), ABOUT_YOU, basis=TASK
    ),
    "Voice.feeling_probability": _voice(_("how sure that estimate is"), ABOUT_YOU, basis=TASK),
    "Voice.intensity": _voice(_("how strongly it was felt"), ABOUT_YOU),
    "Voice.is_danger": _voice(_("that somebody may be in danger, so that it is read first")),
    "Voice.is_me_too": _shell(_("that you said “me too”")),
    "Voice.is_held": _shell(_("that a moderator looks at it first")),
    "Voice.may_be_quoted": _voice(_("that you allow us to quote you")),
    "Voice.about_officer": _shell(_("which officer a complaint is about, so that it goes past them")),
    "Voice.also_about": _shell(_("who else of the team your words name, so that it goes past them as well")),
    "Voice.logged_by": _voice(_("which officer wrote it down for you"), WHO_WORKED, basis=TASK),
    "Voice.heard_at": _shell(_("in which hour we heard it")),
    "Voice.settled_on": _shell(_("the day we said that nothing more is needed")),
    "Voice.settled_because": _voice(_("why nothing more is needed"), OURS, basis=TASK),
    "Voice.withdrawn_on": _shell(_("the day you took it back")),
    "Voice.purged_on": _shell(_("the day we forgot it")),
}

THREAD: dict[str, Held] = {
    "ReadBack.team": _shell(_("which team wrote it")),
    "ReadBack.voice": _voice(_("what it is about")),
    "ReadBack.number": _voice(_("the order of what was written"), NOTHING),
    "ReadBack.client_id": _voice(_("recognizes the same form sent twice"), NOTHING),
    "ReadBack.words": _voice(_("what we think you told us"), basis=TASK),
    "ReadBack.by": _voice(_("who wrote it"), WHO_WORKED, basis=TASK),
    "ReadBack.at": _voice(_("in which hour it was written"), NOTHING),
    "ReadBack.is_accepted": _voice(_("whether you said that we understood")),
    "ReadBack.correction": _voice(_("what you corrected")),
    "ReadBack.answered_at": _voice(_("in which hour you answered"), NOTHING),
    "Turn.team": _shell(_("which team it is written to")),
    "Turn.voice": _voice(_("what it is about")),
    "Turn.number": _voice(_("the order of what was written"), NOTHING),
    "Turn.client_id": _voice(_("recognizes the same form sent twice"), NOTHING),
    "Turn.words": _voice(_("what you and we wrote to each other")),
    "Turn.by": _voice(_("who of us wrote it"), WHO_WORKED, basis=TASK),
    "Turn.is_from_team": _voice(_("whether you or we wrote it"), NOTHING),
    "Turn.at": _voice(_("in which hour it was written"), NOTHING),
    "Confirmation.team": _shell(_("which team asked")),
    "Confirmation.voice": _voice(_("what it is about")),
    "Confirmation.number": _voice(_("the order of what you said"), NOTHING),
    "Confirmation.after_step": _voice(_("what we had told you before you said it"), NOTHING),
    "Confirmation.client_id": _voice(_("recognizes the same form sent twice"), NOTHING),
    "Confirmation.is_solved": _voice(_("whether you say it is solved")),
    "Confirmation.words": _voice(_("what you added")),
    "Confirmation.at": _voice(_("in which hour you said it"), NOTHING),
}

KEPT_APART: dict[str, Held] = {
    "Attachment.team": _shell(_("which team keeps it")),
    "Attachment.voice": _voice(_("what the photo belongs to"), retention=PICTURE),
    "Attachment.file": _voice(_("your photo, drawn again without place, time and camera"), retention=PICTURE),
    "Attachment.sha256": _voice(_("shows that the file was not changed"), NOTHING, PICTURE),
    "Attachment.size": _voice(_("how large the file is"), NOTHING, PICTURE),
    "Attachment.width": _voice(_("how wide the photo is"), NOTHING, PICTURE),
    "Attachment.height": _voice(_("how high the photo is"), NOTHING, PICTURE),
    "Attachment.kept_until": _voice(_("when it is deleted"), NOTHING, PICTURE),
    "SealedContact.team": _shell(_("which team keeps it")),
    "SealedContact.voice": _voice(_("what your details belong to"), CONTACT, DETAILS),
    "SealedContact.box": _voice(_("which key it was sealed with"), NOTHING, DETAILS),
    "SealedContact.sealed": _voice(_("how to reach you; only a confidant can open it"), CONTACT, DETAILS),
    "Opening.team": _shell(_("which team opened it")),
    "Opening.contact": _voice(_("which details were opened"), NOTHING, DETAILS),
    "Opening.by": _voice(_("which confidant opened them; you see it"), WHO_WORKED, DETAILS, TASK),
    "Opening.reason": _voice(_("why they were opened; you see it"), OURS, DETAILS, TASK),
    "Opening.at": _voice(_("in which hour they were opened"), NOTHING, DETAILS),
}

CONCERN: dict[str, Held] = {
    "Concern.team": _work(_("which team works on it")),
    "Concern.neighborhood": _work(_("where it is")),
    "Concern.place": _work(_("which public place it is about")),
    "Concern.reference": _work(_("a short public name; it opens nothing")),
    "Concern.title": _work(_("what it is about, in our words")),
    "Concern.kind": _work(_("whether it is a worry, a question, thanks …")),
    "Concern.topic": _work(_("what it is about")),
    "Concern.owner": _work(_("which of us looks after it"), WHO_WORKED),
    "Concern.about_officer": _work(
        _("which officer a complaint is about, so that it goes past them"), WHO_WORKED
    ),
    "Concern.opened_at": _work(_("in which hour it was first heard")),
    "Concern.answer_due_at": _work(_("when the first answer is due")),
    "Concern.public_words": _work(_("what everybody may read about it")),
    "Concern.published_at": _work(_("since when it is public")),
    "Step.team": _work(_("which team took the step")),
    "Step.concern": _work(_("which matter moved")),
    "Step.number": _work(_("the order of the steps")),
    "Step.state": _work(_("how far it came")),
    "Step.by": _work(_("which of us moved it; nobody where you did"), WHO_WORKED),
    "Step.because": _work(_("why")),
    "Step.at": _work(_("in which hour")),
    "Answer.team": _work(_("which team answered")),
    "Answer.concern": _work(_("what it answers")),
    "Answer.number": _work(_("the order of the answers")),
    "Answer.client_id": _work(_("recognizes the same form sent twice")),
    "Answer.words": _work(_("our answer")),
    "Answer.by": _work(_("who answered"), WHO_WORKED),
    "Answer.at": _work(_("in which hour")),
    "Promise.team": _work(_("which team promised")),
    "Promise.concern": _work(_("what it is about")),
    "Promise.client_id": _work(_("recognizes the same form sent twice")),
    "Promise.words": _work(_("what we promised")),
    "Promise.by": _work(_("who promised"), WHO_WORKED),
    "Promise.made_on": _work(_("when we promised")),
    "Promise.due_on": _work(_("by when")),
    "Promise.corrects": _work(_("which promise it took the place of")),
    "Promise.correction_reason": _work(_("why it was changed")),
    "PromiseOutcome.team": _work(_("which team promised")),
    "PromiseOutcome.promise": _work(_("which promise it was")),
    "PromiseOutcome.is_kept": _work(_("whether we kept it")),
    "PromiseOutcome.reason": _work(_("why not, or what was done")),
    "PromiseOutcome.by": _work(_("who said so"), WHO_WORKED),
    "PromiseOutcome.on": _work(_("when")),
    "Action.team": _work(_("which team did it")),
    "Action.concern": _work(_("what it was done about")),
    "Action.number": _work(_("the order of what was done")),
    "Action.client_id": _work(_("recognizes the same form sent twice")),
    "Action.words": _work(_("what was done")),
    "Action.done_by": _work(_("which organization did it")),
    "Action.by": _work(_("who wrote it down"), WHO_WORKED),
    "Action.done_on": _work(_("when it was done")),
    "ReportBack.team": _work(_("which team told you")),
    "ReportBack.concern": _work(_("what it is about")),
    "ReportBack.number": _work(_("the order of what we told you")),
    "ReportBack.client_id": _work(_("recognizes the same form sent twice")),
    "ReportBack.words": _work(_("what we told you")),
    "ReportBack.by": _work(_("who told you"), WHO_WORKED),
    "ReportBack.at": _work(_("in which hour")),
}

PACKED = _("90 days, or until somebody dealt with it")
MARKED = _("a year")

CHANNELS: dict[str, Held] = {
    "Source.team": _work(_("which team opened this way in")),
    "Source.channel": _work(_("whether it is a mailbox, a gateway, an account or a program")),
    "Source.name": _work(_("what we call it")),
    "Source.is_on": _work(_("whether it is open")),
    "Source.neighborhood": _work(_("where a voice belongs that names no place")),
    "Source.address": _work(_("our own address or account")),
    "Source.server": _work(_("which server it is on")),
    "Source.secret": _work(_("our own password or key, unreadable without another one")),
    "Source.secret_fingerprint": _work(_("recognizes a program by its key")),
    "Source.cursor": _work(_("up to where we have read")),
    "Source.came_on": _work(_("the day something last came through it")),
    "ReplyPath.team": _voice(_("which team answers you"), NOTHING, DETAILS),
    "ReplyPath.voice": _voice(_("what it is about"), NOTHING, DETAILS),
    "ReplyPath.source": _voice(_("through what you wrote to us"), NOTHING, DETAILS),
    "ReplyPath.address": _voice(
        _("where our answer goes: your mail address, number, or the address of your post; hidden"),
        _("contact details, hidden"),
        DETAILS,
    ),
    "ReplyPath.sender": _voice(_("recognizes the same sender; unreadable without our key"), NOTHING, DETAILS),
    "ReplyPath.thread": _voice(_("what your program calls the message we answer; hidden"), NOTHING, DETAILS),
    "ReplyPath.thread_mark": _voice(_("recognizes the message you answer"), NOTHING, DETAILS),
    "Sheet.team": _work(_("which team brought it in")),
    "Sheet.name": _work(_("what the table was called")),
    "Sheet.fingerprint": _work(_("recognizes the same table brought in twice")),
    "Sheet.row_count": _work(_("how many rows it had")),
    "Sheet.by": _work(_("which of us brought it in"), WHO_WORKED),
    "Sheet.imported_at": _work(_("in which hour")),
    "Sheet.undone_on": _work(_("the day it was taken back")),
    "Intake.team": _voice(_("which team it came to"), NOTHING, MARKED, TASK),
    "Intake.source": _voice(_("through what it came"), NOTHING, MARKED, TASK),
    "Intake.sheet": _voice(_("with which table it came"), NOTHING, MARKED, TASK),
    "Intake.voice": _voice(_("what became of it"), NOTHING, MARKED, TASK),
    "Intake.event": _voice(_("recognizes the same message handed over twice"), NOTHING, MARKED, TASK),
    "Intake.body_hash": _voice(
        _("recognizes the same words; unreadable without our key"), NOTHING, MARKED, TASK
    ),
    "Intake.sender": _voice(
        _("recognizes the same sender; unreadable without our key"), NOTHING, MARKED, TASK
    ),
    "Intake.outcome": _voice(_("whether it became a voice, a reply, or waits"), NOTHING, MARKED, TASK),
    "Intake.because": _voice(_("why"), NOTHING, MARKED, TASK),
    "Intake.came_at": _voice(_("in which hour it came"), NOTHING, MARKED, TASK),
    "Intake.size": _voice(_("how large it was"), NOTHING, MARKED, TASK),
    "Intake.content": _voice(
        _("what we could not read, hidden, until somebody looked at it"), SAID, PACKED, TASK
    ),
    "Intake.handled_on": _voice(_("the day somebody dealt with it"), NOTHING, MARKED, TASK),
    "Intake.handled_by": _voice(_("which of us dealt with it"), WHO_WORKED, MARKED, TASK),
    "Intake.handled_because": _voice(_("what was done with it"), OURS, MARKED, TASK),
}

UNDERSTANDING: dict[str, Held] = {
    "Understanding.team": _shell(_("which team heard you")),
    "Understanding.voice": _voice(_("whose words were read by our program"), basis=TASK),
    "Understanding.version": _voice(_("how our program read them"), NOTHING, basis=TASK),
    "Understanding.language": _voice(_("in which language it seems to be written"), NOTHING, basis=TASK),
    "Understanding.language_probability": _voice(_("how sure that is"), NOTHING, basis=TASK),
    "Understanding.feelings": _voice(
        _("how it seems to feel, estimated from the words"), ABOUT_YOU, basis=TASK
    ),
    "Understanding.urgency": _voice(_("how urgent it seems, so that it is read in time"), basis=TASK),
    "Understanding.is_emergency": _voice(
        _("that somebody may be in danger, so that it is read first"), basis=TASK
    ),
    "Understanding.topics": _voice(_("what it seems to be about"), basis=TASK),
    "Understanding.direction": _voice(
        _("its meaning as numbers, so that we see when several people tell the same"), basis=TASK
    ),
    "TeamTopic.team": _work(_("which team named the topic")),
    "TeamTopic.name": _work(_("what we call a topic")),
    "TeamTopic.words": _work(_("words that point to it")),
    "TeamTopic.examples": _work(_("what people may say about it, made up by us")),
    "TopicCorrection.team": _shell(_("which team read it")),
    "TopicCorrection.topic": _voice(_("which topic it is, or is not, about"), basis=TASK),
    "TopicCorrection.voice": _voice(_("whose words were read"), basis=TASK),
    "TopicCorrection.is_it": _voice(_("whether it is about the topic"), basis=TASK),
    "TopicCorrection.by": _voice(_("who of us said so"), WHO_WORKED, basis=TASK),
}

FIELDS: dict[str, Held] = {**VOICE, **THREAD, **KEPT_APART, **CONCERN, **CHANNELS, **UNDERSTANDING}
