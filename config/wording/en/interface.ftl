# What the page and the bot say around the questions. Every text may use $authority, $short_name, $service and
# $pledge; other arguments are named beside the texts that get them. A questionnaire, or one variant of it, can
# have its own words for any of these: put the same name in consultation.ftl or consultation.4-7.ftl.

## Before the first question

intro-title = We would like to hear from you
intro-who-asks = { $authority } would like to know what you think.
intro-who-reads = Your answers go to the { $service }.
intro-skip = You do not have to answer. You can skip any question, and you can stop whenever you like.
intro-safety = If your answers show that you or someone else may not be safe, we cannot keep that just between us: it has to be passed on to people whose job is to help.
intro-help = Nobody reads your answers straight away. If you need help now, tap “I need help now” and we will show you who you can ring.
# $count: the questions that may be asked
intro-time = { $count ->
    [one] There is one question.
   *[other] There are about { $count } questions. You can stop and carry on another day.
}
agree = OK, let’s start
decline = No thanks
carry-on = Carry on
declined-title = That’s fine
declined = Thank you for letting us know. We will not send you reminders. If you change your mind, you can open the same link or type the same code again.

## Buttons

next = Next
done = Done
skip = Skip
back = Back
stop = Stop for now
help = I need help now

# Coming back to something begun earlier
welcome-back = Welcome back. You can carry on where you stopped.

## Around a question

page-title = Your questions
# $done, $of: questions dealt with, and questions in all
progress = { $done } of { $of } done
saved = Saved
you-can-skip = You can skip this one.
choose-any = Choose as many as you like, then tap Done.
# $most: the most characters
text-limit = You can write up to { $most } characters.
kept-once-sent = It is saved once you tap Next.
# $low, $high: the least and the most
number-limit = A number from { $low } to { $high }.
date-example = For example, 27 3 2014.
day = Day
month = Month
year = Year
your-answer = Your answer
leave = Leave this page

## When an answer does not fit

not-an-option = Please choose one of the answers shown.
choose-at-least-one = Choose at least one answer, or tap Skip.
text-empty = Please write something, or tap Skip.
# $most: the most characters
text-too-long = That is a bit too long. Please use { $most } characters or fewer.
text-unreadable = Something in that text cannot be saved. Please try typing it again.
not-a-number = Please write a number, such as 3.
# $low: the least
number-too-low = That number is too small. The smallest you can give is { $low }.
# $high: the most
number-too-high = That number is too big. The biggest you can give is { $high }.
not-a-date = Please check the date. It needs a day, a month and a year, such as 27/03/2014.
moved-on = You had already moved on from that question. This is where you are now.
not-kept = What you were just writing was not sent, and has not been kept.
first-question = This is the first question, so there is nothing to go back to.
try-later = There have been a lot of tries. Please wait a few minutes and try again.
not-sent = You are not connected just now, so nothing has been sent. Your answer is still here: please try again in a moment.

## Help

help-title = Help now
help-intro = You can talk to someone. These people listen, and it is OK to ring them.
# $name, $contact, $note: a help line of the authority's
help-line = { $name }: { $contact }. { $note }.
help-lines-follow = Here is who you can ring:
help-adult-will-read = We have also let a member of staff know. They will read this and get in touch. It may not be straight away.
help-no-adult = We cannot be sure that anyone here will see this soon, so please ring one of these numbers, or tell an adult you trust.
help-emergency = If you or someone else is in danger right now, ring 999.
help-return = Back to the questions

# After an answer that says somebody may not be safe; the help lines follow
concern = Thank you for telling us. You deserve to be safe, and there are people who can help.
ask-adult = Ask an adult to get in touch with me
ask-adult-route = A member of staff will read that you asked. It may not be straight away.
ask-adult-no-route = We will keep a note for staff that you asked. Nobody gets a message straight away, so please ring one of these numbers as well, or tell an adult you trust.
unheard = We could not pass that on from here. Please ring one of these numbers, or tell an adult you trust.
asked-route = We have let a member of staff know that you asked. They will read it and get in touch. It may not be straight away.
asked-no-route = We have kept a note for staff that you asked. Nobody gets a message straight away, so please ring one of these numbers, or tell an adult you trust.

## The end, and stopping

finished-title = Thank you
finished-body = You have finished. Your answers are saved and go to the { $service }.
finished-already = You have already finished this. Thank you.
finished-on-paper = We already have answers from you on paper, so there is nothing more to do here. If that is not right, please tell the person who gave you the link.
stopped-title = Stopped for now
stopped-body = Your answers so far are saved, and we will not send you reminders. To carry on, open the same link or type the same code again.

## Links and codes

unknown-link-title = This link does not work
unknown-link = This link is not open. It may have ended, or part of it may be missing. Check the link or the code you were given, or ask the person who gave it to you.
start-again = Please open your link again.
start-again-why = This page has been closed, or was left alone for a while. Nothing that you had saved was lost by that. You can also type the code from your letter.
# Somebody else's link was opened in this browser after the page was
another-link = Another link is being used on this phone or computer now, so nothing was kept from the page you were on. To go on with your own questions, open your own link again. You can also type the code from your letter.
# After a call for help from such a page
own-link = To go on with your own questions, open your own link again, or type the code from your letter.
taken-out-title = Your link has changed
# What was given here was voided by staff
taken-out = What was answered here does not count any more, and the link that led here has stopped working. If you would still like to answer, ask the person who gave it to you for a new one. You can also type the code from a new letter.
change-mind = I have changed my mind
root-title = Hello
root-body = Open the link you were given, or type your code.
code-title = Type your code
code-prompt = Your code
code-hint = The code is in your letter. Big or small letters are both fine.
code-go = Go
code-unknown = That code does not open anything. Please check it and try again.
not-found-title = There is no page here
not-found = Check the address, or open the link you were given.
broken-title = Something went wrong
broken = That is our fault, not yours. What you had already saved is still saved. Please try again in a moment.
try-again = Try again
try-again-kept = What you sent is kept on this page until you leave it.

## Telegram. Phones show the start of a message on a locked screen, so these give nothing away.

telegram-welcome = Hello! To start, tap the link you were given, or the button that came with it.
telegram-ready = Hello! There are some questions for you. You can answer them whenever it suits you, and leave out any that you like.
telegram-help = You can tap an answer or type it. Skip leaves a question out, Back goes to the one before, and /stop stops for now.
telegram-help-first = Nobody here is told that you tapped this. If you would like an adult here to get in touch with you, start first, and then tap “I need help now” again. You do not have to answer anything.
telegram-stop = OK, stopped. What you gave so far is saved. To carry on another day, send /start.
telegram-stop-nothing = There is nothing to stop just now. You will not hear from me unless you open a link.
telegram-nothing-open = There is nothing for you to answer just now.
telegram-declined = No problem. You will not hear from me about this again.
telegram-finished = All done. Thank you! What you gave is saved, and there is nothing more to do for this one.
telegram-finished-already = You have done this already, and it is saved. Thank you!
telegram-on-paper = We already have this from you on paper, so there is nothing more to do here. Thank you! If that is not right, please tell the person who gave you the link.
# Leads: they stand before a question that is sent anew, and fill what a locked screen shows of it.
telegram-next = Saved, thank you. You can tap one of the answers or type yours. Skip leaves one out, and Back goes to the one before.
telegram-where = This is where you are; what you gave so far is saved. You can tap one of the answers below or type yours, or leave it out.
telegram-resume = Welcome back. You can carry on where you stopped. Tap one of the answers below or type yours, or leave it out.
telegram-away = Sorry, I was away for a moment. If you tapped or typed something just now, please do it again. This is where you are:
telegram-not-text = Sorry, I can only read words and taps, so I have not opened that. Please tap one of the answers below, or type yours.
telegram-still-there = What you wrote is still in the chat, so you can copy it and make it shorter. Delete it afterwards if others can see your phone.
telegram-type-answer = Type your answer and send it.
telegram-pick-done = Tap the ones you want, then tap Done.
telegram-came-before = What you wrote came before this question was here, so it is not kept as its answer. If it is the answer, send it again.
telegram-late = What came just now is not kept, as this was over already. If you need help now, send /help: it shows who you can ring.
telegram-old-button = That was an earlier message. This is where you are now:
command-start = Start or carry on
command-help = Help
command-stop = Stop for now

## What arrives on a phone by itself

invitation-open = Open
reminder-body = Hello! You still have something to answer, if you want to. It only takes a few minutes.
reminder-stop = If you would rather not be reminded, send /stop.
