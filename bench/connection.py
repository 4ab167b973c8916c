"""The connection page: server time of a slider request. Goal: 50 ms at the 95th percentile."""

import os
import random
import time

from bench._timing import median_ms, print_row


def run() -> None:
    """Print milliseconds per request through the whole of Django, for the default adult and an own size."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loadshare.server.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from loadshare.body.daily import table
    from loadshare.body.daily.asked import DAILY
    from loadshare.server.connection import engine

    settings.ALLOWED_HOSTS = ["*"]
    started = time.perf_counter()
    table.everyday()
    print_row("reading the table, once", f"{(time.perf_counter() - started) * 1000:.0f} ms")
    print_row("", "p50", "p95")
    client, places = Client(), random.Random(1)

    def place() -> dict[str, str]:
        return {
            "task": places.choice(list(DAILY)),
            "hip": str(places.randint(0, 40)),
            "glutes": str(places.randint(0, 60)),
            "side": places.choice(["both", "one"]),
        }

    def body() -> dict[str, str]:
        """Somebody new each time, so that nothing is remembered."""
        height = places.randint(150, 190)
        own = {"height": str(height), "weight": str(round(24 * (height / 100) ** 2))}
        return {**place(), **own, "sex": places.choice(["female", "male"])}

    size = {"height": "164", "weight": "61", "sex": "female"}
    answer = "/connection/answer.json"
    _row("slider request", lambda: client.get(answer, place()))
    started = time.perf_counter()
    client.post(answer, {**place(), **size})
    print_row("own size, the first one (engine starts)", f"{(time.perf_counter() - started) * 1000:.0f} ms")
    engine._solvers[0].warm()  # as a worker does before anybody asks
    _row("own size, asked the first time (goal 150 ms)", lambda: client.post(answer, body()), repeats=60)
    fixed = {**place(), **size}
    _row("own size, asked before", lambda: client.post(answer, fixed))
    _row("the whole page", lambda: client.get("/connection/", place()), repeats=50)


def _row(name: str, action: object, repeats: int = 300) -> None:
    p50, p95 = median_ms(action, repeats=repeats, warm_up=5)  # type: ignore[arg-type]
    print_row(name, f"{p50:.1f} ms", f"{p95:.1f} ms")


if __name__ == "__main__":
    run()
