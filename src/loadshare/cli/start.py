"""Where the command begins: with nothing imported yet, so that Ctrl+C is quiet from the first moment."""


def main() -> None:
    """Run the command line."""
    try:
        from loadshare.cli.main import main as run

        run()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
