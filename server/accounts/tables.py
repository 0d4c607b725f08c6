"""Ways in: entry cards, PINs and enrolled devices. No secret stands here in clear."""

import sqlalchemy as sa

from server.db.base import Moment, key, metadata, ref

accounts = sa.Table(
    "accounts",
    metadata,
    ref("member_id", "members.id", primary_key=True),
    sa.Column("pin_hash", sa.String(120), nullable=False),
    sa.Column("pin_set_at", Moment, nullable=False),
    sa.Column("theme", sa.String(8), nullable=False, default=""),
    sa.Column("text_size", sa.String(8), nullable=False, default=""),
    # A card given again by two people was used: no ballot from a phone until this, and the member is told.
    sa.Column("recovered_at", Moment, nullable=True),
    sa.Column("vote_hold_until", Moment, nullable=True),
)

# An enrolled browser. The cookie holds 256 random bits; only their SHA-256 is here.
devices = sa.Table(
    "devices",
    metadata,
    key(),
    ref("member_id", "members.id", index=True),
    sa.Column("secret_hash", sa.LargeBinary(32), nullable=False, unique=True),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("enrolled_at", Moment, nullable=False),
    sa.Column("last_seen_at", Moment, nullable=False),
    sa.Column("unlocked_at", Moment, nullable=False),
    sa.Column("pin_failures", sa.Integer, nullable=False, default=0),
    sa.Column("wait_until", Moment, nullable=True),
    sa.Column("revoked_at", Moment, nullable=True),
    ref("card_id", nullable=True),
    # The PIN or a passkey was given here; acts that give rights want it a few minutes old.
    sa.Column("confirmed_at", Moment, nullable=True),
    # The next cookie, offered and not yet shown by the browser: until then the old one holds, for an answer may be
    # lost on its way. With a salt it can be offered again; one made by a PIN is given once.
    sa.Column("next_hash", sa.LargeBinary(32), nullable=True, index=True),
    sa.Column("next_salt", sa.LargeBinary(32), nullable=True),
    sa.Column("previous_hash", sa.LargeBinary(32), nullable=True, index=True),
    sa.Column("previous_until", Moment, nullable=True),
    sa.Column("rotated_at", Moment, nullable=True),
    sa.Column("rights", sa.String(16), nullable=True),
)

entry_cards = sa.Table(
    "entry_cards",
    metadata,
    key(),
    ref("member_id", "members.id", index=True),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("secret_hash", sa.LargeBinary(32), nullable=False, unique=True),  # of the QR's 128 bits
    # A keyed 16-bit locator, so that a typed code finds few candidates; the code itself is under Argon2id.
    sa.Column("locator", sa.Integer, nullable=False, index=True),
    sa.Column("code_hash", sa.String(120), nullable=False),
    ref("issued_by", nullable=True),
    sa.Column("issued_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False, default=0),
    sa.Column("used_at", Moment, nullable=True),
    # The command that used it: its repeat within ten minutes gets in too (the answer was lost on the way).
    ref("used_command", nullable=True),
    sa.CheckConstraint("kind IN ('screen', 'printed', 'companion', 'demo')", name="kind"),
)

# A new card for somebody who has entered before: two people, neither of them the member.
recoveries = sa.Table(
    "recoveries",
    metadata,
    key(),
    ref("member_id", "members.id", index=True),
    ref("started_by", "members.id"),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False, index=True),
    ref("confirmed_by", "members.id", nullable=True),
    sa.Column("confirmed_at", Moment, nullable=True),
    ref("card_id", "entry_cards.id", nullable=True, unique=True),
    sa.CheckConstraint("started_by <> member_id", name="starter"),
    sa.CheckConstraint("confirmed_by <> started_by AND confirmed_by <> member_id", name="second_person"),
    sa.CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed"),
    sa.CheckConstraint("(confirmed_by IS NULL) = (card_id IS NULL)", name="card"),
)
