"""What could harm first: hard thoughts lead to help at once, what was told in private stays private."""

import re

from loadshare.server.check import lines
from tests.server.cast import Visitor, example_answers, number_of

SAMARITANS, ABUSE_LINE = "tel:116123", "tel:08082000247"


def up_to_the_thoughts(guest: Visitor) -> None:
    """A check in which only the last pages are open."""
    run = guest.start()
    run.answers = {
        name: value for name, value in example_answers("desk-worker").items() if name != lines.THOUGHTS
    }
    run.save()


def says(guest: Visitor, thoughts: str) -> str:
    number = number_of(lines.THOUGHTS)
    scales = {
        "low-mood": "2",
        "fear-of-moving": "2",
        "expects-no-change": "2",
        "bother": "4",
        "many-places": "no",
    }
    return str(guest.post(f"/check/{number}/", {**scales, lines.THOUGHTS: thoughts})["Location"])


def test_thoughts_of_self_harm_lead_to_help_before_anything_else_is_asked(guest: Visitor) -> None:
    up_to_the_thoughts(guest)
    assert says(guest, "thoughts") == "/check/talk/"
    page = guest.get("/check/talk/").content.decode()
    assert SAMARITANS in page
    assert "116 123" in page
    assert "tel:111" in page
    assert "mental health" in page
    assert "tel:999" in page
    assert "Go on with the check" in page
    assert "kept" in page
    assert "<form" not in page


def test_not_being_sure_is_met_the_same_way(guest: Visitor) -> None:
    up_to_the_thoughts(guest)
    assert says(guest, "not-sure") == "/check/talk/"


def test_the_lines_stay_at_the_foot_of_every_later_page(guest: Visitor) -> None:
    up_to_the_thoughts(guest)
    says(guest, "thoughts")
    for address in (
        f"/check/{number_of('hurt-by-somebody')}/",
        "/check/review/",
        "/",
        "/help/",
        "/about/evidence/",
    ):
        page = guest.get(address)
        if page.status_code == 200:
            assert 'class="lines"' in page.content.decode(), address
    assert says(guest, "no") != "/check/talk/"
    assert 'class="lines"' not in guest.get("/").content.decode()


def test_nobody_else_is_shown_the_lines_or_the_page(guest: Visitor) -> None:
    up_to_the_thoughts(guest)
    assert says(guest, "no") != "/check/talk/"
    assert guest.get("/check/talk/").status_code == 302
    assert 'class="lines"' not in guest.get("/check/review/").content.decode()


def test_the_page_of_a_crisis_shows_each_number_as_a_row(guest: Visitor) -> None:
    guest.with_check(dark_thoughts="thoughts")
    page = guest.get("/result/").content.decode()
    assert page.count('class="line-row') >= 3
    assert page.index(SAMARITANS) < page.index("tel:999")
    assert "I have had thoughts of harming myself" in page
    assert "years old" not in page


def test_what_was_told_in_private_stands_folded_and_alone(guest: Visitor) -> None:
    guest.with_check(hurt_by_somebody="yes")
    page = guest.get("/result/ideas/").content.decode()
    private = re.search(r'<details class="private">(.*?)</details>', page, re.DOTALL)
    assert private
    assert ABUSE_LINE in private[1]
    assert "0808 2000 247" in private[1]
    assert "data-leave" in private[1]
    rest = page.replace(private[0], "")
    for words in ("hurt you", "hurts you", "unsafe", "abuse", "not your fault", "not feel safe"):
        assert words not in re.sub(r"<[^>]*>", " ", rest).lower(), words


def test_the_look_over_the_answers_does_not_tell_it_again(guest: Visitor) -> None:
    run = guest.start()
    run.answers = example_answers("desk-worker", hurt_by_somebody="yes")
    run.save()
    page = guest.get("/check/review/").content.decode()
    assert "is not shown" in page
    assert "unsafe with somebody" not in page


def test_the_private_question_has_a_quick_way_out(guest: Visitor) -> None:
    up_to_the_thoughts(guest)
    page = guest.get(f"/check/{number_of('hurt-by-somebody')}/").content.decode()
    assert "data-leave" in page
    assert "Only you see this" in page


def test_leaving_goes_where_anybody_might_be_reading(guest: Visitor) -> None:
    response = guest.get("/leave/")
    assert response.status_code == 302
    assert "loadshare" not in response["Location"]
    assert response["Referrer-Policy"] == "no-referrer"


def test_a_heading_is_what_was_ticked_and_never_a_rule(guest: Visitor) -> None:
    guest.with_check(weight_loss="yes")
    page = guest.get("/result/ideas/").content.decode()
    assert "Weight loss without trying" in page
    assert "Several general signs" not in page


def test_old_results_keep_the_words_they_had(guest: Visitor) -> None:
    run = guest.with_check(saddle_numbness="yes")
    reason = run.result["safety"]["reasons"][0]
    reason.pop("told")
    reason["name"], reason["say"] = "The name of then", "Say: the words of then."
    run.rules_version = run.result["rules_version"] = "2026.1"
    run.save()
    page = guest.get("/result/").content.decode()
    assert "The name of then" in page
    assert "The words of then" in page
