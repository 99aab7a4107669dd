"""The register: reports kept provably unchanged, their readings, what people say of them, and what follows.

    from sijill.register import Register

    with Register.open("sijill.db") as register:
        register.add(reports)
        register.read()
        print(register.counts())

``open`` must come before the models are imported: it tells Django which database there is.
"""

from __future__ import annotations

from sijill.register.register import Register

__all__ = ["Register"]
