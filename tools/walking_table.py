"""Writes the measured walking of the body model: `python tools/walking_table.py FOLDER`.

FOLDER holds the recording of one adult as OpenSim publishes it (`coordinates.sto.gz`, `grf_walk.mot.gz`),
with its own inverse dynamics and the activity of muscles (`id_walk.sto.gz`, `electromyography.sto.gz`). It is
brought to the size of the reference body: lengths by the size at which the standing foot meets the floor,
forces by the weight that the plates carried, time so that accelerations stay as they were.
"""

import csv
import gzip
import sys
from pathlib import Path

import mujoco
import numpy as np
from numpy.typing import NDArray

from loadshare.body.frame import Measurer
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.model import REFERENCE_HEIGHT_M, REFERENCE_MASS_KG, compile_skeleton
from loadshare.body.postures import Pose, Poser
from loadshare.body.recorded import JOINTS, PEER
from loadshare.body.walking import ANGLES, TABLE

Array = NDArray[np.float64]
STRIKE_S, PERIOD_S = 0.268, 1.144  # right heel strikes at 0.268 and 1.412 s
FIRST_S, LAST_S, STEP_S = 0.45, 1.79, 0.01
MID_STANCE_S = (0.55, 0.70)
LEAST_N = 1.0
"""Below this the plate does not know where a force acts."""
OF_OPENSIM = {
    "pelvis-tilt": ("pelvis_tilt", -1.0),
    "pelvis-list": ("pelvis_list", 1.0),
    "pelvis-turn": ("pelvis_rotation", 1.0),
    "lumbar-flexion": ("lumbar_extension", -1.0),
    "lumbar-bend": ("lumbar_bending", 1.0),
    "lumbar-turn": ("lumbar_rotation", 1.0),
    "hip-flexion": ("hip_flexion", 1.0),
    "hip-adduction": ("hip_adduction", 1.0),
    "hip-rotation": ("hip_rotation", 1.0),
    "knee-flexion": ("knee_angle", 1.0),
    "ankle-dorsiflexion": ("ankle_angle", 1.0),
    "shoulder-flexion": ("arm_flex", 1.0),
    "shoulder-abduction": ("arm_add", -1.0),
    "elbow-flexion": ("elbow_flex", 1.0),
}
MUSCLES = {"gluteus-maximus": "gluteus_maximus", "gluteus-medius": "gluteus_medius"}


def read(path: Path) -> tuple[Array, dict[str, Array]]:
    """Times and columns of a storage file, by the last part of their names."""
    lines = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.strip() == "endheader") + 1
    names = [n.strip().removesuffix("/value").rsplit("/", 1)[-1] for n in lines[start].split("\t")]
    values = np.array([[float(v) for v in line.split()] for line in lines[start + 1 :] if line.strip()])
    return values[:, 0], dict(zip(names[1:], values[:, 1:].T, strict=True))


def main(folder: Path) -> None:
    """Write the table."""
    t, angle = read(folder / "coordinates.sto.gz")
    plate_t, plate = read(folder / "grf_walk.mot.gz")
    times = np.arange(FIRST_S, LAST_S + 1e-9, STEP_S)

    def at(name: str) -> Array:
        return np.interp(times, t, angle[name])

    def on(name: str) -> Array:
        return np.interp(times, plate_t, plate[name])

    posed = {}
    for name in ANGLES:
        source, sign = OF_OPENSIM[name.removesuffix("-r").removesuffix("-l")]
        side = name[-2:].replace("-", "_") if name.endswith(("-r", "-l")) else ""
        posed[name] = sign * np.degrees(at(source + side))
    place = [at(f"pelvis_t{axis}") for axis in "xyz"]
    size = standing_size(times, posed, place)
    cycle = (times > times[-1] - PERIOD_S) & (times <= times[-1])
    rise = np.gradient(np.gradient(place[1], STEP_S), STEP_S)
    weight_n = (on("ground_force_r_vy") + on("ground_force_l_vy"))[cycle].mean()
    mass = weight_n / (GRAVITY_MS2 + rise[cycle].mean())
    print(f"{mass:.1f} kg, {size * REFERENCE_HEIGHT_M:.2f} m", file=sys.stderr)
    moment_unit = REFERENCE_MASS_KG / mass / size
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        pushes = [f"{what}-{axis}-{s}" for s in "rl" for what in ("force", "point") for axis in "xyz"]
        out.writerow(
            ["phase_pct", "time_s", *(f"pelvis-{a}" for a in "xyz"), *ANGLES, *pushes, "turn-r", "turn-l"]
        )
        for i, time in enumerate(times):
            row = [100.0 * (time - STRIKE_S) / PERIOD_S, (time - FIRST_S) / np.sqrt(size)]
            row += [p[i] / size for p in place] + [posed[name][i] for name in ANGLES]
            for s in "rl":
                force = [on(f"ground_force_{s}_v{a}")[i] for a in "xyz"]
                point = [on(f"ground_force_{s}_p{a}")[i] / size for a in "xyz"]
                stands = force[1] > LEAST_N
                row += [f / (mass * GRAVITY_MS2) if stands else 0.0 for f in force]
                row += [p if stands else 0.0 for p in point]
            row += [on(f"ground_torque_{s}_y")[i] * moment_unit for s in "rl"]
            out.writerow([f"{v:.7g}" for v in row])
    write_peer(folder, times, moment_unit)


def write_peer(folder: Path, times: Array, moment_unit: float) -> None:
    """OpenSim's moments of the same file (Nm of the reference body) and the activity of two muscles."""
    t, moment = read(folder / "id_walk.sto.gz")
    seen_t, seen = read(folder / "electromyography.sto.gz")
    columns = {}
    for side in "rl":
        for name in JOINTS:
            source, sign = OF_OPENSIM[name]
            columns[f"{name}-{side}"] = (
                sign * moment_unit * np.interp(times, t, moment[f"{source}_{side}_moment"])
            )
    for name, source in MUSCLES.items():
        columns[name] = np.interp(times, seen_t, seen[source])
    with PEER.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["row", *columns])
        for i in range(times.size):
            digits = [(2 if name[-2:] in ("-r", "-l") else 3, values[i]) for name, values in columns.items()]
            out.writerow([i, *(f"{value:.{n}f}" for n, value in digits)])


def standing_size(times: Array, posed: dict[str, Array], place: list[Array]) -> float:
    """How much larger than the reference body: heel and ball of the standing foot lie on the floor."""
    skeleton = compile_skeleton()
    poser = Poser(Measurer(skeleton))
    data = mujoco.MjData(skeleton.mj)
    sizes = []
    for i in np.flatnonzero((times >= MID_STANCE_S[0]) & (times <= MID_STANCE_S[1])):
        qpos = poser.wanted(Pose({name: float(v[i]) for name, v in posed.items()}, ()))
        data.qpos[:] = qpos
        mujoco.mj_kinematics(skeleton.mj, data)
        below = [-data.site_xpos[skeleton.contacts[f"{p}-r"]][1] for p in ("heel", "first-metatarsal")]
        sizes.append(place[1][i] / np.mean(below))
    return float(np.mean(sizes))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
