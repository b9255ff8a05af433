"""The detection of this machine, with what the user has set about it."""

from wan22_desktop.core.places import Places
from wan22_desktop.core.settings import load_settings
from wan22_desktop.hardware.vram_manager import VRAMManager


def vram_manager(places: Places) -> VRAMManager:
    """Detects the cards; where nobody can tell, the setting `hardware.manual_vram_bytes` does."""
    settings = load_settings(places.settings_file).settings
    return VRAMManager(places.home, manual_vram_bytes=settings.hardware.manual_vram_bytes)
