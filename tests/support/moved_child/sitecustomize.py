"""Moves the clock of a process that a test started, as far as the clock of the tests was moved."""

import os
import time

import time_machine

if ahead_s := os.environ.get("LOADSHARE_TESTS_AHEAD_S"):
    # To put the moved clock in place takes a moment, on a busy machine seconds: only then is it set.
    began, told = time.monotonic(), time.time()
    clock = time_machine.travel(told)
    clock.start().move_to(told + (time.monotonic() - began) + float(ahead_s))
    time.time()  # it goes on from where it is asked first
