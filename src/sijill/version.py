"""The version of the package, alone in its module so that every layer may import it."""

VERSION = "0.1.0"
