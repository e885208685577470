# Ages 12 to 15: nearly everyone has gone home, or to a family for good.

understood_plan = Did you understand your care plan while you were in care?
    .hint = Your care plan said where you would live, who would look after you, and what would happen next.
