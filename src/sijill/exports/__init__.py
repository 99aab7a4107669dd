"""Giving out: one module a format, each a pure function over the cases that ``cases`` makes of the register's answers.

``crosswalk`` holds what other formats call our types, ``redaction`` what is hidden unless a person says otherwise, ``loss`` what a
format could not carry, ``giving`` writes the files and notes them in the audit chain.  ``dump`` and ``restore`` are the whole register as
JSON Lines, and back.
"""
