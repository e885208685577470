# The words of the exit interview, on leaving care. Simpler words for some readers are in exit_interview.<variant>.ftl.

## Before and after

intro-title = How was it for you?
intro-who-asks = You have left care, or are about to. You know better than anyone what it was like. { $authority } wants to learn from you, so that it can do better.
intro-who-reads = Your answers go to the { $service }, which checks how well { $authority } looks after children and young people. Reports add up what everyone said and do not show your name.
intro-skip = It is up to you. You can skip any question and stop whenever you like. Nothing you say changes the support you get.
finished-body = You have finished. Your answers are saved. Thank you for helping to make things better for others.

## Now

now_feel = How are things for you now?
    .very_happy = Really good
    .happy = Good
    .ok = OK
    .unhappy = Not so good
    .very_unhappy = Bad
living_now = Where are you living now?
    .own_place = In my own place
    .same_carers = With the carers I had before
    .family = With my family
    .supported = In supported housing
    .new_family = With a new family
    .somewhere_else = Somewhere else
moved_on = When did you move to where you live now?
    .hint = A guess is fine.
safe_now = Do you feel safe where you live now?
    .hint = If you choose “Never”, someone whose job is to help will need to know.
    .always = Always
    .mostly = Mostly
    .sometimes = Sometimes
    .never = Never
safe_more = What would help you to feel safer?
    .hint = Only say what you want to say. If you need help now, tap “I need help now”.

## Getting ready to leave

ready = Did you feel ready to leave care?
    .very = Very ready
    .quite = Quite ready
    .not_very = Not very ready
    .not_at_all = Not ready at all
explained = Did someone explain why you were leaving care?
    .all = Yes
    .some = Some of it
    .no = No
understood_plan = Did you understand your plan while you were in care?
    .hint = Your care plan or pathway plan said where you would live and what would happen.
    .all = Yes, all of it
    .some = Yes, some of it
    .no = No

## Being heard

gave_views = Were you able to say what you thought?
    .hint = For example at your reviews, or when decisions were made about you.
    .always = Always
    .mostly = Mostly
    .sometimes = Sometimes
    .never = Never
views_considered = Did people think about what you said when they decided things?
    .always = Always
    .mostly = Mostly
    .sometimes = Sometimes
    .never = Never

## The people

iro_kept_eye = Did your IRO keep an eye on how things were going between reviews?
    .hint = Your IRO was the person who ran your reviews and checked on your plan.
    .yes = Yes
    .sometimes = Sometimes
    .no = No
    .dont_know = I don’t know
iro_helpful = How helpful was your IRO?
    .very = Very helpful
    .quite = Quite helpful
    .not_very = Not very helpful
    .not_at_all = Not helpful at all
    .did_not_have_one = I didn’t have one
social_worker_helpful = How helpful was your social worker?
    .hint = If you had more than one, think of the last one.
    .very = Very helpful
    .quite = Quite helpful
    .not_very = Not very helpful
    .not_at_all = Not helpful at all
    .did_not_have_one = I didn’t have one
carer_helpful = How helpful were your carers?
    .hint = These are the people who looked after you: foster carers, family, or staff where you lived.
    .very = Very helpful
    .quite = Quite helpful
    .not_very = Not very helpful
    .not_at_all = Not helpful at all
    .did_not_have_one = I didn’t have any

## Help since

support_after_care = How easy has it been to get support since you left care?
    .very_easy = Very easy
    .easy = Easy
    .difficult = Difficult
    .very_difficult = Very difficult
    .did_not_need = I haven’t needed any
    .too_soon = It is too soon to say
support_hard = What has been hard to get help with?
    .money = Money
    .place_to_live = A place to live
    .work_study = School, work, training or study
    .health = My health or how I feel
    .papers = Passport, ID or immigration papers
    .family = Seeing people who matter to me
    .someone_to_talk_to = Having someone to talk to
    .something_else = Something else
who_to_ask = Do you know who to ask if you need help?
    .yes = Yes
    .not_sure = I’m not sure
    .no = No

## Looking back

homes_count = How many places did you live in while you were in care?
    .hint = A guess is fine.
best_thing = What was the best thing about being in care?
do_better = What should { $authority } do better?
    .hint = Please leave out other people’s names if you can.
advice = What would you tell a young person who is coming into care?
helped_by = Did anyone help you with these questions?
    .just_me = No, just me
    .carer = Someone I live with
    .social_worker = My social worker
    .teacher = Someone at school
    .someone_else = Someone else
