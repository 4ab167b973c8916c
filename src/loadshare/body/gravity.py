"""What pulls: one number, so that nobody has to load the engine for it."""

GRAVITY_MS2 = 9.81
