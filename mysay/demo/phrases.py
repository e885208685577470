"""What somebody might have typed: short, harmless and made up, by the question it was typed to."""

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, ...]] = {
    "going_well": (
        "My swimming badge", "I got a new bike helmet", "School dinners are better now", "I made a model boat",
        "I am in the drama club", "My room is painted blue",
    ),
    "safe_more": ("It is loud at night sometimes", "The bus stop is dark in winter", "I don't like the shortcut home"),
    "see_family_who": ("My sister", "My nan", "My cousins in the holidays", "My brother, in the park"),
    "worry_more": (
        "My maths test", "Moving to the new school", "Who will look after the hamster", "Where I will live when I am 18",
        "The bus being late",
    ),
    "change": (
        "I would like the review after tea", "More football", "I want my own copy of the plan", "Shorter meetings",
        "I would like to see my sister more often", "Please hold it at home", "A later bedtime",
        "I would like the meeting to start on time", "Fewer people at the meeting", "Help with my bus pass",
    ),
    "best_thing": (
        "My carer's cooking", "The summer trip to the sea", "My worker turned up when she said", "The dog",
        "Learning to cook", "Somebody always came to parents' evening",
    ),
    "do_better": (
        "Answer the phone", "Tell us earlier about changes", "Help with filling in forms", "More help with money",
        "Keep the same worker for longer",
    ),
    "advice": ("Ask questions until you understand", "Keep copies of your papers", "Say what you want, they write it down"),
}  # fmt: skip  # a list to read
