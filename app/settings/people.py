"""Settings → People: who signs in for the practice, and adding somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from app import mail, password_links, password_mail, passwords, people
from app.clock import utcnow
from app.emails import is_email
from app.errors import show_error
from app.extensions import db
from app.guards import admins_only, find_or_404, me
from app.mail import MailFailed
from app.models import PasswordLink, Role, User
from app.models.event import Author
from app.models.practice import normal_email
from app.password_links import Made
from app.people import EmailTaken, NoAdminAnyMore
from app.refusals import AdminsOnly
from app.security import visitor_address
from app.settings import blueprint

PAGE_SIZE, LONGEST_NAME = 50, 200
TAKEN = "Enter another e-mail address: somebody signs in with this one already"


@dataclass(frozen=True)
class PersonForm:
    """Somebody who is to be added."""

    name: str = ""
    email: str = ""
    role: str = Role.STAFF

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> PersonForm:
        name = " ".join(sent.get("name", "").split())
        return cls(name, normal_email(sent.get("email", "")), sent.get("role", ""))

    @property
    def faults(self) -> dict[str, str]:
        """Field → what to do about it."""
        found = {}
        if not self.name or len(self.name) > LONGEST_NAME or not self.name.isprintable():
            found["name"] = f"Enter a name of 1 to {LONGEST_NAME} characters"
        if not is_email(self.email):
            found["email"] = "Enter an e-mail address, such as name@example.com"
        if self.role not in list(Role):
            found["role"] = "Choose a role"
        return found


@blueprint.get("/people")
@admins_only
def list_people() -> ResponseReturnValue:
    mine = User.practice_id == me().practice_id
    total = int(db.session.scalar(select(func.count()).select_from(User).where(mine)) or 0)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    found = select(User).where(mine).order_by(User.is_enabled.desc(), func.lower(User.name), User.id)
    users = db.session.scalars(found.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return render_template("settings/people.html", users=users, total=total, page=page, pages=pages)


@blueprint.get("/people/new")
@admins_only
def new_person() -> ResponseReturnValue:
    return show_form(PersonForm())


@blueprint.post("/people")
@admins_only
def add_person() -> ResponseReturnValue:
    form = PersonForm.of(request.form)
    if form.faults:
        return show_form(form, form.faults), 422
    try:
        made = added(form)
    except EmailTaken:
        db.session.rollback()
        return show_form(form, {"email": TAKEN}), 422
    return show_link(made, deliver(made), is_new=True)


def added(form: PersonForm) -> Made:
    """The new user’s link, stored with them; a password they have none until they set it."""
    by = author()
    user = people.add(
        me().practice,
        email=form.email,
        name=form.name,
        role=Role(form.role),
        password_hash=passwords.unmatchable(),
        by=by,
    )
    made = password_links.make(user, by)
    db.session.commit()
    return made


@blueprint.get("/people/<int:user_id>")
@admins_only
def person(user_id: int) -> ResponseReturnValue:
    user = find_user(user_id)
    return render_template("settings/person.html", user=user, link=password_links.find_open(user.id))


@blueprint.get("/people/<int:user_id>/password-link")
@admins_only
def link_shown_before(user_id: int) -> ResponseReturnValue:
    """The link was shown once; who comes back to its page finds the person."""
    return redirect(url_for("settings.person", user_id=find_user(user_id).id))


@blueprint.post("/people/<int:user_id>/password-link")
@admins_only
def make_password_link(user_id: int) -> ResponseReturnValue:
    user = find_user(user_id)
    if not user.is_enabled:
        return redirect(url_for("settings.person", user_id=user.id), 303)
    made = password_links.make(user, author())
    db.session.commit()
    return show_link(made, deliver(made))


def deliver(made: Made) -> str | None:
    """Mail the link where mails are sent, and note that; returns the sentence of what went wrong, or None."""
    if not mail.can_mail():
        return None
    letter, link_id = password_mail.written(made), made.link.id
    db.session.commit()
    try:
        mail.send(letter)
    except MailFailed as failure:
        return str(failure)
    db.session.get_one(PasswordLink, link_id).mailed_at = utcnow()
    db.session.commit()
    return None


def show_link(made: Made, problem: str | None, *, is_new: bool = False) -> str:
    """The only page that ever shows the link: from here on there is nothing but its hash."""
    return render_template(
        "settings/link_made.html",
        link=made.link,
        address=password_mail.address_of(made),
        problem=problem,
        is_new=is_new,
    )


def show_form(form: PersonForm, faults: dict[str, str] | None = None) -> str:
    return render_template("settings/new_person.html", form=form, faults=faults or {}, mails=mail.can_mail())


def find_user(user_id: int) -> User:
    """The signed-in practice's user, or 404."""
    return find_or_404(select(User).filter_by(id=user_id, practice_id=me().practice_id))


def author() -> Author:
    return Author(me().id, visitor_address())


@blueprint.errorhandler(NoAdminAnyMore)
def refuse_former_admin(_refusal: NoAdminAnyMore) -> ResponseReturnValue:
    """An admin whose role was taken between the page and the button is told who can, as staff are."""
    db.session.rollback()
    return show_error(AdminsOnly())
