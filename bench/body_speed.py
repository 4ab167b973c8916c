"""How fast the body model is, beside DAQP in one run: ratios first, milliseconds second.

    python -m bench.body_speed            everything but the large study
    python -m bench.body_speed --study    also 100,000 people, for memory

OpenSim is compared by `python -m bench.body_opensim`.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import daqp
import numpy as np

from loadshare.body import Body, Person, Task
from loadshare.body.engine import people_of
from loadshare.body.loads import CONTACT_COST, People, Traits
from loadshare.body.model import compile_skeleton
from loadshare.body.movements import read_movement
from loadshare.body.population import draw

FIRST = """
import time; start = time.perf_counter()
from loadshare.body import Body, Task
Body().solve(task=Task(name="stand"))
print(time.perf_counter() - start)
"""
STUDY = """
import resource, sys
from pathlib import Path
from loadshare.body.study import read_study, run_study
run_study(read_study(Path(sys.argv[1])), Path(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def median_s(
    work: Callable[[], object], repeats: int = 7, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Median time in seconds, by the wall unless another clock is named."""
    times = []
    for _ in range(repeats):
        start = clock()
        work()
        times.append(clock() - start)
    return float(np.median(times))


def cpu_s(work: Callable[[], object]) -> float:
    """Median processor time in seconds: what others do on the machine counts less."""
    return median_s(work, 41, time.process_time)


def main() -> None:
    """Print every figure."""
    first = [
        float(
            subprocess.run([sys.executable, "-c", FIRST], capture_output=True, text=True, check=True).stdout
        )
        for _ in range(3)
    ]
    compile_skeleton.cache_clear()
    build = median_s(lambda: (compile_skeleton.cache_clear(), compile_skeleton()), 3)
    print(f"import and first solve (warm compile cache)  {min(first[1:]):8.2f} s   goal 3")
    print(f"model build                                  {build:8.3f} s   goal 0.5")
    body = Body()
    against_daqp(body)
    movement(body)
    people(body)
    growth(body)
    if "--study" in sys.argv:
        study()


def against_daqp(body: Body) -> None:
    """The same problems for both solvers, cold, alternating."""
    chooser = body.chooser("male")
    who = people_of(chooser.skeleton, Person())
    ours, theirs, worst = [], [], 0.0
    for name in ("stand", "bend", "lift", "sit", "single-leg-stance", "walk", "stair"):
        frame = chooser.choose(Task(name=name), who).frame
        chooser.sharer.solve(frame, who)
        ours.append(cpu_s(lambda f=frame: chooser.sharer.solve(f, who)))
        n, k, m = frame.muscles, frame.contact_high.size, frame.weight.size
        matrix = np.zeros((m, n + k))
        for i in range(n + k):
            span = slice(frame.columns.start[i], frame.columns.start[i + 1])
            matrix[frame.columns.row[span], i] = frame.columns.value[span]
        answer = chooser.sharer.solve(frame, who)
        capacity = np.maximum(frame.active * chooser.skeleton.max_force_n * who.strength[0], 1e-3)
        matrix[:, :n] *= capacity
        tone = who.traits.tone[0] * frame.upright
        low = np.r_[np.where(chooser.skeleton.is_trunk, tone, 0.0), np.zeros(k)]
        high = np.r_[np.ones(n), np.minimum(frame.contact_high / who.traits.mass_ratio[0], 1e30)]
        cost = np.r_[np.ones(n), np.full(k, CONTACT_COST)]
        softness = np.full(m, 0.1)
        efforts = np.r_[answer.activation[0], answer.contact_n[0] / who.traits.mass_ratio[0]]
        demand = matrix @ efforts + answer.residual[0] / who.traits.mass_ratio[0]
        hessian = np.diag(np.r_[cost, 1.0 / softness])
        rows = np.ascontiguousarray(np.hstack([matrix, np.eye(m)]))
        upper = np.r_[high, np.full(m, 1e30), demand]
        lower = np.r_[low, np.full(m, -1e30), demand]
        sense = np.r_[np.zeros(n + k + m), np.full(m, 5)].astype(np.int32)
        zero = np.zeros(n + k + m)
        theirs.append(cpu_s(lambda a=(hessian, zero, rows, upper, lower, sense): daqp.solve(*a)))
        x = daqp.solve(hessian, zero, rows, upper, lower, sense)[0]
        worst = max(worst, float(np.abs(x[:n] - answer.activation[0]).max()))
    ratio = np.array(theirs) / np.array(ours)
    cold_us = 1e6 * float(np.median(ours))
    print(
        f"DAQP / ours, cold, 160 muscles x 36 rows     {np.median(ratio):8.1f} x   goal 4 ({cold_us:.0f} us)"
    )
    print(f"largest difference in activation             {worst:8.1e}")


def movement(body: Body) -> None:
    """One person through 40 frames: known postures, and from new joint angles."""
    chooser = body.chooser("male")
    who = people_of(chooser.skeleton, Person())
    taken = chooser.perform(read_movement("glute-bridge"), 40)

    def known() -> None:
        start = None
        for t in taken:
            start = chooser.sharer.solve(t.frame, who, start).multipliers[0]

    def measured() -> None:
        start = None
        for t in taken:
            start = chooser.sharer.solve(chooser.measurer.measure(t.stance), who, start).multipliers[0]

    def posed() -> None:
        read_movement("glute-bridge").stances(chooser.poser, 40)

    known()
    print(f"40 frames, one person, postures remembered   {1e3 * median_s(known):8.1f} ms  goal 20")
    print(f"40 frames, new postures (kinematics to loads){1e3 * median_s(measured):8.1f} ms")
    print(f"40 frames, search for the postures           {1e3 * median_s(posed, 3):8.1f} ms")


def people(body: Body) -> None:
    """A band of 1,000 people in one posture."""
    task = Task(name="bend")
    body.band(task=task)
    wall_ms = 1e3 * median_s(lambda: body.band(task=task))
    print(f"band of 1,000 people, one posture            {wall_ms:8.1f} ms  goal 150")


def growth(body: Body) -> None:
    """How time grows with people, muscles and frames."""
    chooser = body.chooser("male")
    frame = chooser.choose(Task(name="bend"), people_of(chooser.skeleton, Person())).frame
    for count in (100, 1000, 4000):
        crowd = draw(chooser.skeleton, Person(), first=0, count=count, seed=1)
        each = median_s(lambda c=crowd: chooser.sharer.solve(frame, c), 3) / count
        print(f"cold solve, {count:5d} people                     {1e6 * each:8.1f} us each")
    fuller = Body(detail="reference")
    other = fuller.chooser("male")
    who = People(
        np.ones((200, len(other.skeleton.muscles))),
        Traits(*(np.repeat(one, 200) for one in Person().traits())),
    )
    fixed = other.take(Task(name="bend"), 33.0).frame
    each = median_s(lambda: other.sharer.solve(fixed, who), 3) / 200
    print(f"cold solve, 294 muscles in place of 160      {1e6 * each:8.1f} us each")
    for count in (10, 40, 160):
        read = read_movement("clamshell")
        stances = read.stances(chooser.poser, count)
        each = median_s(lambda s=stances: [chooser.measurer.measure(x) for x in s], 3) / count
        print(f"measuring a posture, {count:4d} frames              {1e6 * each:8.1f} us each")


def study() -> None:
    """100,000 people, one task, streamed: peak memory and time."""
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "s.toml"
        spec.write_text('people = 100000\nseed = 1\n[[case]]\nname = "healthy"\n[[task]]\nname = "bend"\n')
        start = time.perf_counter()
        out = subprocess.run(
            [sys.executable, "-c", STUDY, str(spec), f"{folder}/out"],
            capture_output=True,
            text=True,
            check=True,
        )
        print(f"100,000 people, streamed                     {time.perf_counter() - start:8.1f} s")
        print(f"peak memory                                  {float(out.stdout):8.0f} MB  goal 400")
    own_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this run                      {own_mb:8.0f} MB")


if __name__ == "__main__":
    main()
