"""Coming in and going out: the first account, name and password, the second factor; and the language, for everybody."""

from __future__ import annotations

import hmac
from hashlib import sha256

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as show_device
from django_otp import user_has_device

from sijill.desk import policy
from sijill.desk.accounts import acts, factor, forms, links, throttle, visits
from sijill.desk.accounts.notes import note, noted
from sijill.desk.models import Setting, User, Visit

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def onward(request: HttpRequest) -> str:
    """Where to go then: what ``next`` says where that is a page of this desk, else the reports."""
    to = request.POST.get("next") or request.GET.get("next") or ""
    return to if url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure()) else "/"


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Makes the first account, for whoever has the token that the server printed."""
    if User.objects.exists():
        return render(request, "desk/accounts/first.html", {"made": True})
    given = request.POST.get("token") or request.GET.get("token") or ""
    if given and (seconds := throttle.seconds_left(request, throttle.FIRST)):
        return throttle.wait(request, seconds)
    if not given or not _right(given):
        if given:
            throttle.failed(request, throttle.FIRST, step="first run")
        return render(request, "desk/accounts/first.html", {"wrong": bool(given)}, status=403 if given else 200)
    form = forms.First(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with noted(form.cleaned_data["username"]) as chain:
            # Asked again where nobody else writes: of two that come with one token, one makes the account.
            if User.objects.exists() or not _right(given):
                return redirect("accounts:login")
            Setting.objects.filter(key="first_token").delete()
            user = User.objects.create_user(
                User.normalize_username(form.cleaned_data["username"]), form.cleaned_data["password1"], name=form.cleaned_data["name"], role="admin"
            )
            chain.add("account.made", user.username, {"role": "admin", "by": "first run"})
        throttle.forget(request, throttle.FIRST)
        return enter(request, user, "first run")
    return render(request, "desk/accounts/first.html", {"form": form, "token": given})


def _right(token: str) -> bool:
    kept = Setting.objects.filter(key="first_token").values_list("value", flat=True).first()
    return isinstance(kept, str) and hmac.compare_digest(kept, sha256(token.encode("utf-8", "surrogatepass")).hexdigest())


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password. A name that there is none of is answered like a wrong password, and after the same work."""
    if isinstance(request.user, User):
        return HttpResponseRedirect(onward(request))
    form = forms.Login(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if seconds := throttle.seconds_left(request, form.cleaned_data["username"]):
            return throttle.wait(request, seconds)
        user = authenticate(request, **form.cleaned_data)
        if isinstance(user, User):
            return enter(request, user, "password")
        form.add_error(None, _("Name and password do not belong together, or the account is closed."))
    return render(request, "desk/accounts/login.html", {"form": form, "next": onward(request)})


def enter(request: HttpRequest, user: User, step: str) -> HttpResponse:
    """Begin a session of a person who showed who they are; whoever has a second factor has to show that, too."""
    to = onward(request)
    login(request, user, MODEL_BACKEND)
    if user_has_device(user):
        return redirect(f"{_second()}?{_next(to)}")
    note(user.username, "account.login", user.username, step=step, second=False)
    return HttpResponseRedirect(to)


def _second() -> str:
    from django.urls import reverse

    return reverse("accounts:second")


def _next(to: str) -> str:
    from urllib.parse import urlencode

    return urlencode({"next": to})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """The code of the second factor, or one of the recovery codes."""
    user = policy.person(request)
    if request.user.is_verified() or not user_has_device(user):
        return HttpResponseRedirect(onward(request))
    form = forms.Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = throttle.second(user.username)
        if seconds := throttle.seconds_left(request, name):
            return throttle.wait(request, seconds)
        device = factor.passed(user, form.cleaned_data["code"])
        if device is not None:
            throttle.forget(request, name)
            visits.renew(request)
            show_device(request, device)
            note(user.username, "account.login", user.username, step="password", second=True, recovery=factor.is_recovery(device))
            return HttpResponseRedirect(onward(request))
        throttle.failed(request, name, step="second", of=user.username)
        form.add_error("code", _("The code is wrong or was used already. Wait for the next one."))
    return render(request, "desk/accounts/second.html", {"form": form, "next": onward(request)})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, whom: str, token: str) -> HttpResponse:
    """Lets in whoever has an address that an administrator handed them, once; they set a password."""
    found = links.opened(whom, token)
    if found is None:
        return render(request, "desk/accounts/welcome.html", {"gone": True}, status=404)
    form = forms.NewPassword(request.POST if request.method == "POST" else None, user=found.user) if found.password else None
    if request.method == "POST" and (form is None or form.is_valid()):
        with noted(found.user.username):
            # Asked again where nobody else writes, so that it lets in once.
            found = links.opened(whom, token)
            if found is not None:
                if form is not None:
                    acts.set_password(found.user, form.cleaned_data["password1"], found.user.username)
                return enter(request, found.user, "link")
        return render(request, "desk/accounts/welcome.html", {"gone": True}, status=404)
    return render(request, "desk/accounts/welcome.html", {"form": form, "whom": found.user})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    with transaction.atomic():
        Visit.objects.filter(session=request.session.session_key).delete()
        logout(request)
    return redirect("accounts:login")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language, for oneself and for this browser."""
    answer = HttpResponseRedirect(onward(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86400, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True)
        if isinstance(request.user, User):
            User.objects.filter(pk=request.user.pk).update(language=chosen)
    return answer


