# Ages 16 and 17.

school_feel = How is school, college, training or work going?
    .hint = If you are looking for something to do, choose how that is going.
understand_plan = Do you understand your care plan or pathway plan?
    .hint = These plans say where you live, what support you get, and what happens as you turn 18.
