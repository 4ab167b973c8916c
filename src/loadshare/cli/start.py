"""Where the command begins: with nothing imported yet, so that Ctrl+C is quiet from the first moment."""

import os


def main() -> None:
    """Run the command line."""
    # The matrices of a body are small: threads would wait for each other longer than they work, and beside
    # other processes a hundred times longer. It is read when NumPy is imported; what somebody set stays.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from loadshare.cli.main import main as run

        run()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
