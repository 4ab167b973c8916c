"""Speed, measured and printed, never asserted: machines differ. Run all with `make bench`."""
