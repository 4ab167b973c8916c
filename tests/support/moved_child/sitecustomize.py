"""Moves the clock of a process that a test started, as far as the clock of the tests was moved."""

import os
import time

import time_machine

if ahead_s := os.environ.get("LOADSHARE_TESTS_AHEAD_S"):
    time_machine.travel(time.time() + float(ahead_s)).start()
