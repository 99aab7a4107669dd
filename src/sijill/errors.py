"""The exception tree. Every error says what is wrong, where, and what to do."""


class SijillError(Exception):
    """Base of all errors that Sijill raises on purpose."""


class InputError(SijillError):
    """A file or record that cannot be read: wrong encoding, binary, empty, malformed."""


class KnowledgeError(SijillError):
    """A pack file with a mistake; the message names file, line and remedy."""


class RecordError(SijillError):
    """A record that is not well formed."""


class RegisterError(SijillError):
    """A register that cannot be opened, written or believed; the message names the database and the remedy."""
