"""Why the register refuses an act, in the person's language as far as it is one of the refusals that people meet at the reading page."""

from __future__ import annotations

import re

from django.utils.translation import gettext, gettext_noop

_SAID: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), said)
    for pattern, said in (
        (r".*is no date; write", gettext_noop("This is no date; write 2021-04-05, 2021-04, 2021 or 2021-04-05/2021-04-09, with ? (uncertain) or ~ (about) behind it.")),
        (r".*ends before it begins", gettext_noop("The interval ends before it begins; put the earlier date first.")),
        (r".*two people differ on", gettext_noop("Two people differ on a value; decide that first.")),
        (r".*is of something that the newer reading has no longer", gettext_noop("Something was said of a value that the newer reading has no longer; add it anew, or take it back.")),
        (r"only .* coded", gettext_noop("Only you coded this report; somebody else verifies it.")),
        (r"say in a comment", gettext_noop("Say in a comment what should be looked at again.")),
        (r".* is (unread|coded|in_review|returned|verified); from there", gettext_noop("The report stands elsewhere by now; load the page anew.")),
        (r".*(whoever reviews it returns it first)", gettext_noop("The report is with the second reader, who returns it before it can be changed.")),
        (r".*codes .* blind; say it in the lane", gettext_noop("You code this report blind; load the page anew and hand your own coding in first.")),
        (r".*the comment is empty", gettext_noop("The remark is empty; write something.")),
        (r".*there is no value to reject", gettext_noop("There is no value to reject any longer; load the page anew.")),
        (r".*there is a value already", gettext_noop("There is a value already; correct it.")),
        (r".*there is no event without|.*there is no statement without", gettext_noop("Without this there is no event: correct it, or reject the event.")),
        (r".*(there is no such value|there is no event or statement)", gettext_noop("There is no such value; load the page anew.")),
        (r".*characters; [\d,]+ at most", gettext_noop("The text is too long; make it shorter.")),
    )
)


def told(why: str) -> str:
    """A refusal in the person's language; one that is not among these as the register says it."""
    for pattern, said in _SAID:
        if pattern.match(why):
            return gettext(said)
    return why
