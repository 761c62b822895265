"""LimeSurvey structure files, written as the old and the current database versions write them."""

from xml.sax.saxutils import escape

LANGUAGES = ("vi", "en")


class LimeFile:
    """Gathers questions with words in two languages; ``old()`` and ``current()`` write the same survey."""

    def __init__(self):
        self.groups = []
        self.questions = []
        self.children = []
        self.answers = []
        self.attributes = []
        self.conditions = []
        self.words = {}  # more words of the survey, in Vietnamese

    def group(self, gid, *words):
        self.groups.append((gid, words))
        return self

    def ask(self, qid, type_, title, *words, gid=1, answers=(), children=(), **more):
        self.questions.append((qid, gid, type_, title, words, more))
        scores = more.pop("scores", [0] * len(answers))
        for order, ((code, *label, scale), score) in enumerate(zip(answers, scores, strict=True)):
            self.answers.append((len(self.answers) + 1, qid, code, label, order, scale, score))
        for order, (code, *label) in enumerate(children):
            self.children.append((1000 + len(self.children), qid, gid, code, label, order))
        return self

    def attribute(self, qid, name, value):
        self.attributes.append({"qid": qid, "attribute": name, "value": value})
        return self

    def condition(self, qid, cqid, value, method="=="):
        self.conditions.append(
            {"qid": qid, "cqid": cqid, "cfieldname": f"1X1X{cqid}", "method": method, "value": value}
        )
        return self

    def old(self):
        """A row of each thing for each language, as until database version 145 and later."""
        tables = {
            "answers": [
                {
                    "qid": qid,
                    "code": code,
                    "answer": word,
                    "sortorder": order,
                    "language": tag,
                    "scale_id": scale,
                    "assessment_value": score,
                }
                for _, qid, code, label, order, scale, score in self.answers
                for tag, word in zip(LANGUAGES, label, strict=False)
            ],
            "groups": [
                {"gid": gid, "group_name": word, "group_order": order, "description": "", "language": tag}
                for order, (gid, words) in enumerate(self.groups)
                for tag, word in zip(LANGUAGES, words, strict=False)
            ],
            "questions": [
                self._question(index, question) | {"question": word, "help": "", "language": tag}
                for index, question in enumerate(self.questions)
                for tag, word in zip(LANGUAGES, question[4], strict=False)
            ],
            "subquestions": [
                self._child(child) | {"question": word, "help": "", "language": tag}
                for child in self.children
                for tag, word in zip(LANGUAGES, child[4], strict=False)
            ],
        }
        return self._written(145, tables)

    def current(self):
        """The words in tables of their own, as since database version 400 or so."""
        words_of = [(question[0], question[4]) for question in self.questions]
        words_of += [(child[0], child[4]) for child in self.children]
        tables = {
            "answers": [
                {
                    "aid": aid,
                    "qid": qid,
                    "code": code,
                    "sortorder": order,
                    "scale_id": scale,
                    "assessment_value": score,
                }
                for aid, qid, code, _, order, scale, score in self.answers
            ],
            "answer_l10ns": [
                {"aid": aid, "answer": word, "language": tag}
                for aid, _, _, label, *_ in self.answers
                for tag, word in zip(LANGUAGES, label, strict=False)
            ],
            "groups": [{"gid": gid, "group_order": order} for order, (gid, _) in enumerate(self.groups)],
            "group_l10ns": [
                {"gid": gid, "group_name": word, "description": "", "language": tag}
                for gid, words in self.groups
                for tag, word in zip(LANGUAGES, words, strict=False)
            ],
            "questions": [self._question(index, question) for index, question in enumerate(self.questions)],
            "subquestions": [self._child(child) for child in self.children],
            "question_l10ns": [
                {"qid": qid, "question": word, "help": "", "language": tag}
                for qid, words in words_of
                for tag, word in zip(LANGUAGES, words, strict=False)
            ],
        }
        return self._written(640, tables)

    def _question(self, index, question):
        qid, gid, type_, title, _, more = question
        row = {"qid": qid, "parent_qid": 0, "sid": 1, "gid": gid, "type": type_, "title": title}
        return row | {"other": "N", "mandatory": "N", "question_order": index, "relevance": "1"} | more

    def _child(self, child):
        qid, parent, gid, code, _, order = child
        row = {"qid": qid, "parent_qid": parent, "sid": 1, "gid": gid, "type": "T", "title": code}
        return row | {"question_order": order, "scale_id": 0}

    def _written(self, version, tables):
        tables |= {
            "conditions": self.conditions,
            "question_attributes": self.attributes,
            "surveys": [{"sid": 1, "language": "vi", "additional_languages": "en"}],
            "surveys_languagesettings": [
                {
                    "surveyls_language": "vi",
                    "surveyls_title": "Khảo sát thử",
                    "surveyls_endtext": "<p>Cảm ơn!</p>",
                }
                | self.words,
                {"surveyls_language": "en", "surveyls_title": "A trial", "surveyls_endtext": "Thanks!"},
            ],
        }
        body = "".join(_table(name, rows) for name, rows in tables.items())
        head = f"<LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>{version}</DBVersion>"
        return f'<?xml version="1.0" encoding="UTF-8"?><document>{head}{body}</document>'.encode()


def _table(name, rows):
    written = "".join(
        "<row>" + "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in row.items()) + "</row>"
        for row in rows
    )
    return f"<{name}><fields></fields><rows>{written}</rows></{name}>"
