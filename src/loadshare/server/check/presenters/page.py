"""How one page of the check looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loadshare.care.asking import PageAsked
from loadshare.knowledge.question import Kind, Section
from loadshare.server.check.page_form import PageForm
from loadshare.server.check.presenters.question import QuestionScreen

SECTION_NAMES = {
    Section.SAFETY: gettext_lazy("Safety first"),
    Section.YOU: gettext_lazy("About you"),
    Section.PAIN: gettext_lazy("Your pain"),
    Section.SIGNS: gettext_lazy("The signs"),
    Section.HEALTH: gettext_lazy("Your health"),
    Section.LIFE: gettext_lazy("Your days"),
    Section.PLAN: gettext_lazy("Your plan"),
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """One segment of the progress line."""

    state: str
    share: int


@dataclass(frozen=True, kw_only=True)
class FieldProblem:
    """One thing to put right, and where."""

    field: str
    label: str
    message: str


class PageScreen:
    """Everything the template of a page needs."""

    def __init__(self, form: PageForm, *, pages: Sequence[PageAsked]) -> None:
        self.page = form.asked.page
        self.title = form.asked.title
        self._asked = form.asked
        self._pages = tuple(pages)
        self.is_alone = len(form.forms) == 1
        self.questions = tuple(QuestionScreen(one, is_alone=self.is_alone) for one in form.forms)

    @property
    def section(self) -> str:
        """The name of the part this page is in."""
        return str(SECTION_NAMES[self._asked.section])

    @property
    def is_private(self) -> bool:
        """Whether somebody may have to leave it quickly."""
        return any(question.private for question in self._asked.questions)

    @property
    def place(self) -> str:
        """Where one is, in words."""
        ids = [page.page.id for page in self._pages]
        return _("%(page)s of %(pages)s") % {"page": ids.index(self.page.id) + 1, "pages": len(ids)}

    @property
    def parts(self) -> tuple[Part, ...]:
        """The progress line."""
        sections = dict.fromkeys(page.section for page in self._pages)
        return tuple(self._part(section) for section in sections)

    def _part(self, section: Section) -> Part:
        done = [page.is_said for page in self._pages if page.section is section]
        here = section is self._asked.section
        return Part(
            state="here" if here else "done" if all(done) else "open",
            share=round(100 * sum(done) / len(done)),
        )

    @property
    def is_list(self) -> bool:
        """Whether something on it can be ticked, so that "none of these" is an answer."""
        return any(one.question.kind is Kind.FLAGS for one in self.questions)

    @property
    def goes_on_by_itself(self) -> bool:
        """Whether an answer is a button that leads on."""
        return self.questions[0].goes_on_by_itself

    @property
    def hint(self) -> str:
        """A word for the whole page; that of the question where it stands alone."""
        return self.questions[0].question.hint if self.is_alone else self.page.hint

    @property
    def may_be_skipped(self) -> bool:
        """Whether nothing on it is needed."""
        return not any(one.question.required for one in self.questions)

    @property
    def whys(self) -> tuple[str, ...]:
        """Why this is asked, each reason once."""
        return tuple(dict.fromkeys(one.question.why for one in self.questions))

    @property
    def is_explained(self) -> bool:
        """Whether items are explained under the page."""
        return any(one.explained for one in self.questions)

    @property
    def problems(self) -> tuple[FieldProblem, ...]:
        """What has to be put right, in the order of the page."""
        return tuple(
            FieldProblem(
                field=one.first_field,
                label="" if self.is_alone else one.question.text.rstrip("?:"),
                message=message,
            )
            for one in self.questions
            for message in one.errors
        )
