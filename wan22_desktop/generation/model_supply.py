"""The files that jobs are rendered with: where they are, whose they are, what is missing."""

from wan22_desktop.core.errors import Recovery, UserError
from wan22_desktop.core.installed import InstalledModels
from wan22_desktop.core.model_parts import ModelParts
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.places import Places
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.events import ModelInUse


class ModelSupply:
    """Looks at the disk each time that it is asked; safe to use from several threads."""

    def __init__(self, places: Places) -> None:
        self._installed = InstalledModels(places)
        self._store = ModelStore(places.models)

    def parts(self, model: Variant) -> ModelParts:
        """The files of an installed model; raises UserError if it is missing or damaged."""
        return self._installed.parts(model)

    def in_use(self, model: Variant) -> ModelInUse:
        """Whose files `parts` gives now."""
        chosen = self._store.chosen(model)
        if chosen is None:
            return ModelInUse(model, model.value)
        return ModelInUse(model, chosen.package, chosen.current)

    def lack(self, model: Variant) -> str:
        """What a job with this model has to wait for, in words; empty if it can begin."""
        title = model.facts.title
        try:
            self.parts(model)
        except UserError as error:
            if Recovery.INSTALL_MODEL in error.recoveries:
                return tr("Waits for {model} to be installed", model=title)
            return tr(
                "Waits for {model} to be repaired: {reason}", model=title, reason=error.message
            )
        except OSError as error:  # it is being put there, or taken away
            reason = error.strerror or error
            return tr("Waits for the files of {model}: {reason}", model=title, reason=reason)
        return ""
