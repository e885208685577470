"""The survey that every peer puts: ten questions with four options each."""

QUESTIONS = tuple(
    (
        f"Question {number} of 10: how do you feel about this part of your plan?",
        ("Really good", "OK", "Not good", "Bad"),
    )
    for number in range(1, 11)
)
