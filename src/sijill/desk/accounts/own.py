"""What people do with their own account: name and language, password, second factor, sessions, tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as show_device
from django_otp import user_has_device

from sijill.desk import policy
from sijill.desk.accounts import acts, factor, forms, throttle, visits
from sijill.desk.models import Setting, Token, User

KEY = "factor_key"
"""Where the session keeps a secret until its owner has shown that their app has it."""


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """One's own account, all of it."""
    user = policy.person(request)
    form = forms.Profile(request.POST or None, initial={"name": user.name, "language": user.language, "digits": user.digits})
    if request.method == "POST" and form.is_valid():
        User.objects.filter(pk=user.pk).update(**form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("accounts:account")
    return _page(request, user, profile=form)


def _page(request: HttpRequest, user: User, **beside: Any) -> HttpResponse:
    initial = {"name": user.name, "language": user.language, "digits": user.digits}
    given = {
        "profile": forms.Profile(initial=initial), "token_form": forms.NewToken(roles=acts.lendable(user)), "has_factor": user_has_device(user), "codes_left": factor.left(user),
        "factor_needed": user.role in Setting.of("second_factor", ()), "visits": visits.of(user, request.session.session_key), "now": timezone.now(),
        "tokens": Token.objects.filter(user=user).order_by("revoked", "-pk")[:100], **beside,
    }  # fmt: skip
    return render(request, "desk/accounts/account.html", given)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Another password; the other sessions are signed out."""
    user = policy.person(request)
    # Whoever came in by a link alone, as in a demonstration, has none that could be asked for.
    has = user.has_usable_password()
    form = (forms.Changed if has else forms.NewPassword)(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        if seconds := throttle.seconds_left(request, user.username):
            return throttle.wait(request, seconds)
        if not has or _is(request, user, form.cleaned_data["password"]):
            acts.set_password(user, form.cleaned_data["password1"], user.username)
            old = request.session.session_key
            update_session_auth_hash(request, user)  # gives the session another key, too
            visits.renewed(old, request.session.session_key)
            visits.end(user, but=request.session.session_key)
            messages.success(request, _("The password is changed. Wherever else you were signed in, you are not any more."))
            return redirect("accounts:account")
        form.add_error("password", _("That is not your password."))
    return render(request, "desk/accounts/password.html", {"form": form})


def _is(request: HttpRequest, user: User, given: str) -> bool:
    """Whether that is the password; wrong ones are counted as at the login."""
    found = authenticate(request, username=user.username, password=given)
    return found is not None and found.pk == user.pk


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_up_factor(request: HttpRequest) -> HttpResponse:
    """The second factor: how it stands; where there is none, the secret, to be confirmed with a code."""
    user = policy.person(request)
    if user_has_device(user):
        return render(request, "desk/accounts/factor.html", {"set": True, "left": factor.left(user), "form": forms.Confirmed()})
    key = request.session.get(KEY)
    if key is None:
        key = request.session[KEY] = factor.new_key()
    form = forms.Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = factor.set_up(user, key, form.cleaned_data["code"])
        if done is not None:
            del request.session[KEY]
            acts.note_factor(user, True)
            visits.renew(request)
            show_device(request, done[0])
            visits.end(user, but=request.session.session_key)
            return render(request, "desk/accounts/codes.html", {"codes": done[1]})
        form.add_error("code", _("That is not the code of now. Is the clock of the phone right?"))
    needed = user.role in Setting.of("second_factor", ())
    return render(request, "desk/accounts/factor.html", {"form": form, "drawn": factor.drawn(key, user), "typed": factor.typed(key), "needed": needed})


@sensitive_post_parameters()
@require_POST
def change_factor(request: HttpRequest) -> HttpResponse:
    """With the password: new recovery codes (``do=codes``), or the second factor taken away (``do=remove``)."""
    user = policy.person(request)
    form = forms.Confirmed(request.POST)
    if form.is_valid() and user_has_device(user):
        if seconds := throttle.seconds_left(request, user.username):
            return throttle.wait(request, seconds)
        if _is(request, user, form.cleaned_data["password"]):
            if request.POST.get("do") == "remove":
                factor.remove(user)
                acts.note_factor(user, False)
                messages.success(request, _("The second factor is taken away."))
                return redirect("accounts:account")
            codes = factor.renew(user)
            acts.note_factor(user, True, "codes")
            return render(request, "desk/accounts/codes.html", {"codes": codes})
        form.add_error("password", _("That is not your password."))
    return render(request, "desk/accounts/factor.html", {"set": user_has_device(user), "left": factor.left(user), "form": form})


@require_POST
def end_visits(request: HttpRequest) -> HttpResponse:
    """End one session of one's own (``visit``), or all but this one."""
    user = policy.person(request)
    given = request.POST.get("visit", "")
    count = visits.end(user, pk=int(given), but=request.session.session_key) if given.isascii() and given.isdigit() else visits.end(user, but=request.session.session_key)
    messages.success(request, _("Signed out there.") if count else _("Nobody was signed in there any more."))
    return redirect("accounts:account")


@require_POST
def make_token(request: HttpRequest) -> HttpResponse:
    """A new token, shown this once."""
    user = policy.person(request)
    form = forms.NewToken(request.POST, roles=acts.lendable(user))
    if not form.is_valid():
        return _page(request, user, token_form=form)
    until = timezone.now() + timedelta(days=int(form.cleaned_data["days"]))
    return _page(request, user, fresh=acts.make_token(user, form.cleaned_data["name"], form.cleaned_data["role"], until))


@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """A token of one's own that holds no more."""
    user = policy.person(request)
    token = Token.objects.filter(pk=pk, user=user).first()
    if token is None:
        raise Http404
    acts.revoke(token, user.username)
    messages.success(request, _("The token holds no more."))
    return redirect("accounts:account")

