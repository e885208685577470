# Ages 8 to 11: short questions in everyday words.

intro-who-asks = You have left care, or are about to. We want to know what it was like for you, so that { $authority } can do better for other children.
intro-who-reads = Your answers go to the { $service }. Its job is to check that children are looked after well. Reports do not show your name.
intro-skip = You do not have to answer. You can skip any question, and stop when you like.
intro-safety = If your answers show that you or someone else may not be safe, we cannot keep it just between us. We have to tell people whose job is to help.
understood_plan = Did you understand your care plan?
    .hint = Your care plan said where you lived, who looked after you, and what would happen next.
gave_views = Could you say what you thought?
    .hint = For example at your reviews.
views_considered = Did grown-ups think about what you said?
iro_kept_eye = Did your IRO check how you were between reviews?
    .hint = Your IRO was the person who ran your reviews.
support_after_care = Is it easy to get help now that you have left care?
    .easy = Yes, it is easy
    .difficult = No, it is hard
    .did_not_need = I haven’t needed any help
    .too_soon = It is too soon to say
do_better = What could be better for other children in care?
    .hint = Please leave out other people’s names if you can.
