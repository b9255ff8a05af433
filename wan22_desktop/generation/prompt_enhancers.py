"""Who can propose changes to a prompt: the rules that ship, and what others have installed."""

import logging

from wan22_desktop.generation.domain.enhancement import PromptEnhancer

ENTRY_POINTS = "wan22_desktop.prompt_enhancers"
"""The group under which a package names a class that makes a `PromptEnhancer` without arguments."""

log = logging.getLogger("wan22.generation")


def prompt_enhancers(group: str = ENTRY_POINTS) -> tuple[PromptEnhancer, ...]:
    """The rules first; whatever cannot be loaded is left out and logged."""
    # Not before the window is there: their patterns and the packages' metadata take their time.
    from importlib.metadata import entry_points

    from wan22_desktop.generation.domain.prompt_rules import RuleEnhancer

    found: list[PromptEnhancer] = [RuleEnhancer()]
    for entry in entry_points(group=group):
        try:
            found.append(entry.load()())
        except Exception:
            log.warning("the prompt enhancer %s cannot be loaded", entry.name, exc_info=True)
    return tuple(found)
