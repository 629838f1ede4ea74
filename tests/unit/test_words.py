"""manage.py words: which texts count as sentences, how they read, who reads them, which phrases are refused."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sil.words import audiences as who
from sil.words.audiences import Audience
from sil.words.extract import of_file, product
from sil.words.phrases import PHRASES, find

ROOT = Path(__file__).parent.parent.parent


def shown(name: str, source: str) -> list[str]:
    return [sentence.shown for sentence in of_file(name, source)]


def refused(source: str) -> list[str]:
    return [found.words for found in find(of_file("page.html", f"<p>{source}</p>"))]


class TestTemplates:
    def test_a_part_that_depends_on_something_is_shown_inside_its_sentence(self) -> None:
        page = "<p>It is sent {% if day %}on {{ day }}{% else %}today{% endif %}"
        page += "{% if by %} by {{ by.name }}{% endif %}.</p>"
        [sentence] = of_file("page.html", page)
        assert sentence.shown == "It is sent [on {day} | today][ by {by.name}]."
        assert sentence.readings == ("It is sent on {day} by {by.name}.", "It is sent today.")

    def test_a_part_that_may_read_two_ways_or_be_missing(self) -> None:
        subject = "{% if a %}late, {% elif b %}today, {% endif %}please send it\n\nDear {{ name }},"
        assert shown("mail.txt", subject) == ["[late, | today, | –]please send it", "Dear {name},"]

    def test_ways_that_are_whole_sentences_are_sentences_of_their_own(self) -> None:
        page = "<p>First.{% if a %} Second. Third.{% else %} Fourth.{% endif %} Fifth.</p>"
        assert shown("page.html", page) == ["First.", "Second.", "Third.", "Fourth.", "Fifth."]

    def test_a_tag_around_whole_blocks_is_no_part_of_a_sentence(self) -> None:
        page = "{% if a %}<p>One.</p>{% else %}<p>Two <a href='/x/'>with a link</a>.</p>{% endif %}"
        assert shown("page.html", page) == ["One.", "Two with a link."]

    def test_a_loop_reads_as_one_round(self) -> None:
        page = "<p>Signed by {% for u in users %}{{ u }}{% if not forloop.last %}, {% endif %}"
        page += "{% empty %}nobody{% endfor %}</p>"
        assert shown("page.html", page) == ["Signed by [{u}, … | nobody]"]

    def test_attributes_that_people_read(self) -> None:
        page = '<input class="Big one" aria-label="Your name" value="Not this"><input type="submit" value="Send it">'
        assert shown("page.html", page) == ["Your name", "Send it"]

    def test_words_handed_on_to_another_template(self) -> None:
        page = '{% include "a/b.html" with heading="Check the plan" class="app-quiet" %}'
        page += '{% with heading="Send the "|add:noun %}{% endwith %}'
        assert shown("page.html", page) == ["Check the plan", "Send the {noun}"]

    def test_words_for_a_blank_value_and_for_numbers(self) -> None:
        page = '<p>{{ who.name|default:"Nobody yet" }} has {{ n }} visit{{ n|pluralize }}</p>'
        assert shown("page.html", page) == ["[{who.name} | Nobody yet] has {n} visit[s]"]

    def test_what_nobody_reads(self) -> None:
        page = (
            "{# Not this #}{% comment %}Nor this{% endcomment %}<script>let a = 'Nor that';</script><p>1 × {{ n }}</p>"
        )
        assert shown("page.html", page) == []

    def test_what_is_hidden_from_screen_readers_hides_nothing_after_it(self) -> None:
        page = '<span aria-hidden="true">Sign</span><img aria-hidden="true"><p>Read this.</p>'
        assert shown("page.html", page) == ["Read this."]
        with pytest.raises(ValueError, match="not closed"):
            shown("page.html", '<span aria-hidden="true">Sign<p>Read this.</p>')

    def test_a_sentence_has_the_line_where_it_begins(self) -> None:
        page = (
            "<p>\n  One is here.\n  {% comment %}\n{% endcomment %}Two is\n  there.</p>\n<p title='Three is here'>x</p>"
        )
        found = [(s.line, s.shown) for s in of_file("page.html", page)]
        assert found == [(2, "One is here."), (4, "Two is there."), (6, "Three is here")]


class TestModules:
    def test_an_f_string_is_one_sentence(self) -> None:
        source = "x = f\"{name} was sent {'late' if late else 'in time'}: \" f\"{who or 'nobody'} knows.\" + more"
        assert shown("a.py", source) == ["{name} was sent [late | in time]: [{who} | nobody] knows.{more}"]

    def test_labels_refusals_and_words_inside_a_filled_in_part(self) -> None:
        source = """raise Denied("late", "The day is over.")\nDRAFTED = "drafted", "Drafted"\n"""
        source += """x = f"{_said('It is so.')} Yes.\"\nwords["Consent of the Secretary of State"] = y"""
        assert shown("a.py", source) == [
            "The day is over.",
            "Drafted",
            "{_said('It is so.')} Yes.",
            "It is so.",
            "Consent of the Secretary of State",
        ]

    @pytest.mark.parametrize(
        "source",
        [
            '"""A docstring of a module."""',
            'def f():\n    """A docstring of a function."""',
            "# A comment on something.",
            'log.warning("Message %s was lost", pk)',
            'cursor.execute("SELECT one FROM table")',
            'SQL = "SELECT one FROM table"',
            'x = row["Name of school"]',
            'if kind == "Some kind": pass',
            'x: "List of things" = None',
            'FOUND = re.compile("takes effective action")',
            'CLASS = "govuk-tag govuk-tag--red"',
            "KEY = f'sign:{pk}:{at}'",
            'def __str__(self):\n    return f"Letter of {self.pk}"',
            '__all__ = ["Letter", "Answer"]',
        ],
    )
    def test_what_nobody_reads(self, source: str) -> None:
        assert shown("a.py", source) == []


def test_scripts_and_framework_files() -> None:
    script = "// Not this one.\nsay(draft, `Saved by ${name} today.`);\nmake('data-words', \"Put it back\");"
    assert shown("a.js", script) == ["Saved by {name} today.", "Put it back"]
    assert shown("a.toml", '# Not this one.\nname = "Band A"\nid = "band-a"\n') == ["Band A"]


class TestPhrases:
    @pytest.mark.parametrize(
        ("sentence", "words"),
        [
            ("The letter goes out by itself.", "by itself"),
            ("It counts no more.", "counts no more"),
            ("The notice stands no longer.", "stands no longer"),
            ("The period begins anew.", "anew"),
            ("A missing figure is not nought.", "nought"),
            ("Look in your unwanted mail.", "unwanted mail"),
            ("You can mend it later.", "mend"),
            ("Ensure this value has at most 9 characters.", "Ensure this value"),
            ("We tell whoever signs.", "whoever"),
            ("Go to your first page", "first page"),
            ("It is kept for good.", "for good"),
            ("The Secretary of State said that she gave it.", "Secretary of State said that she"),
            ("Not now", "Not now"),
        ],
    )
    def test_found(self, sentence: str, words: str) -> None:
        assert words in refused(sentence)

    @pytest.mark.parametrize(
        "sentence",
        [
            "We judge each one by itself.",
            "No more than 15 days.",
            "The plan runs no longer than a year.",
            "The plan as it stands now.",
            "The first page of the report.",
            "A recommendation for an amendment.",
            "For good practice see the framework.",
            "His Majesty's Chief Inspector",
            "The headteacher has read it. They said so.",
            "Action taken in time.",
            "We will give any evidence that is asked for.",
            "The visit log on the page.",
        ],
    )
    def test_good_sentences_are_left_alone(self, sentence: str) -> None:
        assert refused(sentence) == []

    def test_a_phrase_that_only_one_way_of_a_sentence_has(self) -> None:
        assert refused("It goes by {% if one %}post{% else %}itself{% endif %}.") == ["by itself"]

    def test_a_filled_in_part_is_not_searched(self) -> None:
        assert refused("Sent to {{ whoever }} today.") == []

    def test_every_phrase_has_a_better_one(self) -> None:
        assert all(phrase.better for phrase in PHRASES)


class TestAudiences:
    def test_every_file_with_sentences_has_a_row_and_every_row_a_file(self) -> None:
        files = {sentence.file for sentence in product(ROOT)}
        rows = {who.row(file) for file in files}
        assert [glob for place, (glob, _) in enumerate(who.TABLE) if place not in rows] == []

    def test_an_unknown_folder_is_refused(self) -> None:
        with pytest.raises(LookupError, match=r"newfolder/a\.py"):
            who.audiences("newfolder/a.py")

    @pytest.mark.parametrize(
        ("file", "readers"),
        [
            ("templates/letters/formal_notice/2026-09.html", {"school"}),
            ("templates/messages/plan_asked.txt", {"school"}),
            ("templates/messages/plan_reminder.txt", {"school"}),
            ("templates/messages/case_given.txt", {"officers"}),
            ("templates/notices/plan_write.html", {"school"}),
            ("templates/notices/letter_pack.html", {"officers"}),
            ("templates/outbox/messages.html", {"administrators"}),
            ("templates/schools/school.html", {"school", "officers", "administrators"}),
            ("monitoring/notices/plans/forms.py", {"school", "officers"}),
            ("monitoring/notices/case/forms.py", {"officers"}),
        ],
    )
    def test_who_reads(self, file: str, readers: set[str]) -> None:
        assert set(who.audiences(file)) == readers


class TestCommand:
    @pytest.fixture
    def project(self, tmp_path: Path, settings: object) -> Path:
        settings.BASE_DIR = tmp_path  # type: ignore[attr-defined]
        for name, text in (
            ("templates/messages/plan_asked.txt", "A plan is due\nIt goes by itself."),
            ("templates/outbox/messages.html", "<th>Kind</th><td data-label='Kind'>" + "word " * 31 + "</td>"),
        ):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    def run(self, *words: str) -> str:
        out = io.StringIO()
        call_command("words", *words, stdout=out)
        return out.getvalue()

    def test_all(self, project: Path) -> None:
        said = self.run()
        assert "=== school ===" in said and "=== administrators ===" in said
        assert "templates/messages/plan_asked.txt:2: It goes by itself." in said
        assert "templates/outbox/messages.html:1: Kind\n" in said

    def test_one_audience_as_json(self, project: Path) -> None:
        assert json.loads(self.run("--audience", Audience.SCHOOL, "--json")) == [
            {"audiences": ["school"], "file": "templates/messages/plan_asked.txt", "line": n, "text": text, "words": 4}
            for n, text in ((1, "A plan is due"), (2, "It goes by itself."))
        ]

    def test_long_sentences(self, project: Path) -> None:
        assert self.run("--long").split(": ")[0] == "  31 templates/outbox/messages.html:1"

    def test_the_check_fails_with_the_place_and_the_better_phrase(self, project: Path) -> None:
        out = io.StringIO()
        with pytest.raises(CommandError, match="1 phrase not to use"):
            call_command("words", "--check", stdout=out)
        assert out.getvalue().startswith("templates/messages/plan_asked.txt:2: “by itself”: better “automatically”")

    def test_the_check_passes_where_there_is_none(self, project: Path) -> None:
        (project / "templates/messages/plan_asked.txt").write_text("It is sent automatically.", encoding="utf-8")
        assert self.run("--check") == "No phrase that is set aside.\n"
