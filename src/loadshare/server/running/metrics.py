"""Counts and durations for whoever watches several servers, in the text form of Prometheus.

Workers share them by files in a folder that `PROMETHEUS_MULTIPROC_DIR` names. The library reads that when it
is first imported, so it is imported in the worker, and only where somebody may look.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from loadshare import __version__

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.03, 0.1, 0.3, 1, 3, 10, 30)


@dataclass(frozen=True, slots=True)
class Measures:
    """What is counted. No label names a person, an address or a device."""

    requests: Counter
    seconds: Histogram
    registry: CollectorRegistry


@cache
def measures() -> Measures:
    """Those of this worker."""
    registry = CollectorRegistry()
    return Measures(
        Counter("loadshare_requests", "Requests", ["view", "method", "status"], registry=registry),
        Histogram(
            "loadshare_request_seconds", "Time to answer", ["view"], buckets=SECONDS, registry=registry
        ),
        registry,
    )


def count(request: HttpRequest, *, status: int, took_s: float) -> None:
    """One request that was answered."""
    view = _view_of(request)
    method = request.method if request.method in METHODS else "other"
    measures().requests.labels(view, method, str(status)).inc()
    measures().seconds.labels(view).observe(took_s)


def as_text() -> bytes:
    """All workers of this server together, and the machine."""
    registry = _all_workers()
    registry.register(_Machine())
    return generate_latest(registry)


class _Machine(Collector):
    """What is looked up when somebody asks, and is the same for all workers."""

    def collect(self) -> Iterator[Metric]:
        """One figure each."""
        version = GaugeMetricFamily("loadshare_version_info", "The version that runs", labels=["version"])
        version.add_metric([__version__], 1)
        yield version
        free_bytes = shutil.disk_usage(settings.DATA_FOLDER).free
        yield GaugeMetricFamily("loadshare_disk_free_bytes", "Room where data is kept", value=free_bytes)


def _all_workers() -> CollectorRegistry:
    together = CollectorRegistry()
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        together.register(_Counted())
        return together
    multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


class _Counted(Collector):
    """Where this process serves alone."""

    def collect(self) -> Iterable[Metric]:
        """All that it counted."""
        return measures().registry.collect()


def _view_of(request: HttpRequest) -> str:
    """The name of the view: an address may say more than that."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name or "none"
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"
