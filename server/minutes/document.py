"""The minutes as a document: one data model, from which DOCX and PDF are both made."""

from dataclasses import dataclass
from datetime import date

from server.i18n import formats
from server.i18n.messages import sentence
from server.ledger.check import Anchor
from server.minutes.compose import Header
from server.minutes.queries import Minutes


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    role: str
    name: str
    note: str  # "approved at ..." or empty: the line for the hand stays free either way


@dataclass(frozen=True, slots=True)
class MinutesDocument:
    """Everything on the paper, ready to be set (layout: domain 3.7 and 3.9)."""

    superior: str  # empty for a unit without one
    issuer: str
    party: str
    number: str
    place_and_date: str
    day: str  # ISO, the date that the file itself carries
    title: str
    subject: str
    sections: tuple[Section, ...]
    signatures: tuple[Signature, Signature]  # from left to right: recorder, chair
    recipients: tuple[str, ...]
    footer: str


def document_of(minutes: Minutes, anchor: Anchor | None = None) -> MinutesDocument:
    """``anchor``: the mark of the trace of acts, which makes every print a witness."""
    header = minutes.header
    return MinutesDocument(
        superior=header.superior,
        issuer=header.unit,
        party=sentence("document_party"),
        number=sentence("document_number_minutes"),
        place_and_date=_place_and_date(header),
        day=header.day,
        title=sentence("document_title_minutes"),
        subject=header.title,
        sections=_sections(minutes),
        signatures=(_signature(minutes, "recorder", header.recorder), _signature(minutes, "chair", header.chair)),
        recipients=_recipients(header),
        footer=_footer(minutes, anchor),
    )


def _sections(minutes: Minutes) -> tuple[Section, ...]:
    """Paragraphs under the heading of the first of them."""
    found: list[Section] = []
    for one in minutes.paragraphs:
        if one.heading or not found:
            found.append(Section(one.heading, _lines(one.text)))
        else:
            found[-1] = Section(found[-1].heading, found[-1].lines + _lines(one.text))
    return tuple(found)


def _lines(text: str) -> tuple[str, ...]:
    """Each line is a paragraph on the paper; empty ones only separate on the screen."""
    return tuple(line for line in text.split("\n") if line)


def _place_and_date(header: Header) -> str:
    written = formats.document_date(date.fromisoformat(header.day))
    key = "document_place_and_date" if header.locality else "document_date_only"
    return sentence(key, place=header.locality, date=written)


def _signature(minutes: Minutes, role: str, name: str) -> Signature:
    approved = next((one for one in minutes.approvals if one.role == role), None)
    note = sentence("document_approved_at", moment=formats.moment(approved.at)) if approved else ""
    return Signature(sentence(f"document_signer_{role}"), name, note)


def _recipients(header: Header) -> tuple[str, ...]:
    filed = sentence("document_recipient_file")
    return (sentence("document_recipient_superior", name=header.superior), filed) if header.superior else (filed,)


def _footer(minutes: Minutes, anchor: Anchor | None) -> str:
    if minutes.frozen_seq is None:
        return sentence("document_footer_draft")
    frozen = sentence("document_footer_frozen", seq=minutes.frozen_seq, hash=minutes.frozen_hash[:32])
    if anchor is None:
        return frozen
    return f"{frozen}\n{sentence('document_footer_anchor', day=formats.day(anchor.day), mark=anchor.mark)}"
