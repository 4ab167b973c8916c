"""Breaks that people keep switched on: what is said about them, when the next is due, and how it arrives."""
