"""Everything about a card as what JSON can hold: for the command line and for scripts."""

from wan22_desktop.lora_library.domain.codec import details_to_json, facts_to_json
from wan22_desktop.lora_library.domain.records import LoraCard, LoraEntry
from wan22_desktop.lora_library.domain.search import expert_of


def card_to_json(card: LoraCard) -> dict[str, object]:
    """Only dicts, lists, texts, numbers, truth values, None."""
    lead = card.lead
    return {
        "id": card.id,
        "name": card.name,
        "is_pair": card.is_pair,
        "is_automatic_pair": card.is_automatic,
        "expert": expert_of(card).value,
        "family": lead.facts.family.value,
        "mode": lead.facts.mode.value,
        "state": card.state.value,
        "size_bytes": card.size_bytes,
        "is_favourite": lead.is_favourite,
        "use_count": lead.use_count,
        "last_used": lead.last_used,
        "added_at": lead.added_at,
        "thumbnail": lead.thumbnail,
        "default_strengths": list(card.default_strengths),
        **details_to_json(lead.details),
        "files": [_file_to_json(entry) for entry in card.entries],
    }


def _file_to_json(entry: LoraEntry) -> dict[str, object]:
    return {
        "sha256": entry.sha256,
        "name": entry.name,
        "file_name": entry.file_name,
        "size_bytes": entry.size_bytes,
        "state": entry.state.value,
        "facts": facts_to_json(entry.facts),
    }
