"""The second factor: codes by time (TOTP) of an app on a phone, and codes for the day that the phone is lost."""

from __future__ import annotations

import base64
import re
import secrets
import time
from typing import Any
from urllib.parse import quote, urlencode

from django.db import transaction
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from sijill.desk.models import User

RECOVERY = 10
"""Recovery codes that a person is given."""

_LATIN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def new_key() -> str:
    """A secret of 160 bits, in hexadecimal digits."""
    return secrets.token_hex(20)


def typed(key: str) -> str:
    """A secret as it is typed into an app: Base32 in groups of four."""
    said = base64.b32encode(bytes.fromhex(key)).decode()
    return " ".join(said[i : i + 4] for i in range(0, len(said), 4))


def drawn(key: str, user: User) -> str:
    """A secret as a QR code: an SVG image, drawn here, without any style of its own."""
    import segno

    about = urlencode({"secret": typed(key).replace(" ", ""), "issuer": "Sijill"})
    return str(segno.make(f"otpauth://totp/Sijill:{quote(user.username)}?{about}", error="m").svg_inline(scale=5, border=4, light="#fff"))


def set_up(user: User, key: str, code: str) -> tuple[TOTPDevice, list[str]] | None:
    """Keep the secret for a person who showed that their app has it, in place of an older one, with new recovery codes; None for a wrong code."""
    shown = TOTP(bytes.fromhex(key))
    shown.time = time.time()
    if not plain(code).isdigit() or not shown.verify(int(plain(code)), tolerance=1):
        return None
    with transaction.atomic():
        remove(user)
        # The code that was just shown is used up.
        device = TOTPDevice.objects.create(user=user, name="app", key=key, confirmed=True, last_t=shown.t(), drift=shown.drift)
        return device, renew(user)


def renew(user: User) -> list[str]:
    """New recovery codes in place of the old ones."""
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="recovery", confirmed=True)
        codes = [StaticToken.random_token() for _ in range(RECOVERY)]
        StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return codes


def left(user: User) -> int:
    """How many recovery codes are not used yet."""
    return StaticToken.objects.filter(device__user=user).count()


def remove(user: User) -> bool:
    """Take the second factor away; whether there was one."""
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        return bool(TOTPDevice.objects.filter(user=user).delete()[0])


def passed(user: User, code: str) -> Any:
    """The device whose code it is, or None; the code is used up."""
    given = plain(code)
    kind = TOTPDevice if given.isdigit() and len(given) == 6 else StaticDevice
    with transaction.atomic():
        for device in kind.objects.devices_for_user(user, confirmed=True).select_for_update():
            if device.verify_token(given):
                return device
    return None


def is_recovery(device: Any) -> bool:
    """Whether it is the recovery codes."""
    return isinstance(device, StaticDevice)


def plain(code: str) -> str:
    """A code as people type it (spaces, hyphens, Arabic digits) as it is compared."""
    return re.sub(r"[\s-]", "", code.translate(_LATIN)).lower()
