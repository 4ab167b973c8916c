"""10,000 broken Bundles of a person's own: how many are refused, hold nothing for us, or come in whole.

None may be stored in part, and none may end in anything but words. `--count=N` tries fewer; a folder named in
LOADSHARE_FHIR_EXAMPLES (HL7's own example files, not kept here) is read too, with 200 faults for each Bundle.
"""

import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

COUNT = 10_000


def run(count: int) -> None:
    """In a database of its own."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from loadshare.interop.fhir import bundle_of
    from loadshare.knowledge import load_knowledge
    from tests.server.yourdata.broken_bundles import take_many
    from tests.server.yourdata.test_changed_copies import kept_copy

    whole = json.dumps(bundle_of(kept_copy(), knowledge=load_knowledge())).encode()
    started = time.perf_counter()
    found = take_many(whole, range(count))
    took = time.perf_counter() - started
    outcomes: Counter[str] = Counter()
    for (_, outcome), n in found.items():
        outcomes[outcome] += n
    print(f"  {count} broken Bundles of {len(whole) // 1024} kB in {took:.0f} s, 0 stored in part")
    print("  " + ", ".join(f"{outcome}: {n}" for outcome, n in sorted(outcomes.items())))
    for (name, outcome), n in sorted(found.items()):
        print(f"    {name:12} {outcome:8} {n:6}")
    if os.environ.get("LOADSHARE_FHIR_EXAMPLES"):
        _read_others()


def _read_others() -> None:
    import datetime as dt

    from loadshare.interop.fhir import FhirRefusedError, read_fhir
    from tests.server.yourdata.broken_bundles import broken
    from tests.server.yourdata.test_broken_bundles import examples

    found: Counter[str] = Counter()
    for path in examples():
        content = path.read_bytes()
        contents = [content]
        if json.loads(content).get("entry"):
            contents += [broken(content, number)[1] for number in range(200)]
        for one in contents:
            try:
                read = read_fhir(one, today=dt.date.today())  # noqa: DTZ011
            except FhirRefusedError:
                found["refused in words"] += 1
            else:
                found["holds pain" if read.pain else "holds nothing for us"] += 1
    print(f"  {len(examples())} files of others: " + ", ".join(f"{key}: {n}" for key, n in found.items()))


if __name__ == "__main__":
    wanted = next((int(one.split("=")[1]) for one in sys.argv[1:] if one.startswith("--count=")), COUNT)
    with tempfile.TemporaryDirectory(prefix="loadshare-bench-") as home:
        os.environ |= {"LOADSHARE_HOME": home, "DJANGO_SETTINGS_MODULE": "loadshare.server.settings"}
        os.environ.pop("DATABASE_URL", None)
        sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
        import django

        django.setup()
        run(wanted)
