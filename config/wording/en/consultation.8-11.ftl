# Ages 8 to 11: short questions in everyday words.

intro-who-asks = Soon it is your review: the meeting about how things are going for you. We want to know what you think before it happens.
intro-who-reads = Your answers go to your IRO. That is the person who runs your review and checks that your plan is right for you. They may share what you say with the people at your review.
intro-skip = You do not have to answer. You can skip any question, and stop when you like.
intro-safety = If your answers show that you or someone else may not be safe, we cannot keep it just between us. We have to tell people whose job is to help.
school_feel = How is school going?
    .very_happy = Really good
    .happy = Good
    .ok = OK
    .unhappy = Not so good
hobbies = Do you get to do fun things?
    .hint = For example clubs, sport, music, drawing or games.
who_listens = Who do you talk to when you are worried or sad?
understand_plan = Do you understand your care plan?
    .hint = Your care plan says where you live, who looks after you, and what happens next.
want_to_chair = Would you like to lead your review?
    .hint = Leading it is called chairing. You say what we talk about next. Your IRO can help, and you can do a little or a lot.
know_how_to_complain = Do you know how to say that something is wrong?
    .hint = This is called making a complaint. Every child can make one, and nobody should be cross with you for it.
know_pledge = Do you know about the { $pledge }?
    .hint = It is a list of promises that { $authority } makes to children in care.
change = If you could change one thing, what would it be?
    .hint = You can tell your IRO anything else here too.
