"""What only the pages need: accounts and what they may see, tokens, sessions, jobs, saved searches, files given out.

What people say of reports is in the register's own tables (``sijill.register.models``), under the audit chain.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from sijill.register.models import Collection, Report


class UserManager(BaseUserManager["User"]):
    """Makes accounts; only the commands and the people page of the desk call it."""

    def create_user(self, username: str, password: str | None = None, **beside: Any) -> User:
        """An account; without a password nobody can sign in with one."""
        user = self.model(username=username, **beside)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who works at the desk. ``username`` is what the audit chain calls them."""

    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=10, default="viewer")
    """viewer, coder, reviewer, publisher or admin (``sijill.desk.policy``)."""
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, blank=True)
    """ar or en; empty for what the browser asks for."""
    digits = models.CharField(max_length=5, blank=True)
    """arab or latn; empty for what the language has."""
    every_collection = models.BooleanField(default=True)
    """Whether all collections are open to them, or only those of ``Access``."""
    made = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    objects = UserManager()

    def get_short_name(self) -> str:
        """The name to show."""
        return self.name or self.username


class Access(models.Model):
    """That a collection is open to a person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access")
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="access")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "collection"], name="one_access_a_collection")]


class Token(models.Model):
    """A key to the API. Only its SHA-256 is kept; it may do what its role may, and never more than its owner."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=10)
    made = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(null=True)
    used = models.DateTimeField(null=True)
    revoked = models.BooleanField(default=False)


class Visit(models.Model):
    """A session as its owner sees it in the list of theirs."""

    session = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="visits")
    agent = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=45, blank=True)
    begun = models.DateTimeField(auto_now_add=True)
    last = models.DateTimeField()


class Presence(models.Model):
    """Who has a report open; old rows mean nothing, and hold no report fast."""

    report = models.ForeignKey(Report, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    seen = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "user"], name="one_presence_a_report")]


class Job(models.Model):
    """Something that takes long: taking in and reading, exporting. See ``sijill.desk.jobs``."""

    kind = models.CharField(max_length=20)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="jobs")
    state = models.CharField(max_length=10, default="waiting", db_index=True)
    """waiting, running, done or failed."""
    asked = models.JSONField(default=dict)
    """What it is to do."""
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    step = models.CharField(max_length=20, blank=True)
    """What it is at, as a code that pages translate."""
    told = models.JSONField(default=dict)
    """What came of it; ``error`` where it failed."""
    made = models.DateTimeField(auto_now_add=True)
    beat = models.DateTimeField(null=True)
    """When whoever runs it last gave a sign."""
    ended = models.DateTimeField(null=True)


class SavedSearch(models.Model):
    """A question that a person asks again: a page and its query."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="searches")
    name = models.CharField(max_length=150)
    page = models.CharField(max_length=40)
    """The name of the route."""
    query = models.TextField(blank=True)
    shared = models.BooleanField(default=False)
    """Whether everybody with an account sees it in their list."""
    made = models.DateTimeField(auto_now_add=True)


class Given(models.Model):
    """A file that was given out; the bytes lie in the desk's folder, and the export is in the audit chain."""

    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="given")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="given")
    format = models.CharField(max_length=20)
    redacted = models.BooleanField()
    filters = models.JSONField(default=dict)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    rows = models.IntegerField()
    loss = models.JSONField(default=dict)
    made = models.DateTimeField(auto_now_add=True)


class Tally(models.Model):
    """How often reports name a party or a place, counted beforehand (``sijill.desk.bodies.tally``), so that lists need not count over everything."""

    kind = models.CharField(max_length=5)
    """party or place."""
    key = models.TextField()
    """The id of the registry or gazetteer, else the name, folded and without articles."""
    scope = models.BigIntegerField()
    """What was counted: the collection, -1 for reports in none, 0 for all together."""
    section = models.CharField(max_length=8)
    """listed (in registry or gazetteer), unlisted, people for kinds of people, or person for a private one."""
    name = models.TextField()
    en = models.TextField(blank=True)
    sort = models.CharField(max_length=20, blank=True)
    """Of which kind the body or place is, where that is known."""
    words = models.TextField(blank=True)
    """The words of all names, each behind a blank, as searches compare them."""
    spelled = models.JSONField(default=list)
    """The names as reports have them, of each spelling one."""
    candidates = models.TextField(blank=True)
    """Ids of the places that an unlisted one may be, each between bars."""
    claims = models.IntegerField(default=0)
    incidents = models.IntegerField(default=0)
    """Only of the scope 0: one incident may be told in several collections."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key", "scope"], name="one_tally_a_scope")]
        indexes = [models.Index(fields=["kind", "scope", "section", "-claims", "key"], name="tally_order")]


class Setting(models.Model):
    """A setting of the whole desk that an administrator made on its pages."""

    key = models.CharField(max_length=40, primary_key=True)
    value = models.JSONField(null=True)

    @classmethod
    def of(cls, key: str, default: Any = None) -> Any:
        """What a setting says; the default where nobody made it."""
        found = cls.objects.filter(key=key).values_list("value", flat=True).first()
        return default if found is None else found
