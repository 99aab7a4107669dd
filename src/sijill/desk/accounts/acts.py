"""What is done to accounts, by administrators on the page of people or on the command line: each in one transaction with its entry in the audit chain.

``who`` is the user name of whoever does it. All raise ``RegisterError``, with the remedy, for what must not be.
"""

from __future__ import annotations

from collections.abc import Collection as Some
from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from sijill.desk import policy
from sijill.desk.accounts import factor, links, visits
from sijill.desk.accounts.notes import noted
from sijill.desk.models import Access, Setting, Token, User
from sijill.errors import RegisterError
from sijill.register.models import Collection
from sijill.register.people import collections


def find(username: str) -> User:
    """The account of that name."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise RegisterError(_("%(name)s: there is no account of that name; `sijill people list` shows those that there are") % {"name": username})
    return user


def make(username: str, role: str, who: str, *, name: str = "", every_collection: bool = True) -> User:
    """An account without a password; ``links.to_password`` lets its owner in."""
    username = User.normalize_username(username)
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError as error:
        raise RegisterError(_("%(name)s: a user name has letters, digits and @ . + - _ only") % {"name": username}) from error
    if len(username) > 150 or User.objects.filter(username__iexact=username).exists():
        raise RegisterError(_("%(name)s: there is an account of that name, or it is too long; choose another") % {"name": username[:150]})
    _known(role)
    try:
        with noted(who) as chain:
            user = User.objects.create_user(username, role=role, name=name, every_collection=every_collection)
            chain.add("account.made", username, {"role": role, "every_collection": every_collection})
    except IntegrityError as error:
        raise RegisterError(_("%(name)s: there is an account of that name, or it is too long; choose another") % {"name": username}) from error
    return user


def give_role(user: User, role: str, who: str) -> None:
    """Another role, from their next click on."""
    _known(role)
    with noted(who) as chain:
        before = User.objects.get(pk=user.pk).role
        if before == role:
            return
        if role != "admin":
            _not_the_last(user)
        User.objects.filter(pk=user.pk).update(role=role)
        chain.add("account.role", user.username, {"before": before, "role": role})


def close(user: User, who: str) -> None:
    """Let a person in no more, and end what they have open; what they said stays, with their name."""
    with noted(who) as chain:
        _not_the_last(user)
        if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
            chain.add("account.closed", user.username, {})
        visits.end(user)


def reopen(user: User, who: str) -> None:
    """Let a person in again."""
    with noted(who) as chain:
        if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
            chain.add("account.opened", user.username, {})


def reset(user: User, who: str) -> str:
    """A new address with which a person sets a password, as a path. The old password and older addresses hold no more, and sessions are ended."""
    with noted(who) as chain:
        user = User.objects.get(pk=user.pk)
        if not user.is_active:
            raise RegisterError(_("%(name)s: the account is closed; open it first") % {"name": user.username})
        user.set_unusable_password()
        user.save(update_fields=["password"])
        visits.end(user)
        chain.add("account.reset", user.username, {})
    return links.to_password(user)


def take_factor(user: User, who: str) -> bool:
    """Take the second factor off an account; whether there was one."""
    with noted(who) as chain:
        had = factor.remove(user)
        if had:
            visits.end(user)
            chain.add("account.factor", user.username, {"set": False})
    return had


def end_visits(user: User, who: str) -> int:
    """End all sessions of a person; how many that were."""
    with noted(who) as chain:
        count = visits.end(user)
        chain.add("account.ended", user.username, {"sessions": count})
    return count


def reach(user: User, every: bool, these: Some[int], who: str) -> None:
    """Which collections are open to a person: every one, or those with these numbers."""
    with noted(who) as chain:
        known = dict(Collection.objects.filter(pk__in=these).values_list("pk", "name"))
        held = set(Access.objects.filter(user=user).values_list("collection_id", flat=True))
        User.objects.filter(pk=user.pk).update(every_collection=every)
        Access.objects.filter(user=user).exclude(collection__in=known).delete()
        Access.objects.bulk_create([Access(user=user, collection_id=pk) for pk in known if pk not in held])
        chain.add("account.access", user.username, {"every": every, "collections": sorted(known.values())})


def set_password(user: User, password: str, who: str) -> None:
    """A password that its owner chose; whoever is signed in with the old one is not any more."""
    with noted(who) as chain:
        user.set_password(password)
        user.save(update_fields=["password"])
        chain.add("account.password", user.username, {})


def note_factor(user: User, set_: bool, what: str = "factor") -> None:
    """Note that a person set up or took away their own second factor, or has new recovery codes."""
    with noted(user.username) as chain:
        chain.add("account.factor", user.username, {"set": set_, "what": what})


def make_token(user: User, name: str, role: str, expires: Any) -> str:
    """A key to the API that its owner sees this once."""
    from sijill.desk.accounts.tokens import digest, new

    if role not in lendable(user):
        raise RegisterError(_("a token cannot do more than its owner"))
    key = new()
    with noted(user.username) as chain:
        token = Token.objects.create(user=user, name=name, digest=digest(key), role=role, expires=expires)
        chain.add("account.token", user.username, {"token": token.pk, "name": name, "role": role, "expires": expires.isoformat() if expires else None})
    return key


def revoke(token: Token, who: str) -> None:
    """A key that holds no more, at once."""
    with noted(who) as chain:
        if Token.objects.filter(pk=token.pk, revoked=False).update(revoked=True):
            chain.add("account.revoked", token.user.username, {"token": token.pk, "name": token.name})


def lendable(user: User) -> list[str]:
    """The roles that a person's tokens may have: those that may do nothing that they may not."""
    own = policy.ROLES.get(user.role, frozenset())
    return [role for role, may in policy.ROLES.items() if may <= own]


def set_up(key: str, value: Any, who: str) -> None:
    """A setting of the whole desk."""
    with noted(who) as chain:
        before = Setting.of(key)
        if before == value:
            return
        Setting.objects.update_or_create(key=key, defaults={"value": value})
        chain.add("setting", key, {"before": before, "value": value})


def make_collection(name: str, who: str) -> Collection:
    """A collection with nothing in it, closed to those who do not see every one. Its name stays, as the audit chain has it."""
    if Collection.objects.filter(name=" ".join(name.split())).exists():
        raise RegisterError(_("there is a collection of that name; choose another"))
    return collections.make(name, who)


def _known(role: str) -> None:
    if role not in policy.ROLES:
        raise RegisterError(_("%(role)s is no role; choose one of %(roles)s") % {"role": role, "roles": ", ".join(policy.ROLES)})


def _not_the_last(user: User) -> None:
    """Asked within ``noted``, so that two who do it at once do not both find another."""
    others = User.objects.filter(role="admin", is_active=True).exclude(pk=user.pk).exists()
    if not others and User.objects.filter(pk=user.pk, role="admin", is_active=True).exists():
        raise RegisterError(_("%(name)s is the last administrator; make another one first") % {"name": user.username})
