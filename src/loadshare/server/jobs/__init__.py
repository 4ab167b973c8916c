"""Work that nobody waits for: who does it when, on as many machines as there are.

It is done beside the pages by `loadshare serve`, or by `loadshare work` in processes of its own.
"""
