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
    "other-movement.far": "The phone moved further than in this test. Wear it firmly, do this test alone.",
    "other-movement.lines": "The phone tilted in several directions. Wear it firmly and move in one only.",
    "other-movement.no-lean": "The phone rose but did not lean. Wear it snug and stand up from the chair.",
    "other-movement.shaken": "This looks like walking, or a bag. Wear the phone firmly, do this test alone.",
    "other-movement.turned": "The body turned round on the way. Face one way for the whole test.",
    "parts-do-not-fit": "The phone at the hips tilted more than at the rib. Check the places and bend again.",
    "sampled-badly.gap": "The phone stopped recording for a moment. Close other apps and do the test again.",
    "sampled-badly.gaps": "The recording is full of gaps. Close other apps and try again.",
    "sampled-badly.rate": (
        "The phone wrote {rate} samples a second; 50 to 200 are needed. Choose a rate near 100 in the logger."
    ),
    "sensors-disagree.acceleration": (
        "Acceleration on axis {axis} runs the other way from the rotation. "
        "Choose another app, or its newest version."
    ),
    "sensors-disagree.degrees": (
        "The rotation rate looks 57 times too large: it seems to be degrees, not radians. "
        "Choose rad/s in the app."
    ),
    "sensors-disagree.opposite": (
        "All axes of rotation run the other way from acceleration. Choose another app, or its newest version."
    ),
    "sensors-disagree.radians": (
        "The rotation rate looks 57 times too small: it seems to be radians, not degrees. "
        "Choose deg/s in the app."
    ),
    "sensors-disagree.rotation": (
        "Rotation about axis {axis} runs the other way from acceleration. "
        "Choose another app, or its newest version."
    ),
    "sensors-disagree.sign": (
        "Acceleration and rotation do not go together: an axis of one runs the other way. Choose another app."
    ),
    "sensors-disagree.swapped": (
        "Acceleration and rotation do not go together: their axes are swapped. Choose another app."
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
    "wrong-axis.flexion": "The thigh did not move up and down. Lay the phone along its front, screen out.",
    "wrong-place.lying": "The phone does not lie as in this test. Lie down and lay it flat, screen up.",
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
    "walk.sensors-disagree": "Rotation and acceleration do not go together, so turns could not be left out.",
    "walk.small-room": "The way was short between turns: only steps and rhythm are told.",
    "walk.slow-rate": "The phone wrote fewer than 40 samples a second.",
}

ASSUMED = {
    "acceleration-unit": "Acceleration is taken as {unit}, from its usual size.",
    "calibration": "Acceleration is {percent} % off gravity; the sensor needs calibration.",
    "columns-ignored": "Further columns were not used: {count}.",
    "gravity-added": "Gravity was added back to the accelerometer.",
    "gravity-inside": "{name} is named as without gravity, but gravity is in it; it was taken as it is.",
    "held": "The sensor stood still for {seconds} s in all while you moved; those samples were left out.",
    "late": "Samples that came late were sorted by their time stamp: {count}.",
    "last-torn": "The last message is torn and was left out.",
    "left-out": "Not used from the file: {names}.",
    "missing": "Rows with missing values were left out: {count}.",
    "no-names": (
        "The table names no columns: "
        "column {clock} is taken as time, columns {first} to {last} as acceleration."
    ),
    "no-rotation": "No rotation rate in the file: tilt is taken from slow acceleration only.",
    "packets": "The packet counter is taken as the clock.",
    "packets-unrated": "The file names no rate; the packet counter is taken as the clock, at 100 Hz.",
    "rate-as-clock": "The table holds no time: the {rate} samples a second it names are taken as the clock.",
    "repeated": "Samples that repeated a time stamp were left out: {count}.",
    "rotation-elsewhere": "The rotation rate was not recorded beside the acceleration, so it was left out.",
    "rotation-slower": "The rotation rate was written less often, so it was put between its samples.",
    "rotation-unit": "Rotation rate is taken as {unit}, from how gravity turns in the phone.",
    "sign-android": "The sign of acceleration is taken as on Android: at rest the upper axis is positive.",
    "sign-file": "The file says that acceleration has the iOS sign, so it was turned round.",
    "sign-ios": "The file is from iOS, so acceleration was turned round to the Android sign.",
    "sign-screen": (
        "The screen seemed to face down, so acceleration was taken to have the iOS sign and turned round."
    ),
    "slow-sensor": "The sensor gave a new value only in every {count} rows; the repeats were left out.",
    "taken": "Read from the file: {names}.",
    "time-unit": "Time stamps are taken as {unit}, from the steps between them.",
    "torn": "Rows that are torn were left out: {count}.",
    "unit-by-size": "The file says {named} for acceleration, but its size is that of {unit}; so it was read.",
    "walk-place": "The phone is taken to have been at the back of the pelvis.",
}

UNREADABLE = {
    "backwards": "The time stamps run backwards. Export the recording again.",
    "batches": (
        "The samples came in batches: many at one moment, then none. "
        "Choose a logger that writes the sensor's own time with every sample, as Sensor Logger and phyphox."
    ),
    "clock-goes-back": (
        "The clock goes back after row {row} of {count}, "
        "as where two recordings are in one file or a clock was put right. "
        "Cut the file there and send one part, or record again."
    ),
    "clock-counts": (
        "The time column only counts the rows, so nobody can tell how quick they were. "
        "Export with time stamps, in seconds or milliseconds."
    ),
    "clock-unit": (
        "The unit of the time stamps cannot be told: read as {unit} they make {rate} samples a second. "
        "Name the column for its unit, for example time_ms."
    ),
    "dead-axis": "The {channel} on axis {axis} never changes, so the sensor or the file is broken.",
    "empty": "The recording holds no samples. Record the test again.",
    "excel-damaged": "This Excel workbook cannot be read. Export the recording as CSV.",
    "excel-too-large": "This Excel workbook is far too large. Export one test as CSV.",
    "foreign": "This is {what}, not a recording. Export the recording as CSV, JSON, zip or Excel.",
    "held": (
        "The sensor stood still for {seconds} of {whole} s: it wrote the same numbers over and over. "
        "Keep the logger open in front, switch battery saving off for it, and record again."
    ),
    "json-damaged": "The JSON is damaged. Export the recording again.",
    "json-damaged-inside": "A message in the file is damaged. Export the recording again.",
    "json-unknown": "There are no samples with a time and x, y and z in this JSON. Export it as CSV.",
    "long-line": "A line of the file is far too long. Export it as CSV with one sample per line.",
    "missing": "Many values in the file are missing or not numbers. Export the recording again.",
    "no-acceleration": (
        "There is no acceleration in this file, only {there}. Switch on Total Acceleration in Sensor Logger, "
        "“Acceleration (with g)” in phyphox, or the g-force meter in Physics Toolbox."
    ),
    "no-clock": "No time column was found. Export with time stamps, or name the column time_s (seconds).",
    "no-gravity": (
        "Gravity is missing. Record it with gravity: “Acceleration (with g)” in phyphox, "
        "Total Acceleration (or Gravity beside Accelerometer) in Sensor Logger, "
        "or the g-force meter in Physics Toolbox."
    ),
    "no-number": "The {channel} holds values that are not numbers. Export the recording again.",
    "no-names": "The table names no columns and has fewer than four. Export it with a header.",
    "no-table": "There is no table of numbers in this file. Export the recording as CSV or JSON.",
    "not-gravity": "The acceleration is far from gravity in size. Check the units of the file.",
    "not-rising": "The time stamps do not rise. Export the recording again.",
    "not-text": "The file is not text. Export the recording as CSV or JSON.",
    "not-together": "The sensors were not recorded at the same time. Record the test again.",
    "packed-cut": "The packed file is cut short. Send or export it again.",
    "packed-damaged": "The packed file is damaged. Export the recording again.",
    "packed-too-large": "The packed file is far too large. Cut it to one test.",
    "repeated": (
        "Many samples carry the same time stamp. Export with finer time stamps, "
        "or choose a logger that writes the sensor's own time."
    ),
    "shape": "The {channel} has shape {shape}, not {expected}. Export the recording again.",
    "single": "The recording holds a single moment. Record the test again.",
    "time-no-number": "Some time stamps are not numbers. Export the recording again.",
    "too-long-file": "The recording is far too long. Cut it to one test.",
    "too-large": "The {channel} is larger than any phone can measure. Check the units of the file.",
    "too-many": "The recording holds more than {count} samples. Cut it to one test.",
    "torn-rows": "Many rows of the table cannot be read. Export the recording again.",
    "two-recordings": "There are two recordings in this file ({names}). Send one of them.",
    "unknown-columns": (
        "No acceleration in x, y and z was found among the columns ({names}). "
        "Name them acc_x, acc_y and acc_z."
    ),
    "without-gravity": (
        "{name} is acceleration without gravity. Record it with gravity: “Acceleration (with g)” in phyphox, "
        "Total Acceleration (or Gravity beside Accelerometer) in Sensor Logger, "
        "or the g-force meter in Physics Toolbox."
    ),
    "zip-damaged": "The zip is damaged or locked. Export the recording again.",
    "zip-empty": "There is no recording in this zip. Send the export as the logger made it.",
    "zip-too-large": "The zip is far too large when unpacked. Cut it to one test.",
    "zip-too-many": "The zip holds too many files. Send the export of one recording.",
}
