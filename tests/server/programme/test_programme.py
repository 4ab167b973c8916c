"""The programme: built once, four strands, exchanges."""

import pytest
from django.utils import timezone

from loadshare.care.programme import NoProgrammeError
from loadshare.server.programme import planning
from loadshare.server.session.learning import learn_from_sessions
from tests.server.cast import Visitor


def test_it_has_all_four_strands(guest: Visitor) -> None:
    guest.with_programme()
    page = guest.get("/programme/").content.decode()
    for strand in ("release", "stretch", "strengthen", "move"):
        assert f'id="strand-{strand}"' in page
    assert "Week 1 of 6" in page
    assert "numbness around the genitals" in page


def test_without_a_check_it_says_what_to_do(guest: Visitor) -> None:
    guest.start()
    page = guest.get("/programme/").content.decode()
    assert "You have no programme yet" in page
    assert "Start the check" in page


def test_building_anew_keeps_the_old_one_as_history(guest: Visitor) -> None:
    first = guest.with_programme()
    guest.post("/programme/build/")
    first.refresh_from_db()
    assert not first.is_current
    assert guest.person.programmes.filter(is_current=True).count() == 1


def test_an_exercise_is_swapped(guest: Visitor) -> None:
    stored = guest.with_programme()
    item = next(item for item in planning.programme_of(stored).items if item.swaps)
    data = {"direction": "swap", "to": item.swaps[0]}
    assert guest.post(f"/programme/{item.exercise}/change/", data)["Location"] == "/programme/"
    stored.refresh_from_db()
    names = [other.exercise for other in planning.programme_of(stored).items]
    assert item.swaps[0] in names
    assert item.exercise not in names


def test_a_swap_is_put_back_with_one_button(guest: Visitor) -> None:
    stored = guest.with_programme()
    before = planning.programme_of(stored).items
    item = next(item for item in before if item.swaps)
    guest.post(f"/programme/{item.exercise}/change/", {"direction": "swap", "to": item.swaps[0]})
    page = guest.get("/programme/").content.decode()
    assert "You swapped it in for" in page
    assert page.count('value="back"') == 1
    guest.post(f"/programme/{item.swaps[0]}/change/", {"direction": "back"})
    stored.refresh_from_db()
    after = planning.programme_of(stored).items
    assert [(one.exercise, one.dose) for one in after] == [(one.exercise, one.dose) for one in before]
    assert 'value="back"' not in guest.get("/programme/").content.decode()


def test_loads_outside_the_sessions_stand_on_the_page_with_their_sources(guest: Visitor) -> None:
    guest.with_programme(goal="play-or-care")
    page = guest.get("/programme/").content.decode()
    assert "Work, sport and home" in page
    assert "Lifting and caring for somebody" in page


def test_the_page_says_on_how_many_days_an_exercise_stands(guest: Visitor) -> None:
    programme = planning.programme_of(guest.with_programme())
    page = guest.get("/programme/").content.decode()
    for item in programme.items:
        days = sum(item.exercise in day.items for day in programme.days)
        card = page[page.index(f'id="item-{item.exercise}"') :]
        assert f"{days} days a week" in card[: card.index("</article>")]


def test_only_what_is_offered_can_be_swapped_in(guest: Visitor) -> None:
    stored = guest.with_programme()
    before = stored.content
    exercise = planning.programme_of(stored).items[0].exercise
    guest.post(f"/programme/{exercise}/change/", {"direction": "swap", "to": "hip-thrust"})
    stored.refresh_from_db()
    assert stored.content == before


@pytest.mark.parametrize("direction", ["easier", "harder"])
def test_easier_and_harder_change_something_or_say_why_not(guest: Visitor, direction: str) -> None:
    stored = guest.with_programme()
    for item in planning.programme_of(stored).items:
        response = guest.post(f"/programme/{item.exercise}/change/", {"direction": direction}, follow=True)
        assert 'class="message"' in response.content.decode()
        stored.refresh_from_db()


def test_with_htmx_only_the_part_comes_back(guest: Visitor) -> None:
    stored = guest.with_programme()
    exercise = planning.programme_of(stored).items[-1].exercise
    response = guest.post(
        f"/programme/{exercise}/change/", {"direction": "easier"}, headers={"HX-Request": "true"}
    )
    page = response.content.decode()
    assert "<html" not in page
    assert 'class="strip"' in page
    assert 'class="message"' in page


@pytest.mark.parametrize(
    ("exercise", "direction"), [("juggling", "easier"), ("glute-bridge", "sideways"), ("glute-bridge", "")]
)
def test_nonsense_is_no_page(guest: Visitor, exercise: str, direction: str) -> None:
    guest.with_programme()
    assert guest.post(f"/programme/{exercise}/change/", {"direction": direction}).status_code == 404


def test_returning_people_land_on_today(guest: Visitor) -> None:
    guest.with_programme()
    assert guest.get("/")["Location"] == "/today/"


def test_answers_that_came_meanwhile_hold_for_a_change_that_waited_for_them(guest: Visitor) -> None:
    stored = guest.with_programme()
    planning.keep_check_in_force(stored, stored.made_from)
    guest.with_check(saddle_numbness="yes")
    item = planning.programme_of(stored).items[-1]
    with pytest.raises(NoProgrammeError):
        planning.exchange_item(
            stored,
            exercise=item.exercise,
            direction=planning.EditDirection.EASIER,
            to="",
            today=timezone.localdate(),
        )
    planning.keep_check_in_force(stored, stored.made_from)
    assert learn_from_sessions(guest.person, stored, today=timezone.localdate()) is None
