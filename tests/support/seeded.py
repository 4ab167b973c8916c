"""Somebody with a programme in a site's own database: run as a program with the site's environment.

Prints what a device of theirs would hold: the cookies, the name it knows them by, and the session on offer.
"""

import json


def main() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from tests.server.cast import Visitor
    from tests.server.offline.parcels import Device, offer_of

    somebody = Visitor()
    somebody.with_programme()
    cookies = {name: morsel.value for name, morsel in somebody.client.cookies.items()}
    print(json.dumps({"cookies": cookies, "name": Device(somebody).name, "offer": offer_of(somebody)}))


if __name__ == "__main__":
    main()
