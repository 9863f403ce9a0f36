"""One mail for all that broke within an hour, one when it is mended; each person is told once."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import delete, select, update

from app.clock import utcnow
from app.digest_letter import subject_of, text_of
from app.extensions import db
from app.jobs.kinds import Kind, NotDone, Scope, Turn
from app.mail import Mail, MailFailed, can_mail, send
from app.models import Digest, JobKind, Practice, User, XeroOutage
from app.models.practice import hold_practice
from app.outage_rows import Standing, look
from app.xero.keeping import batches

EVERY = timedelta(minutes=5)
GIVEN_UP_AFTER = timedelta(days=1)


def tell_practice(practice_id: int) -> None:
    """Tell the people of a practice what broke and what is mended; raises MailFailed, and may be repeated.

    Commits as it goes, and holds no transaction while a mail is handed over.
    """
    if not can_mail():
        return
    digest_id = prepare(practice_id)
    db.session.commit()
    if digest_id is not None:
        deliver(digest_id)


def prepare(practice_id: int) -> int | None:
    """Write down what is to be told now; one that somebody has already goes on as it is."""
    hold_practice(practice_id)
    digest = db.session.scalars(select(Digest).filter_by(practice_id=practice_id)).one_or_none()
    if digest and digest.sent:
        return digest.id
    standing = look(practice_id)
    if not standing.is_due:
        if digest:
            db.session.delete(digest)
        return None
    if digest is None:
        digest = Digest(practice_id=practice_id, key=secrets.token_hex(16), begun_at=utcnow(), sent=0)
    compose(digest, db.session.get_one(Practice, practice_id), standing)
    db.session.add(digest)
    db.session.flush()
    return digest.id


def compose(digest: Digest, practice: Practice, standing: Standing) -> None:
    digest.subject, digest.text = subject_of(practice, standing), text_of(practice, standing)
    digest.told = [one.id for one in standing.untold]
    digest.mended = [one.id for one in standing.mended]
    digest.waiting = [user.id for user in practice.users if user.is_enabled and user.gets_mail]


def deliver(digest_id: int) -> None:
    """Send the digest to everybody who has not got it, and forget it once all have."""
    fault = None
    for user_id in list(db.session.get_one(Digest, digest_id).waiting):
        mail = mail_to(digest_id, user_id)
        db.session.commit()
        try:
            if mail:
                send(mail)
        except MailFailed as failed:
            fault = failed
            continue
        tick_off(digest_id, user_id)
        db.session.commit()
    finish(digest_id)
    db.session.commit()
    if fault:
        raise fault


def mail_to(digest_id: int, user_id: int) -> Mail | None:
    """One person’s copy; None where they were let out, or want none any more."""
    digest, user = db.session.get_one(Digest, digest_id), db.session.get_one(User, user_id)
    if not (user.is_enabled and user.gets_mail):
        return None
    return Mail(user.email, digest.subject, digest.text, key=f"{digest.key}.{user_id}")


def tick_off(digest_id: int, user_id: int) -> None:
    digest = db.session.get_one(Digest, digest_id, populate_existing=True)
    digest.waiting = [one for one in digest.waiting if one != user_id]
    digest.sent += 1
    if digest.sent == 1:
        note_told(digest)


def note_told(digest: Digest) -> None:
    """From now on somebody knows of these outages, and that those are over."""
    for some in batches(digest.told):
        db.session.execute(update(XeroOutage).where(XeroOutage.id.in_(some)).values(told_at=utcnow()))
    for some in batches(digest.mended):
        db.session.execute(delete(XeroOutage).where(XeroOutage.id.in_(some)))


def finish(digest_id: int) -> None:
    """Forget a digest that everybody has, or that some cannot be given for a whole day."""
    digest = db.session.get_one(Digest, digest_id, populate_existing=True)
    is_late = utcnow() >= digest.begun_at + GIVEN_UP_AFTER
    if digest.waiting and not (digest.sent and is_late):
        return
    if not digest.sent:
        note_told(digest)
    db.session.delete(digest)


def run(turn: Turn) -> None:
    """Tell one practice; what a mail server said is told in words."""
    try:
        tell_practice(turn.practice)
    except MailFailed as fault:
        raise NotDone(str(fault)) from None


KIND = Kind(JobKind.DIGEST, "Mail what must be reconnected", Scope.PRACTICE, EVERY, run)
