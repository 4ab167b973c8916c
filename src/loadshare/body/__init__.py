"""How load is shared between hips and low back: anatomy, postures, muscle and joint loads, populations.

from loadshare.body import Body, Person, Task

body = Body()
answer = body.solve(task=Task(name="bend"), person=Person(hip_loss_right_deg=20, hip_loss_left_deg=20))
answer.l5s1_compression_n, answer.lumbar_deg, answer.can_hold
"""

from loadshare.body.engine import Answer, Body
from loadshare.body.person import BodyError, Person
from loadshare.body.population import Band, Uncertainty
from loadshare.body.postures import PoseError
from loadshare.body.shock import Transmissibility
from loadshare.body.tasks import Task

__all__ = [
    "Answer",
    "Band",
    "Body",
    "BodyError",
    "Person",
    "PoseError",
    "Task",
    "Transmissibility",
    "Uncertainty",
]
