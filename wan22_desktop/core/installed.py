"""The files that render a model on this machine."""

import hashlib
from pathlib import Path

from pydantic import ValidationError

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.model_folder import fingerprint_of, model_error
from wan22_desktop.core.model_parts import ModelParts, find_parts
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.places import Places
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant


class InstalledModels:
    """Finds the parts of models, and looks again only where files have changed."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._found: dict[Variant, tuple[str, ModelParts]] = {}

    def parts(self, model: Variant) -> ModelParts:
        """Raises UserError if the model is missing or damaged.

        Parts that its own folder lacks are borrowed from the other installed models.
        """
        places = self._places
        installed = places.installed_models()
        if model not in installed:
            raise UserError(
                tr(
                    "{title} is not installed: install it, or put its files into {model_folder}.",
                    title=model.facts.title,
                    model_folder=places.model_folder(model),
                ),
                category=ErrorCategory.MODEL,
                field="model",
                suggestion=Variant.DEMO.value,
                recoveries=(Recovery.INSTALL_MODEL, Recovery.USE_DEMO_MODEL),
            )
        chosen = ModelStore(places.models).chosen(model)
        if chosen is not None and chosen.adopted is not None:
            return _adopted(model, {str(part): path for part, path in chosen.adopted.items()})
        folder = places.model_folder(model)
        lenders = tuple(places.model_folder(other) for other in installed if other is not model)
        try:
            prints = "".join(fingerprint_of(path) for path in (folder, *lenders) if path.exists())
        except OSError as error:
            raise model_error(
                tr("The model cannot be read: {reason}.", reason=error.strerror or error)
            ) from error
        fingerprint = hashlib.sha256(prints.encode()).hexdigest()
        found = self._found.get(model)
        if found is None or found[0] != fingerprint:
            found = self._found[model] = (fingerprint, find_parts(model, folder, lenders))
        return found[1]


def _adopted(model: Variant, paths: dict[str, str]) -> ModelParts:
    try:
        parts = ModelParts.model_validate({"variant": model, **paths})
    except ValidationError as error:
        raise model_error(
            tr(
                "The record of the adopted {title} is damaged: adopt it again.",
                title=model.facts.title,
            )
        ) from error
    for path in parts.paths:
        if not Path(path).exists():
            raise model_error(
                tr(
                    "{title} was used where it lay, but {path} is gone. Put it back, or install "
                    "the model.",
                    title=model.facts.title,
                    path=path,
                )
            )
    return parts
