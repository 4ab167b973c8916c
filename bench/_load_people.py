"""People in a site's own database, for `bench.load`: run with the site's environment, prints who they are."""

import json

SOMEBODY, ASKED = 12, 6


def main() -> None:
    """Some with a programme, some in the middle of a check."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from tests.server.cast import Visitor, number_of
    from tests.server.offline.parcels import Device

    said: dict[str, list[dict[str, object]]] = {"somebody": [], "asked": []}
    for place in range(SOMEBODY + ASKED):
        visitor = Visitor()
        if place < SOMEBODY:
            visitor.with_programme()
        else:
            visitor.start()
        cookies = {name: morsel.value for name, morsel in visitor.client.cookies.items()}
        said["somebody" if place < SOMEBODY else "asked"].append(
            {
                "cookies": cookies,
                "name": Device(visitor).name,
                "page": f"/check/{number_of('emergency-nerves')}/",
            }
        )
    print(json.dumps(said))


if __name__ == "__main__":
    main()
