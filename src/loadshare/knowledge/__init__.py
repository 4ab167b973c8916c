"""What is known: exercises, questions, safety items, tests, statements and sources, as data."""

from loadshare.knowledge.library import RULES_VERSION, Knowledge
from loadshare.knowledge.reader import KnowledgeError, load_knowledge, read_knowledge

__all__ = ["RULES_VERSION", "Knowledge", "KnowledgeError", "load_knowledge", "read_knowledge"]
