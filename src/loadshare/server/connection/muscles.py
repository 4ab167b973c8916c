"""The model's muscle groups in everyday words."""

from __future__ import annotations

from loadshare.server.connection.words import words

GLUTEALS = frozenset({"gluteus-maximus", "gluteus-medius", "gluteus-minimus"})


def muscle_name(group: str) -> str:
    """The everyday name of one of the model's groups. Raises `KnowledgeError` for a group without one."""
    return words(f"muscle.{group}")


def in_sentence(group: str) -> str:
    """A group inside a sentence: 'the back of the thigh'."""
    name = muscle_name(group)
    return words("list.muscle", name=f"{name[:1].lower()}{name[1:]}")
