"""The closed vocabulary of event types, by family.  ``docs/record-format.md`` says what each means."""

from __future__ import annotations

FAMILIES: dict[str, tuple[str, ...]] = {
    "battle": ("armed_clash", "ambush", "attack", "sweep_operation", "territorial_capture", "siege"),
    "remote_violence": (
        "air_strike", "drone_strike", "shelling", "missile_strike", "ied_explosion", "mine_explosion",
        "suicide_attack", "planted_bombing", "interception",
    ),
    "violence_against_people": (
        "killing", "execution", "assassination", "massacre", "abduction", "torture", "sexual_violence",
        "attack_on_civilians",
    ),
    "detention": ("arrest", "capture", "raid", "release", "prisoner_exchange"),
    "force_movement": ("deployment", "withdrawal", "reinforcement", "expulsion", "checkpoint"),
    "personnel": (
        "recruitment", "child_recruitment", "training", "defection", "desertion", "unit_formation",
        "appointment", "manhunt",
    ),
    "aftermath": (
        "body_recovery", "funeral", "mass_grave", "casualty_announcement", "medical_evacuation",
        "displacement",
    ),
    "property": ("looting", "property_destruction", "attack_on_facility", "weapons_seizure"),
    "politics": (
        "statement", "accusation", "agreement", "ceasefire", "protest", "visit", "aid_delivery",
        "denial_of_aid", "recruitment_drive", "video_release",
    ),
}  # fmt: skip
"""Event types of the record format; two types of one family are kin (half a point in evaluation)."""

FAMILY: dict[str, str] = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}
"""The family of every event type."""
