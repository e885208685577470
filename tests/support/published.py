"""The published figures of January to March 2014: what the answers behind them have to come to."""

#: Count, base and percentage of each.
PUBLISHED = {
    "consultation.response": (151, 1251, 12),
    "consultation.understand_plan": (127, 151, 84),
    "consultation.know_how_to_complain": (103, 151, 68),
    "consultation.know_pledge": (23, 151, 15),
    "consultation.want_to_chair": (9, 151, 6),
    "exit_interview.response": (10, 50, 20),
    "exit_interview.understood_plan": (10, 10, 100),
    "exit_interview.able_to_give_views": (9, 10, 90),
    "exit_interview.iro_kept_eye": (8, 10, 80),
    "exit_interview.iro_helpful": (6, 10, 60),
    "exit_interview.social_worker_helpful": (9, 10, 90),
    "exit_interview.carer_helpful": (8, 10, 80),
    "exit_interview.support_difficult": (7, 10, 70),
}
