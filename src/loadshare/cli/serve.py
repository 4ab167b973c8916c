"""`loadshare serve`: the web application on this machine."""

import os
import socket
import sys
from contextlib import nullcontext
from typing import Annotated

import typer

from loadshare.cli.beside import beside
from loadshare.cli.doors import listen
from loadshare.cli.output import InputError
from loadshare.cli.serve_phones import PhoneDoor


def serve(
    host: Annotated[str, typer.Option(envvar="HOST", help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", help="port to listen on", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="processes; more than one for a clinic", min=1)] = 1,
    lan: Annotated[bool, typer.Option("--lan", help="let phones on the same network in, over https")] = False,
    lan_port: Annotated[int, typer.Option(help="port for phones", min=1, max=65535)] = 8443,
    lan_name: Annotated[
        list[str] | None,
        typer.Option(help="address or name phones reach this machine by, where it is not found out"),
    ] = None,
    no_migrate: Annotated[
        bool,
        typer.Option("--no-migrate", help="leave the database's form as it is; see loadshare migrate"),
    ] = False,
    no_work: Annotated[
        bool, typer.Option("--no-work", help="nudge and delete nobody; loadshare work does")
    ] = False,
    drain: Annotated[
        float,
        typer.Option(
            metavar="SECONDS", help="on SIGTERM, say so at /health/ready this long before stopping", min=0
        ),
    ] = 0,
) -> None:
    """Start the web application.

    The database is made or brought up to date first, unless --no-migrate is given. With --lan, phones on the
    same network come in by a second door over https, with a certificate made on this machine; what the phone
    will ask is printed.
    """
    check_free(host, port)
    phones = PhoneDoor.prepare(port=lan_port, names=lan_name or []) if lan else None
    if phones:
        check_free("0.0.0.0", lan_port)
        os.environ["PHONE_ADDRESS"] = phones.address
    os.environ["HOST"], os.environ["PORT"] = host, str(port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loadshare.server.settings")

    from loadshare.home import data_folder
    from loadshare.server.breaks.push_keys import push_key_path
    from loadshare.server.running.starting import load, prepare_apart

    load()
    if code := prepare_apart(migrates=not no_migrate, works=not no_work):
        raise SystemExit(code)
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host
    print(f"Loadshare is at http://{shown}:{port}  (Ctrl+C stops it)", flush=True)
    with beside(push_key_path(data_folder()), works=not no_work), phones.open() if phones else nullcontext():
        listen(host=host, port=port, workers=workers, drain_s=drain)


def check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InputError(
                f"Cannot listen on {host}:{port} ({error.strerror}). Choose another port, "
                f"for example: PORT={port + 1 if port < 65535 else 8000} make run"
            ) from None
