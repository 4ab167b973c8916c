"""The words of measuring: what a recording is refused for, what is noted, and what was assumed.

The browser's engine says the same ones: `make docs` writes them to `frontend/src/measure/engine/words.json`.
"""

from loadshare.knowledge.words import words_of

words = words_of("measure")
