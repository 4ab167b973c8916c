"""A phone measures for the computer beside it: a code to scan, good for one phone and a short time."""
