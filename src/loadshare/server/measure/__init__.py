"""Measuring with a phone or by hand: offered where it is safe, kept where the person says so."""
