"""The audit chain, to be read and checked."""
