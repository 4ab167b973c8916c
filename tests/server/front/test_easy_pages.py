"""The pages round the check, as a reader meets them: plain by the same measure."""

import re
from html import unescape
from statistics import median

from tests.server.cast import Visitor, example_answers
from tests.support.reading import flesch_of, grade_of

BLOCK = re.compile(r"<(h1|h2|h3|p|li|legend|summary)\b[^>]*>(.*?)</\1>", re.DOTALL)


def words_of(html: str) -> str:
    """Every piece of the main part, as a sentence of its own."""
    main = html[html.index("<main") : html.index("</main>")]
    pieces = (unescape(re.sub(r"<[^>]+>", " ", piece)).strip() for _, piece in BLOCK.findall(main))
    return ". ".join(piece.rstrip(".") for piece in pieces if piece)


def test_the_pages_of_the_way_are_easy_to_read(guest: Visitor) -> None:
    run = guest.start()
    run.answers = example_answers("desk-worker")
    run.save()
    pages = [
        guest.get(address).content.decode() for address in ("/", "/check/1/", "/check/review/", "/help/")
    ]
    guest.post("/check/finish/")
    pages.append(guest.get("/result/ideas/").content.decode())
    guest.post("/programme/build/")
    pages += [guest.get(address).content.decode() for address in ("/programme/", "/today/", "/purpose/")]
    texts = [words_of(page) for page in pages]
    assert all(len(text.split()) > 20 for text in texts)
    assert median(map(flesch_of, texts)) >= 80
    assert median(map(grade_of, texts)) <= 5
