"""However a template is edited, published, answered and edited again: every answer stands by the words it was given under.

A citizen here sees a page, picks words on it and remembers which; after the seal the kept answer, read with the version
it belongs to, must say the same words. The planted weakness reads answers with the newest version instead.
"""

import gzip
import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from itertools import count

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy import select
from support.page_tree import Tree, text
from support.receipts import key_of, response_id

from forms import editing
from forms.faults import EditError, QuestionnaireError
from forms.reading import parse_json, parse_questionnaire
from forms.writing import to_document
from survey_app.models import Ballot, Response, Seal, TemplateVersion
from survey_app.services import publishing
from survey_app.services.drafting import approving, beginning, changing
from survey_app.services.drafting.changing import DraftingError
from survey_app.submission import Submission
from survey_app.views.citizen import create_citizen_app

from .conftest import CODES

SEQUENCES = {"sqlite": 250, "postgresql": 25}  # in each of four houses
CITIZENS, ENOUGH = 2, 5  # what a box needs to be opened; of fewer it is read with its key
CODE = CODES[0]
ADDED = re.compile(r"\(bắt buộc\)$|Có thể chọn nhiều ý\.$")

words = st.sampled_from(["Nhanh", "Chậm", "Rõ", "Chưa rõ", "Niềm nở", "Đúng hẹn", "Sai hẹn", "Khác"])
number = st.integers(0, 9)
step = st.one_of(
    st.tuples(st.just("reword"), number, words),
    st.tuples(st.just("relabel"), number, words),
    st.tuples(st.just("swap labels"), number, number),
    st.tuples(st.just("swap codes"), number, number),
    st.tuples(st.just("add"), number, words),
    st.tuples(st.just("remove"), number, number),
    st.tuples(st.just("move"), number, st.integers(-3, 3)),
    st.tuples(st.just("undo"), number, number),
)
rounds = st.lists(st.lists(step, max_size=5), min_size=2, max_size=3)
picks = st.lists(st.integers(0, 10_000), min_size=12, max_size=12)


def edited(questionnaire, kind, first, second):
    """The questionnaire after one step; EditError or QuestionnaireError where the step makes no sense."""
    document = to_document(questionnaire)
    items = [item for section in document["sections"] for item in section["items"]]
    item = items[first % len(items)]
    choices = item.get("choices") or document["scales"][0]["levels"]
    match kind:
        case "reword":
            item["text"] = {"vi": f"{second}, câu {item['code']}?"}
        case "relabel":
            choices[first % len(choices)]["label"] = {"vi": f"{second} {first}"}
        case "swap labels":
            one, other = choices[first % len(choices)], choices[second % len(choices)]
            one["label"], other["label"] = other["label"], one["label"]
        case "swap codes":
            other = items[second % len(items)]
            if document["headline"] in {item["code"], other["code"]}:
                raise EditError("the headline keeps its code")
            item["code"], other["code"] = other["code"], item["code"]
        case "add":
            labels = [f"{second} {place}" for place in ("một", "hai", "ba")]
            listed = [{"code": f"c{n}", "label": {"vi": label}} for n, label in enumerate(labels)]
            codes = {each["code"] for each in items}
            code = next(f"Q{n}" for n in range(1, 99) if f"Q{n}" not in codes)
            new = {"code": code, "kind": "several" if first % 2 else "single", "text": {"vi": f"{second}?"}}
            return editing.put_item(questionnaire, new | {"choices": listed})
        case "remove":
            return editing.remove_item(questionnaire, item["code"])
        case "move":
            return editing.move_item(questionnaire, item["code"], second)
    return parse_questionnaire(document)


@dataclass
class Street:
    """One counter, one template, and citizens who remember what they picked."""

    house: object
    template: str
    client: object
    remembered: dict = field(default_factory=dict)  # receipt: {(words of the item, words of the choice)}
    open_pages: list = field(default_factory=list)

    def edit(self, steps):
        platform = self.house.platform
        for kind, first, second in steps:
            try:
                if kind == "undo":
                    revision = changing.find_draft(platform, code=self.template).row.revision
                    changing.undo(platform, code=self.template, revision=revision, by="lan")
                else:
                    changing.change(
                        platform,
                        code=self.template,
                        by="lan",
                        step="item",
                        part="item",
                        do=lambda q, k=kind, a=first, b=second: edited(q, k, a, b),
                    )
            except (DraftingError, EditError, QuestionnaireError):
                continue  # refused: nothing has changed

    def publish(self):
        platform = self.house.platform
        self.house.clock.at += timedelta(days=1)  # one version closes on the day before the next
        approving.submit(platform, code=self.template, by="lan")
        try:
            approving.approve(platform, code=self.template, by="minh")
        except DraftingError:  # nothing to approve: the words are those of the version before
            changing_back(platform, self.template)
            return
        publishing.publish(
            platform.database,
            template=self.template,
            number=None,
            counter_codes=[CODE],
            opens_on=platform.today,
            overlap=publishing.Overlap.REPLACE,
        )

    def look(self):
        """Open a form and keep the page in the hand."""
        answer = self.client.get(f"/K/{CODE}")
        assert answer.status_code == 200
        packed = answer.headers.get("Content-Encoding") == "gzip"
        self.open_pages.append((gzip.decompress(answer.data) if packed else answer.data).decode())

    def send(self, page, chances):
        """Pick words on a page and send them, whatever is published by now."""
        key = key_of(page)
        shown = choices_on(page.replace(key, ""))
        body, picked = {}, set()
        for (name, question), chance in zip(sorted(shown), chances, strict=False):
            options = shown[name, question]
            value, label = options[chance % len(options)]
            body[name] = value
            picked.add((question, label))
        answer = self.client.post(f"/K/{CODE}", data={**body, "k": key})
        assert answer.status_code == 303
        self.remembered[self.house.platform.form_keys.read(key).receipt] = picked


def changing_back(platform, template):
    approving.reopen(platform, code=template, by="lan")
    beginning.discard(platform, code=template, by="lan")


@lru_cache(maxsize=8)
def choices_on(page):
    """{(name, words of the item): [(value, words of the choice)]} as a reader of the page sees them."""
    tree = Tree.of(page)
    found = {}
    for box in tree.named("fieldset"):
        question = text(next(part for part in box.iter() if part.tag == "legend"))
        for label in (part for part in box.iter() if part.tag == "label"):
            control = next((part for part in label.iter() if part.tag == "input"), None)
            if control is not None and control.get("type") in {"radio", "checkbox"}:
                found.setdefault((control.get("name"), question), []).append(
                    (control.get("value"), text(label))
                )
    return found


def kept(house, *, newest=False):
    """{id: (what the answer says, words of the items that had a condition)}, read with the version it belongs to."""
    with house.platform.database.reading() as connection:
        versions = connection.execute(
            select(TemplateVersion.id, TemplateVersion.template_id, TemplateVersion.document)
        ).all()
        rows = connection.execute(
            select(Response.id, Response.answers, Seal.version_id).join(Seal, Response.seal_id == Seal.id)
        ).all()
        waiting = connection.execute(select(Ballot.key_half_day, Ballot.content, Ballot.version_id)).all()
    last = {template: version for version, template, _ in versions}
    template_of = {version: template for version, template, _ in versions}
    read = {version: parse_json(document.encode()) for version, _, document in versions}
    found = {}
    opened = [
        (Submission.from_bytes(house.platform.box_keys.decrypt(key, content)), version)
        for key, content, version in waiting
    ]
    for identity, answers, version in [
        *((identity, json.loads(answers), version) for identity, answers, version in rows),
        *(
            (house.platform.vault.response_id(each.receipt_hash), each.answers, version)
            for each, version in opened
        ),
    ]:
        questionnaire = read[last[template_of[version]] if newest else version]
        conditional = {asked(item) for item in questionnaire.items if item.when}
        found[identity] = said(questionnaire, answers), conditional
    return found


def said(questionnaire, answers):
    """{(words of the item, words of the choice)}; None for what the questionnaire does not know."""
    told = set()
    for code, levels in answers.items():
        for level in [levels] if isinstance(levels, str) else levels:
            item = next((item for item in questionnaire.items if item.code == code), None)
            option = next((o for o in item.options if o.code == level), None) if item else None
            if not level.startswith("~"):
                told.add((asked(item) if item else None, str(option.label) if option else None))
    return told


def asked(item):
    """The words of an item as the page has them: its lead first."""
    return f"{item.lead or ''}{item.text}"


def misplaced(street, found):
    """Answers that say what nobody picked, or do not say what was picked of an item that was asked."""
    wrong = []
    for receipt, picked in street.remembered.items():
        told, conditional = found[response_id(street.house.platform, receipt)]
        seen = normal(picked)
        left_out = {words for words, _ in seen - told}
        if not told <= seen or not left_out <= conditional:
            wrong.append((receipt, seen, told))
    return wrong


def normal(pairs):
    """Pairs of words without what a page adds to a question, such as its number or “(bắt buộc)”."""
    return {(ADDED.sub("", question), label) for question, label in pairs}


def play(house, client, template, plan, chances, *, citizens=ENOUGH):
    """Edit, publish, look, edit, publish, send what was looked at before and after; give the street."""
    street = Street(house, template, client)
    beginning.begin_from(house.platform, source="QUICK", code=template, name="Phiếu thử", by="lan")
    changing.change(
        house.platform,
        code=template,
        by="lan",
        step="remove",
        part="item/Q5",
        do=lambda q: editing.remove_item(q, "Q5"),
    )
    for turn, steps in enumerate(plan):
        street.edit(steps)
        street.publish()
        held, street.open_pages = street.open_pages, []
        for who in range(citizens):
            street.look()
            street.send(street.open_pages.pop(), chances[who:] + chances[:who])
        for _ in range(citizens):
            street.look()  # in the hand while the next version comes
        for who, page in enumerate(held):
            street.send(page, chances[turn + who :] + chances)
        if turn < len(plan) - 1:
            beginning.begin_next(house.platform, code=template, by="lan")
    return street


@pytest.fixture
def client(house):
    return create_citizen_app(house.platform).test_client()


def sealed(house):
    while True:
        house.clock.at += timedelta(hours=12)
        if not house.seal().sealed:
            return


@pytest.mark.parametrize("chance", range(4))
def test_no_answer_is_misplaced_and_each_says_the_words_it_was_given_under(house, client, chance):
    played = []
    sequences = SEQUENCES[house.platform.database.engine.dialect.name]
    names = (f"T{number}" for number in count())

    @settings(max_examples=sequences, suppress_health_check=[HealthCheck.too_slow], database=None)
    @seed(chance)
    @given(rounds, picks)
    def sequence(plan, chances):
        citizens = CITIZENS if chance else ENOUGH
        played.append(play(house, client, next(names), plan, chances, citizens=citizens))

    sequence()
    sealed(house)
    found = kept(house)
    wrong = [answer for street in played for answer in misplaced(street, found)]
    assert not wrong, wrong[:3]
    assert len(played) >= sequences
    assert sum(len(street.remembered) for street in played) == len(found)


def test_reading_answers_with_the_newest_version_is_found_by_the_same_comparison(house, client):
    swap = [[], [("swap labels", 0, 1), ("reword", 1, "Nhanh")]]
    street = play(house, client, "T", swap, list(range(12)))
    sealed(house)
    assert not misplaced(street, kept(house))
    assert misplaced(street, kept(house, newest=True))
