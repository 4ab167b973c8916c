"""An open benchmark of triage for sore backs: cases, laws, scores and ratings."""

from loadshare.triage.agreement import Agreement, agreement_of, read_ratings
from loadshare.triage.cases import BenchmarkError, Urgency, Vignette, VignetteSet, published, read_set
from loadshare.triage.form import rating_form
from loadshare.triage.laws import Law, variants_of
from loadshare.triage.score import LawResult, Share, TriageScore, laws_kept, score_of, wilson
from loadshare.triage.tools import BASELINES, command, loadshare

__all__ = [
    "BASELINES",
    "Agreement",
    "BenchmarkError",
    "Law",
    "LawResult",
    "Share",
    "TriageScore",
    "Urgency",
    "Vignette",
    "VignetteSet",
    "agreement_of",
    "command",
    "laws_kept",
    "loadshare",
    "published",
    "rating_form",
    "read_ratings",
    "read_set",
    "score_of",
    "variants_of",
    "wilson",
]
