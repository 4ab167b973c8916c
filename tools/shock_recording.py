"""Prints how much of the shake of the shanks gets to pelvis and chest in a recorded walk:
`python tools/shock_recording.py FOLDER`.

FOLDER holds the walk as OpenSim publishes it (`OpenSenseExample/IMUData`: eight sensors, 100 Hz). Each
acceleration is turned upright by its sensor's own direction. A pelvis is shaken by both legs, so it is told
over both shanks together. Rows I21 and I22 of the body model's targets (`opensense-walk`) come from here.
"""

import gzip
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
SENSORS = {"chest": "00B42268", "pelvis": "00B42279", "right shank": "00B4227D", "left shank": "00B421ED"}
RATE_HZ, WALKING, WINDOW = 100.0, slice(500, 2100), 200
BANDS_HZ = ((5.0, 10.0), (10.0, 20.0), (20.0, 30.0))


def upwards(path: Path) -> Array:
    """Upward acceleration of one sensor (m/s2)."""
    lines = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("PacketCounter"))
    first = lines[start].split("\t").index("Acc_X")
    rows = [line.split("\t")[first : first + 12] for line in lines[start + 1 :] if line.strip()]
    values = np.array([[float(v) for v in row] for row in rows])
    third = values[:, [5, 8, 11]]  # Mat[3][1], Mat[3][2], Mat[3][3]
    return np.asarray((values[:, :3] * third).sum(axis=1))


def power(signal: Array) -> tuple[Array, Array]:
    """Frequencies and mean power over half-overlapping windows."""
    taper = np.hanning(WINDOW)
    parts = [signal[i : i + WINDOW] for i in range(0, len(signal) - WINDOW + 1, WINDOW // 2)]
    found = [np.abs(np.fft.rfft((part - part.mean()) * taper)) ** 2 for part in parts]
    return np.fft.rfftfreq(WINDOW, 1.0 / RATE_HZ), np.mean(found, axis=0)


def main(folder: Path) -> None:
    """Print the ratios."""
    found = {}
    for name, number in SENSORS.items():
        lines, found[name] = power(upwards(next(folder.glob(f"*{number}*")))[WALKING])
    shanks = found["right shank"] + found["left shank"]
    for low, high in BANDS_HZ:
        inside = (lines >= low) & (lines <= high)
        pelvis, chest = (
            np.sqrt(found[name][inside].sum() / shanks[inside].sum()) for name in ("pelvis", "chest")
        )
        print(f"{low:.0f} to {high:.0f} Hz: pelvis {pelvis:.3f}, chest {chest:.3f} of both shanks")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
