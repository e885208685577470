# The words of the consultation before a review. Simpler words for some readers are in consultation.<variant>.ftl.

## Before and after

intro-title = What do you think?
intro-who-asks = Your review is coming up: the meeting about how things are going for you. { $authority } wants to hear what you think before it happens.
intro-who-reads = Your answers go to your IRO, the person who runs your review and checks that your plan is right for you. They may talk about them with the people at your review, so that your views are heard.
finished-body = You have finished. Your answers are saved and go to your IRO, to help make your review about you.

## How things are

feel_today = How are you feeling today?
    .very_happy = Really good
    .happy = Good
    .ok = OK
    .unhappy = Not so good
    .very_unhappy = Bad
going_well = What is going well for you?
    .hint = It can be something big or small.
home_feel = How do you feel about where you live?
    .very_happy = Really good
    .happy = Good
    .ok = OK
    .unhappy = Not so good
    .very_unhappy = Bad
feel_safe = Do you feel safe where you live?
    .hint = If you choose “Never”, someone whose job is to help will need to know.
    .always = Always
    .mostly = Mostly
    .sometimes = Sometimes
    .never = Never
safe_more = What would help you to feel safer?
    .hint = Only say what you want to say. If you need help now, tap “I need help now”.
be_yourself = Can you be yourself where you live?
    .hint = For example your culture, your faith, your language, your clothes, or who you are.
    .always = Always
    .mostly = Mostly
    .sometimes = Sometimes
    .never = Never
who_listens = Who do you talk to when something is on your mind?
    .carer = Someone I live with
    .family = My family
    .friend = A friend
    .teacher = Someone at school
    .social_worker = My social worker
    .someone_else = Someone else
    .nobody = Nobody just now
school_feel = How is school or college going?
    .very_happy = Really good
    .happy = Good
    .ok = OK
    .unhappy = Not so good
    .very_unhappy = Bad
health_feel = How is your health, in body and mind?
    .hint = For example sleep, food, how you feel inside, or seeing a doctor or dentist.
    .very_happy = Really good
    .happy = Good
    .ok = OK
    .unhappy = Not so good
    .very_unhappy = Bad
hobbies = Do you get to do things you enjoy?
    .hint = For example clubs, sport, music, gaming, or going out.
    .lots = Yes, lots
    .some = Some things
    .not_enough = Not enough
see_family = Do you see your family as much as you want to?
    .right = Yes, it is about right
    .more = I would like to see them more
    .less = I would like to see them less
    .not_sure = I’m not sure
see_family_who = Who would you like to see more, or less?
    .hint = It can be a parent, a brother or sister, a grandparent, or anyone who matters to you.
any_worries = Is anything worrying you?
    .none = No
    .a_few = A few things
    .lots = Yes, a lot
worry_more = What is worrying you?
    .hint = Your IRO can only help with what you choose to share. You can skip this.

## The plan, and the people who make it happen

sw_last_seen = When did you last see your social worker?
    .hint = A guess is fine.
sw_listens = Does your social worker listen to you?
    .always = Always
    .mostly = Mostly
    .sometimes = Sometimes
    .never = Never
understand_plan = Do you understand your care plan?
    .hint = Your care plan says where you live, who looks after you, and what should happen next.
    .all = Yes, all of it
    .some = Yes, some of it
    .not_really = Not really
    .not_at_all = Not at all
    .not_seen = I haven’t seen it
plan_help = What would help you to understand your plan?
    .explain = Someone going through it with me
    .own_copy = Having my own copy
    .easier_words = Easier words or pictures
    .be_asked = Being asked what goes in it
    .something_else = Something else
decisions_happened = Have the things agreed at your last review happened?
    .all = Yes, all of them
    .some = Some of them
    .none = No, none of them
    .not_sure = I’m not sure
    .first_review = This is my first review
skills_help = What would you like more help to get ready for?
    .money = Looking after money
    .cooking = Cooking and running a home
    .place_to_live = Finding a place to live
    .work_study = Work, training or study
    .health = Looking after my health
    .papers = Passport, ID or immigration papers
    .none = Nothing just now

## The review itself

review_place = Where would you like your review to be?
    .home = Where I live
    .school = At school
    .somewhere_else = Somewhere else
    .online = Online
    .dont_mind = I don’t mind
who_comes = Who would you like to be at your review?
    .carer = Someone I live with
    .family = Someone from my family
    .social_worker = My social worker
    .teacher = Someone from school or college
    .advocate = An advocate, who helps me say what I want
    .interpreter = An interpreter, who speaks my language
    .someone_else = Someone else
    .not_sure = I’m not sure
want_to_chair = Would you like to chair your review?
    .hint = Chairing means you lead the meeting. Your IRO can help you with it, and you can do all of it or just a part.
    .all = Yes, all of it
    .some = Yes, some of it
    .no = No, thank you
    .not_sure = I’m not sure

## Rights

know_how_to_complain = Do you know how to complain if something is not right?
    .hint = A complaint tells { $authority } that something should change. You are allowed to make one.
    .yes = Yes
    .not_sure = I’m not sure
    .no = No
advocate = Would you like help from an advocate?
    .hint = An advocate is on your side. They help you to say what you want, and they do not work for your social worker.
    .have_one = I already have one
    .yes = Yes
    .not_sure = I’m not sure
    .no = No, thank you
know_pledge = Do you know about the { $pledge }?
    .hint = It is what { $authority } promises to children and young people in care.
    .know = Yes, I know what it says
    .heard = I have heard of it
    .no = No
change = If you could change one thing, what would it be?
    .hint = You can also use this to tell your IRO anything else.
helped_by = Did anyone help you with these questions?
    .just_me = No, just me
    .carer = Someone I live with
    .social_worker = My social worker
    .teacher = Someone at school
    .someone_else = Someone else
