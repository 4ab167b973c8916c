"""Tokens: what lets a program of the person's own read what is kept about them, and nothing else."""
