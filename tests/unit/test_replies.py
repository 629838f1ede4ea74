"""Replies by email: the signed address, what is left of a reply without what it quotes, and what is no reply at all."""

from email.message import EmailMessage
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from monitoring.conversations.replies.address import LONGEST_LOCAL, keys_of, reply_address
from monitoring.conversations.replies.mails import read
from monitoring.conversations.replies.plain import text_of
from monitoring.conversations.replies.quoted import without_quoted

pytestmark = pytest.mark.feature("P8")
ADDRESS = "replies@support.example.org"
LONGEST_NAME = f"{'r' * 19}@support.example.org"
KEYS = st.integers(min_value=1, max_value=2**63 - 1)


@pytest.fixture(autouse=True)
def _inbound(settings: Any) -> None:
    settings.INBOUND_ADDRESS = ADDRESS


@given(conversation=KEYS, person=KEYS, name=st.sampled_from((ADDRESS, LONGEST_NAME)))
def test_an_address_is_short_and_says_for_whom_it_was_signed_in_any_case(
    conversation: int, person: int, name: str
) -> None:
    with override_settings(INBOUND_ADDRESS=name):
        address = reply_address(conversation, person)
        assert len(address.partition("@")[0]) <= LONGEST_LOCAL and address == address.lower()
        for arrived in (address, address.upper(), f" {address} "):
            assert keys_of(arrived) == (conversation, person)


@given(conversation=KEYS, person=KEYS, place=st.integers(0, 63), other=st.sampled_from("az27-+0@."))
def test_an_address_of_which_one_character_is_another_is_not_ours(
    conversation: int, person: int, place: int, other: str
) -> None:
    with override_settings(INBOUND_ADDRESS=ADDRESS):
        address = reply_address(conversation, person)
        place %= len(address)
        changed = address[:place] + other + address[place + 1 :]
        assert keys_of(changed) == ((conversation, person) if changed == address else None)


def test_an_address_for_one_does_not_serve_another_and_none_is_given_where_none_is_set(settings: Any) -> None:
    mine, theirs = reply_address(1, 2), reply_address(1, 3)
    signed = theirs.partition("@")[0].rpartition("-")[2]
    assert keys_of(f"replies+1-2-{signed}@support.example.org") is None
    assert keys_of(mine.replace("+1-2", "+01-2")) is None, "one way to write each token"
    settings.INBOUND_ADDRESS = ""
    assert reply_address(1, 2) == "" and keys_of(mine) is None


REPLIES = {
    "gmail": "Yes, at the gate.\r\n\r\nOn Wed, 2 Dec 2026 at 09:14, School support <\r\n"
    "replies+1-2-abc@support.example.org> wrote:\r\n\r\n> Dear Ada Head,\r\n>\r\n> Is there parking?\r\n",
    "gmail on a telephone": "Yes, at the gate.\n\nOn Wed, 2 Dec 2026, 09:14 School support, <a@support.example.org> "
    "wrote:\n\n> Is there parking?\n",
    "apple mail": "Yes, at the gate.\n\n> On 2 Dec 2026, at 09:14, School support <a@support.example.org> wrote:\n> \n"
    "> Is there parking?\n",
    "iphone": "Yes, at the gate.\n\nSent from my iPhone\n\n> On 2 Dec 2026, at 09:14, School support "
    "<a@support.example.org> wrote:\n> \n> \ufeffIs there parking?\n",
    "outlook": "Yes, at the gate.\r\n\r\nFrom: School support <a@support.example.org>\r\n"
    "Sent: 02 December 2026 09:14\r\nTo: Ada Head <ada@school.example>\r\nSubject: Visit\r\n\r\nIs there parking?\r\n",
    "outlook, older": "Yes, at the gate.\n\n-----Original Message-----\nFrom: School support\nSent: 2 December\n\nX",
    "outlook on a telephone": "Yes, at the gate.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n"
    "________________________________\nFrom: School support <a@support.example.org>\nSent: 2 Dec\nTo: Ada\n\nText",
    "samsung": "Yes, at the gate.\n\nSent from my Galaxy\n\n-------- Original message --------\nFrom: School support\n"
    "Date: 02/12/2026 09:14 (GMT+00:00)\nTo: Ada\nSubject: Visit\n\nIs there parking?",
    "signed": "Yes, at the gate.\n\n-- \nAda Head\nHeadteacher\n",
    "nothing quoted": "\n\nYes, at the gate.\n\n",
}


@pytest.mark.parametrize("program", REPLIES)
def test_what_is_quoted_is_left_out(program: str) -> None:
    assert without_quoted(REPLIES[program]) == "Yes, at the gate."


def test_what_only_looks_quoted_stays() -> None:
    text = "On Monday we wrote:\nplease come by the gate.\n\nFrom: Monday we are open.\n__________\nOn the day, ask."
    assert without_quoted(text).startswith("On Monday") and without_quoted(text).endswith("On the day, ask.")


def test_a_reply_between_the_quoted_lines_stays_whole() -> None:
    text = "See below.\n\nOn Wed, 2 Dec 2026 at 09:14, Sam <a@b.example> wrote:\n> Is there parking?\nYes.\n> Thank you"
    assert without_quoted(text) == text


@given(text=st.text(max_size=300))
def test_any_text_is_cut_and_nothing_is_added(text: str) -> None:
    whole = "\n".join(text.replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for line in without_quoted(text).split("\n"):
        assert line in whole


def test_html_is_read_as_text() -> None:
    html = (
        "<html><head><title>No</title><style>p {}</style></head><body><div>Yes,&nbsp;at the <b>gate</b>.</div>"
        "<p>Ada</p><blockquote type=cite>Is there parking?</blockquote><script>no()</script></body></html>"
    )
    assert text_of(html).split("\n") == ["Yes,\xa0at the gate.", "", "Ada", "", "> Is there parking?"]
    assert without_quoted(text_of(html)) == "Yes, at the gate.\n\nAda"
    outlook = "<div>Yes.</div><hr><div><b>From:</b> School support<br><b>Sent:</b> 2 December<br>Text</div>"
    assert without_quoted(text_of(outlook)) == "Yes."


def mail(**headers: str) -> EmailMessage:
    found = EmailMessage()
    said = {"From": "Ada Head <Ada@School.example>", "To": reply_address(1, 2), "Message-ID": "<1@school.example>"}
    for name, value in (said | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        if value:
            found[name] = value
    found.set_content("Yes.\n")
    return found


DROPPED = (
    {"Auto_Submitted": "auto-replied"},
    {"Auto_Submitted": "auto-generated; owner-email=a@b.example"},
    {"Precedence": "Bulk"},
    {"Precedence": "junk"},
    {"Precedence": "list"},
    {"Precedence": "auto_reply"},
    {"X_Autoreply": "yes"},
    {"Return_Path": "<>"},
    {"From": ""},
    {"From": "MAILER-DAEMON@school.example"},
    {"From": "a@school.example, b@school.example"},
    {"To": ADDRESS},
    {"To": "replies+1-2-aaaaaaaaaaaaaaaa@support.example.org"},
)


@pytest.mark.parametrize("headers", DROPPED, ids=str)
def test_what_no_person_wrote_or_no_token_has_is_dropped(headers: dict[str, str]) -> None:
    assert read(mail().as_bytes()) is not None
    assert read(mail(**headers).as_bytes()) is None


def test_a_report_of_a_mail_server_is_dropped() -> None:
    raw = mail().as_bytes().replace(b'Content-Type: text/plain; charset="utf-8"', b"Content-Type: multipart/report")
    assert b"multipart/report" in raw and read(raw) is None


@pytest.mark.parametrize("header", ["Cc", "Delivered-To", "X-Original-To"])
def test_the_address_is_found_where_mail_servers_leave_it(header: str) -> None:
    found = read(mail(To="other@support.example.org", **{header: reply_address(1, 2).upper()}).as_bytes())
    assert found is not None
    assert (found.conversation, found.person, found.sender, found.text) == (1, 2, "ada@school.example", "Yes.")


def test_files_are_noticed_and_the_picture_of_a_signature_is_not() -> None:
    drawn = mail()
    drawn.add_alternative("<p>Yes.</p><img src='cid:logo'>", subtype="html")
    html = next(part for part in drawn.iter_parts() if part.get_content_type() == "text/html")
    html.add_related(b"GIF89a", "image", "gif", cid="<logo>")
    assert (found := read(drawn.as_bytes())) is not None and not found.has_files and found.text == "Yes."
    filed = mail()
    filed.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="plan.pdf")
    assert (found := read(filed.as_bytes())) is not None and found.has_files and found.text == "Yes."


@given(body=st.binary(max_size=300), charset=st.sampled_from(("utf-8", "latin-1", "no-such-charset", "utf-16", "\x80")))
def test_nothing_that_arrives_stops_the_mailbox(body: bytes, charset: str) -> None:
    for head in (b"", b"From: <a@b.example>\n", b"From: \xff@\nTo: =?x?q?=\n"):
        found = read(head + b"Content-Type: text/plain; charset=" + charset.encode() + b"\n\n" + body)
        assert found is None or found.text.encode() is not None
        assert read(body) is None


def test_an_email_without_an_id_is_known_by_its_bytes() -> None:
    first, again, other = (mail(Message_ID="", Subject=subject).as_bytes() for subject in ("a", "a", "b"))
    keys = [found.key for raw in (first, again, other) if (found := read(raw))]
    assert keys[0] == keys[1] != keys[2]
