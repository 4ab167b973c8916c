"""Every sentence that a measurement may say, by key.

The browser's engine says the same ones: `make docs` writes them to `frontend/src/measure/engine/words.json`.
Values in braces are filled in by whoever speaks.
"""

REFUSALS = {
    "height": "Write your height between 120 and 220 cm, or leave it out.",
    "loose": "The phone shakes more than the body. Tighten the band and walk again.",
    "no-bend.small": "No bend of 15 degrees or more was found. Stand still, then bend.",
    "no-bend.quick": "The bend was too quick. Take three seconds down and three up.",
    "no-bridge.none": "No bridge was found. Lie still, then lift the hips and lower them.",
    "no-bridge.open": "No full bridge was found. Lower the hips again after each lift.",
    "no-hold.angle": "The phone was never still. Keep still for a second, move, and hold.",
    "no-hold.brief": "The position was held for less than two seconds. Try again.",
    "no-hold.none": "No hold was found. Lie still, lift, hold, and lower at the end.",
    "no-hold.thomas": "There is no recording. Let the thigh hang and hold still.",
    "no-lift": (
        "No lift and landing were found. Stand still, lift the foot, hold, put it down, stand still."
    ),
    "no-move.nothing": "There is no recording. Move to the end and hold a second.",
    "no-move.still": "No move with a hold was found. Move to the end and hold a second.",
    "no-stands": "No stands were found. Wear the phone snug and stand up fully.",
    "not-walking.beat": "The steps have no clear rhythm. Wear the phone snug at the back and walk freely.",
    "not-walking.none": "No steady walk was found. Walk at least 20 steps in a row.",
    "not-walking.rhythm": "This is not the rhythm of walking. Walk at your usual speed.",
    "not-walking.tempo": (
        "Two rhythms fit these steps, one twice as quick as the other. "
        "Wear the phone snug at the back and walk freely."
    ),
    "parts-do-not-fit": "The phone at the hips tilted more than at the rib. Check the places and bend again.",
    "sampled-badly.gap": "The phone stopped recording for a moment. Close other apps and do the test again.",
    "sampled-badly.gaps": "The recording is full of gaps. Close other apps and try again.",
    "sampled-badly.rate": (
        "The phone wrote {rate} samples a second; 50 to 200 are needed. Choose a rate near 100 in the logger."
    ),
    "shaken": "The phone was shaken. Hold or strap it firmly and move slowly.",
    "side-unknown": "Say which leg it was, left or right.",
    "too-long": "The recording is longer than four hours. Cut it to one test.",
    "too-short.chair": "The recording ends before the 30 seconds. Keep it running.",
    "too-short.second": "The recording is shorter than a second. Record again.",
    "too-short.steps": "There are too few steady, straight steps. Walk 20 steps in a row.",
    "too-short.tilt": "The recording is too short. Keep still, move, hold, then stop.",
    "too-short.walk": "Walk for at least 20 seconds, then try again.",
    "wrong-axis": "The shin did not swing sideways. Lay the phone flat on the front of the shin, screen out.",
    "wrong-place": "Tuck the phone flat at the back of the pelvis, screen out.",
}
"""The code of a refusal is its key up to the first dot."""

CONCERNS = {
    "bend.few": "Three bends at each place make the share surer.",
    "bend.no-rotation": "Without a rotation rate the tilt is less sure while moving.",
    "bend.spread": "The bends differ a lot. Bend slowly to the same comfortable end.",
    "count.no-rotation": "Without a rotation rate the count is less sure.",
    "hip.no-rotation": "Without a rotation rate the angle holds only while the phone is still.",
    "hip.off-axis": "Some moves were not sideways and were left out.",
    "hip.one-more": "The trials differ or are too few: do one more.",
    "hip.unreliable": (
        "The trials differ by more than a real change would; do not use this result for the plan."
    ),
    "hold.open": "The recording stopped before the hold did: the true time is longer.",
    "stance.no-rotation": "Without a rotation rate the pelvic drop is less sure.",
    "stance.little-rest": (
        "There was little still standing before the lift; stand still for two seconds first."
    ),
    "stance.swung": "The pelvis swung a lot, so the drop is an average of different positions.",
    "walk.gaps": "The recording has gaps; steps inside them are not counted.",
    "walk.irregular": "The steps are irregular, so the count and the regularity are less sure.",
    "walk.no-rotation": "Without a rotation rate, turns could not be left out.",
    "walk.one-pass": "There is only one straight stretch; walk back too for the evenness of steps.",
    "walk.place": "The phone was not at the back of the pelvis: trust steps and cadence only.",
    "walk.small-room": "The way was short between turns: only steps and rhythm are told.",
    "walk.slow-rate": "The phone wrote fewer than 40 samples a second.",
}

ASSUMED = {
    "acceleration-unit": "Acceleration is taken as {unit}, from its usual size.",
    "calibration": "Acceleration is {percent} % off gravity; the sensor needs calibration.",
    "late": "Samples that came late were sorted by their time stamp: {count}.",
    "missing": "Rows with missing values were left out: {count}.",
    "no-rotation": "No rotation rate in the file: tilt is taken from slow acceleration only.",
    "repeated": "Samples that repeated a time stamp were left out: {count}.",
    "rotation-unit": "Rotation rate is taken as {unit}, from how gravity turns in the phone.",
    "sign-android": "The sign of acceleration is taken as on Android: at rest the upper axis is positive.",
    "sign-file": "The file says that acceleration has the iOS sign, so it was turned round.",
    "sign-ios": "The file is from iOS, so acceleration was turned round to the Android sign.",
    "sign-screen": (
        "The screen seemed to face down, so acceleration was taken to have the iOS sign and turned round."
    ),
    "time-unit": "Time stamps are taken as {unit}, from the steps between them.",
    "walk-place": "The phone is taken to have been at the back of the pelvis.",
}

UNREADABLE = {
    "backwards": "The time stamps run backwards. Export the recording again.",
    "dead-axis": "The {channel} on axis {axis} never changes, so the sensor or the file is broken.",
    "empty": "The recording holds no samples. Record the test again.",
    "missing": "Many values in the file are missing or not numbers. Export the recording again.",
    "no-gravity": "Gravity is missing. Record total acceleration (with gravity), or gravity beside it.",
    "no-number": "The {channel} holds values that are not numbers. Export the recording again.",
    "not-gravity": "The acceleration is far from gravity in size. Check the units of the file.",
    "not-rising": "The time stamps do not rise. Export the recording again.",
    "repeated": "Many samples carry the same time stamp. Export with finer time stamps.",
    "shape": "The {channel} has shape {shape}, not {expected}. Export the recording again.",
    "single": "The recording holds a single moment. Record the test again.",
    "time-no-number": "Some time stamps are not numbers. Export the recording again.",
    "too-large": "The {channel} is larger than any phone can measure. Check the units of the file.",
    "too-many": "The recording holds more than {count} samples. Cut it to one test.",
}
