"""The exercises of the chapters: who checks, and what the verdict says.

Each chapter has a module of its name; in it each exercise is an `Exercise` of the learner's function's name:

    from helpers.exercises import perceptron as check
    check.pocket(pocket)

A check never raises. It prints `Not yet: …` with a hint, or `Correct.` with what was gained.
"""
