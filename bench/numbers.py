"""How much there is to count in the analysis bench."""

QUESTIONS, PERIODS, AREAS, BANDS, OPTIONS = 20, 12, 12, 4, 6
FIRST_PERIOD = 8052
#: The questions; the first two are the pair that an indicator takes together.
WORDS = (
    "exit_interview.gave_views",
    "exit_interview.views_considered",
    *(f"consultation.q{number:02}" for number in range(3, QUESTIONS + 1)),
)
