"""What fits a person and what to do: answers → safety → profile → programme → session → progress.

Pure functions: no files, no clock, no database. `today` and `now` come in as arguments, and the same
input always gives the same answer.
"""
