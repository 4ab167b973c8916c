"""The reference pages that are written from the command line's own help and from the knowledge."""

from collections.abc import Iterable, Iterator
from typing import Any

import typer

from loadshare.body.movements import movement_ids, read_movement
from loadshare.care.doses import describe_dose
from loadshare.cli.main import add_verbs
from loadshare.cli.questions import SECTION_TITLES
from loadshare.interop.country import Country, HelpLine
from loadshare.interop.results import fill_in
from loadshare.knowledge import Knowledge, load_knowledge
from loadshare.knowledge.condition_words import condition_words
from loadshare.knowledge.exercise import Exercise, Strand
from loadshare.knowledge.question import Kind, Question
from loadshare.knowledge.safety import LookAlike, PlanPermission, SafetyItem

HEAD = "<!-- Written by tools/docs.py. Change the source and run `make docs`. -->"
COLUMNS = 80

ANY_COUNTRY = Country(
    code="",
    name="",
    emergency=HelpLine(name="the emergency number"),
    emergency_place="A&E",
    urgent=HelpLine(name="the urgent care line"),
    maternity=HelpLine(name="your midwife or maternity unit"),
    crisis=HelpLine(name="a crisis line"),
)

PLAN_WORDS = {
    PlanPermission.NONE: "no programme until seen",
    PlanPermission.RESTRICTED: "a gentle programme only",
    PlanPermission.ADAPTED: "a changed programme",
}


def pages() -> dict[str, str]:
    """File name and text of every page."""
    knowledge = load_knowledge()
    written: dict[str, Iterator[str]] = {
        "cli.md": command_line(),
        "exercises.md": exercises(knowledge),
        "movements.md": movements(knowledge),
        "questions.md": questions(knowledge),
        "safety.md": safety(knowledge),
        "sources.md": sources(knowledge),
    }
    return {name: "\n".join(lines) + "\n" for name, lines in written.items()}


def command_line() -> Iterator[str]:
    """Every verb with its own help."""
    yield f"{HEAD}\n\n# Command line\n"
    yield "`make run` puts `loadshare` into `.venv/bin`. Exit codes: 0 the command did its work, 1 `doctor`"
    yield "found something wrong, 2 something in the input must be put right; then stdout stays empty and"
    yield "stderr names the key, its value and what is allowed; with `--json` as `problems`, each in full,"
    yield "without it many missing answers by their names alone. Nothing is stored by any verb but `serve`,"
    yield "`breaks` and `restore`."
    yield "`COUNTRY` chooses the emergency numbers; see [settings.md](settings.md)."
    yield "\nAn answer file is TOML, or JSON where its name ends in `.json`; its form is"
    yield "[answers.schema.json](answers.schema.json). `check --json` prints"
    yield "[check.schema.json](check.schema.json), `plan --json` prints"
    yield "[programme.schema.json](programme.schema.json). A week to review is an answer file with the week"
    yield "beside the answers ([review-request.schema.json](review-request.schema.json), and"
    yield "[an example](../../examples/review.json)); `review --json` prints"
    yield "[review.schema.json](review.schema.json)."
    yield from _commands(typer.main.get_command(add_verbs()), None, "loadshare")


def _commands(command: Any, parent: Any, name: str) -> Iterator[str]:
    context = typer.Context(command, info_name=name, parent=parent, terminal_width=COLUMNS)
    yield f"\n## {context.command_path}\n\n```\n{command.get_help(context)}\n```"
    for verb, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, context, verb)


def exercises(knowledge: Knowledge) -> Iterator[str]:
    """Every exercise and break, with grade and sources."""
    yield f"{HEAD}\n\n# Exercises and breaks\n"
    yield f"All {len(knowledge.exercises)}. *Grade* says how far the evidence carries it for this use."
    yield "*Left out* and *changed* name the circumstances it is kept from or adapted to. More about one:"
    yield "`loadshare knowledge show ID`. Sources: [sources.md](sources.md).\n"
    titles = ("Code", "Exercise", "Strand", "Starts with", "Needs", "Grade", "Left out", "Changed", "Sources")
    yield from _table(titles, (_exercise(exercise) for exercise in knowledge.exercises.values()))


def _exercise(exercise: Exercise) -> tuple[str, ...]:
    cautions = {
        effect: ", ".join(c.filter for c in exercise.cautions if c.effect == effect)
        for effect in ("exclude", "adapt")
    }
    return (
        exercise.code,
        f"{exercise.name} (`{exercise.id}`)",
        exercise.strand,
        describe_dose(exercise=exercise, dose=exercise.dose),
        ", ".join((exercise.position, *exercise.equipment)),
        exercise.grade,
        cautions["exclude"],
        cautions["adapt"],
        _keys(exercise.sources),
    )


def movements(knowledge: Knowledge) -> Iterator[str]:
    """Every movement of the body with its pictures, strand by strand."""
    ids = movement_ids()
    yield f"{HEAD}\n\n# Movements\n"
    yield f"The {len(ids)} movements of the body model as the moving body shows them: the start, and the"
    yield "moment furthest from it. The right side works. `python tools/contact_sheet.py` draws them;"
    yield "[how they are kept right](../decisions/0110-movements-are-solved.md)."
    for strand in Strand:
        in_strand = [e for e in knowledge.exercises.values() if e.strand is strand and e.id in ids]
        yield f"\n## {strand.value.capitalize()}\n"
        titles = ("Movement", "Start, and furthest from it")
        yield from _table(titles, (_movement(exercise) for exercise in in_strand))


def _movement(exercise: Exercise) -> tuple[str, str]:
    words = f"{exercise.name}<br>`{exercise.id}` {exercise.code}"
    note = read_movement(exercise.id).note
    return words + (
        f"<br>{note}" if note else ""
    ), f"![{exercise.name}](../images/movements/{exercise.id}.webp)"


def questions(knowledge: Knowledge) -> Iterator[str]:
    """Every question with its values, its branch and why it is asked."""
    yield f"{HEAD}\n\n# Questions\n"
    yield f"All {len(knowledge.questions)}, in the order asked. `loadshare questions` writes them as an"
    yield "answer file. `not-sure` is an answer where it is listed; a safety item that is not sure counts"
    yield "one level lower."
    for section, title in SECTION_TITLES.items():
        yield f"\n## {title}"
        for question in knowledge.questions_in(section):
            yield from _question(question)


def _question(question: Question) -> Iterator[str]:
    yield f"\n### `{question.id}`\n\n{' '.join((question.text, question.hint)).strip()}\n"
    yield f"- Why: {question.why}"
    if question.show_when is not None:
        yield f"- Asked when: {condition_words(question.show_when)}"
    if question.early_when is not None:
        yield f"- Asked before the ideas when: {condition_words(question.early_when)}"
    yield f"- Answer: {_allowed(question)}{'' if question.required else '; may be left out'}"
    for option in question.options:
        branch = f" (asked when {condition_words(option.show_when)})" if option.show_when else ""
        hint = f": {option.hint}" if option.hint else ""
        yield f"  - `{option.value}` {option.label}{hint}{branch}"
    yield f"- Sources: {_keys(question.sources)}"


def _allowed(question: Question) -> str:
    not_sure = ", or `not-sure`" if question.not_sure else ""
    match question.kind:
        case Kind.FLAGS:
            each = "; each item may also be answered by itself: `yes`, `no`" if question.not_sure else ""
            return f"`none`, or a list{each}{not_sure}"
        case Kind.YES_NO:
            return f"`yes` or `no`{not_sure}"
        case Kind.CHOICE:
            return f"one of these{not_sure}"
        case Kind.CHOICES | Kind.BODY:
            return f"a list of one or more{not_sure}"
        case Kind.NUMBER | Kind.SCALE:
            whole = "a whole number" if question.whole else "a number"
            ends = f" (0 {question.low_label}, 10 {question.high_label})" if question.low_label else ""
            unit = f" {question.unit}" if question.unit else ""
            return f"{whole} from {question.least:g} to {question.most:g}{unit}{ends}{not_sure}"


def safety(knowledge: Knowledge) -> Iterator[str]:
    """Every safety item and look-alike: when, which level, what to do."""
    yield f"{HEAD}\n\n# Safety items and look-alikes\n"
    yield "Levels, most urgent first: **E** get help now, **S** be seen today, **D** be seen in the next"
    yield "days or weeks, **C+** care with a changed plan, **C** care. The highest level met wins. An item"
    yield "that is not sure counts one level lower. At E and S there is no programme. Numbers to call follow"
    yield "the country."
    yield f"\n## Safety items ({len(knowledge.safety)})"
    for item in knowledge.safety.values():
        yield from _safety_entry(fill_in(item, country=ANY_COUNTRY))
    yield f"\n## Look-alikes ({len(knowledge.look_alikes)})"
    for look_alike in knowledge.look_alikes.values():
        yield from _safety_entry(fill_in(look_alike, country=ANY_COUNTRY))


def _safety_entry(entry: SafetyItem | LookAlike) -> Iterator[str]:
    yield f"\n### {entry.name} (`{entry.id}`)\n"
    if isinstance(entry, LookAlike):
        yield f"- Seen when: {condition_words(entry.when)}"
    for rule in entry.rules:
        when = condition_words(rule.when) if rule.when else "it is seen"
        days = f", within {rule.within_days} days" if rule.within_days else ""
        plan = f", {PLAN_WORDS[rule.plan]}" if rule.plan else ""
        yield f"- **{rule.level}**{days}{plan}: when {when}"
        if rule.do:
            yield f"  - {rule.do}"
    if isinstance(entry, SafetyItem):
        yield f"- Do: {entry.do}" + (f"\n- To ask: {entry.ask}" if entry.ask else "")
    else:
        yield f"- Clues: {entry.clues}\n- Meaning: {entry.meaning}\n- Plan: {entry.plan_effect}"
    if entry.filters:
        yield f"- Switches on: {_keys(entry.filters)}"
    yield f"- Sources: {_keys(entry.sources)}{'' if entry.read else ' (wording not yet read at the source)'}"


def sources(knowledge: Knowledge) -> Iterator[str]:
    """Every source and whether it was read."""
    read = sum(source.read for source in knowledge.sources.values())
    yield f"{HEAD}\n\n# Sources\n"
    yield f"{len(knowledge.sources)} sources; {read} were read, the others are known from memory and marked"
    yield "*unread*. A number from an unread source is never shown as a fact.\n"
    titles = ("Key", "Read", "Source", "Year", "Where", "Note")
    yield from _table(
        titles,
        (
            (
                f"`{source.id}`",
                "read" if source.read else "*unread*",
                source.title,
                str(source.year or ""),
                " ".join(filter(None, (source.where, f"doi {source.doi}" if source.doi else ""))),
                source.note,
            )
            for source in knowledge.sources.values()
        ),
    )


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |"
    yield "|" + " --- |" * len(titles)
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"


def _keys(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
