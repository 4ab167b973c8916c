"""`loadshare questions`: an answer file to fill in, with every question explained."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from loadshare.cli.output import WIDEST, InputError, wrapped
from loadshare.knowledge import Knowledge, load_knowledge
from loadshare.knowledge.condition_words import condition_words
from loadshare.knowledge.question import Kind, Question, Section
from loadshare.knowledge.self_test import Quantity, SelfTest

SECTION_TITLES = {
    Section.SAFETY: "Safety first",
    Section.YOU: "You",
    Section.PAIN: "Your pain",
    Section.SIGNS: "Signs",
    Section.HEALTH: "Your health",
    Section.LIFE: "Your days",
    Section.PLAN: "Your plan",
}

_RULE = "-" * 16
_MARKS = 'pain = 0, stopped-by-pain = "no", trials-agree = "yes"'
_HEAD = (
    "Answers for Loadshare. Each question stands above its answer.",
    "To answer, take away the single # before the line and put in what is so for you. "
    "The value written there is only an example. Leave a line as it is where 'asked when' is not so for you.",
    'Where it is allowed, "not-sure" is a good answer. Then run: loadshare check THIS-FILE',
)


def questions(
    file: Annotated[
        Path | None, typer.Argument(help="file to write; left out, it is printed", show_default=False)
    ] = None,
    only_safety: Annotated[
        bool, typer.Option("--only-safety", help="the safety questions alone, to read them")
    ] = False,
) -> None:
    """Write an answer file to fill in.

    It explains every question: why it is asked, when, and what may be answered.
    """
    text = template(load_knowledge(), only_safety=only_safety)
    if file is None:
        print(text, end="")
        return
    try:
        with file.open("x", encoding="utf-8", newline="\n") as new:
            new.write(text)
    except FileExistsError:
        raise InputError(f"{file}: is already there; choose another name, so that nothing is lost") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be written ({error.strerror or error})") from None
    print(f"Wrote {file}. Fill it in, then run: loadshare check {file}")


def template(knowledge: Knowledge, *, only_safety: bool = False) -> str:
    """An answer file with every answer still to give; valid TOML as it stands."""
    return "\n".join(_lines(knowledge, only_safety)) + "\n"


def _lines(knowledge: Knowledge, only_safety: bool) -> Iterator[str]:
    for text in _HEAD:
        yield _comment(text)
    yield f'rules = "{knowledge.rules_version}"'
    yield '# note = "free words for yourself; no rule reads them"'
    yield "\n[answers]"
    for section in (Section.SAFETY,) if only_safety else Section:
        yield f"\n## {_RULE} {SECTION_TITLES[section]} {_RULE}"
        for question in knowledge.questions_in(section):
            yield from _question(question)
    if not only_safety:
        yield f"\n[tests]\n## {_RULE} Self-tests, where you have done them {_RULE}"
        yield _comment(
            "Leave out what you did not measure. pain: while you did it, 0 to 10. stopped-by-pain and "
            'trials-agree: "yes" or "no".'
        )
        for test in knowledge.self_tests.values():
            yield from _test(test)


def _question(question: Question) -> Iterator[str]:
    yield ""
    yield _comment(f"{question.text} {question.hint}".strip())
    yield _comment(f"Why: {question.why}")
    if question.show_when is not None:
        yield _comment(f"Asked when: {condition_words(question.show_when)}")
    if question.early_when is not None:
        yield _comment(f"Asked before the ideas when: {condition_words(question.early_when)}")
    if not question.required:
        yield _comment("May be left out.")
    yield from _allowed(question)
    yield f"# {question.id} = {_example(question)}"


def _allowed(question: Question) -> Iterator[str]:
    not_sure = ' or "not-sure"' if question.not_sure else ""
    match question.kind:
        case Kind.FLAGS:
            items = ' Items you are unsure of: ITEM = "not-sure", each on a line of its own.'
            yield _comment(
                'Answer: "none", or a list of those that are so.' + (items if question.not_sure else "")
            )
        case Kind.CHOICES | Kind.BODY:
            yield _comment(f"Answer: a list of one or more{not_sure}.")
        case Kind.CHOICE:
            yield _comment(f"Answer: one of these{not_sure}.")
        case Kind.YES_NO:
            yield _comment(f'Answer: "yes" or "no"{not_sure}.')
        case Kind.NUMBER | Kind.SCALE:
            ends = f" (0 {question.low_label}, 10 {question.high_label})" if question.low_label else ""
            unit = f" {question.unit}" if question.unit else ""
            whole = "a whole number" if question.whole else "a number"
            bounds = f"{whole} from {question.least:g} to {question.most:g}{unit}"
            yield _comment(f"Answer: {bounds}{ends}{not_sure}.")
    for option in question.options:
        only = f" (asked when: {condition_words(option.show_when)})" if option.show_when else ""
        hint = f", {option.hint}" if option.hint else ""
        yield _comment(f'"{option.value}": {option.label}{hint}{only}', indent=2)


def _example(question: Question) -> str:
    match question.kind:
        case Kind.FLAGS:
            return '"none"'
        case Kind.YES_NO:
            return '"no"'
        case Kind.CHOICE:
            return f'"{question.options[0].value}"'
        case Kind.CHOICES | Kind.BODY:
            return f'["{question.options[0].value}"]'
        case Kind.NUMBER | Kind.SCALE:
            least, most = question.least or 0, question.most or 0
            return f"{(least + most) // 2:g}"


def _test(test: SelfTest) -> Iterator[str]:
    yield ""
    yield _comment(f"{test.name}. {test.purpose} How to do it: loadshare knowledge show {test.id}")
    for quantity in test.quantities:
        yield _comment(f"{quantity.id}: {quantity.name}, {_quantity_words(quantity)}", indent=2)
    results = ", ".join(f"{quantity.id} = {_quantity_example(quantity)}" for quantity in test.quantities)
    yield f"# {test.id} = {{ {results}, {_MARKS} }}"


def _quantity_words(quantity: Quantity) -> str:
    sides = " for left, right or both" if quantity.per_side else ""
    if quantity.options:
        return f"one of {', '.join(quantity.options)}{sides}"
    return f"{quantity.least:g} to {quantity.most:g} {quantity.unit}{sides}"


def _quantity_example(quantity: Quantity) -> str:
    value = f'"{quantity.options[0]}"' if quantity.options else f"{(quantity.least + quantity.most) // 2:g}"
    return f"{{ left = {value}, right = {value} }}" if quantity.per_side else value


def _comment(text: str, *, indent: int = 0) -> str:
    """Text as comment lines. `##` tells words from the answer lines, which begin with one `#`."""
    lines = wrapped(text, indent=indent, width=WIDEST - len("## ")).splitlines()
    return "\n".join(f"## {line}" for line in lines)
