"""How a package goes from one version to another: which is used, and which are kept."""

from wan22_desktop.core.manifest import Manifest
from wan22_desktop.core.model_store import PackageRecord
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import size


def after_update(record: PackageRecord, version: str, at: str) -> PackageRecord:
    """`version` is used from now on.

    What it replaces is kept until a render has proven the new one; if the replaced version was not
    proven itself, the one before it is kept instead, for that is the last that is known to work.
    """
    if record.current == version:
        return record
    keeps_older = not record.proven and record.previous not in (None, version)
    previous = record.previous if keeps_older else record.current
    return record.model_copy(
        update={
            "current": version,
            "previous": previous,
            "proven": False,
            "adopted": None,
            "installed_at": at,
        }
    )


def after_roll_back(record: PackageRecord, at: str) -> PackageRecord:
    """The version before is used again.

    It counts as proven. What is left behind is kept until the next good render, so that the same
    click leads back.
    """
    return record.model_copy(
        update={
            "current": record.previous,
            "previous": record.current,
            "proven": True,
            "installed_at": at,
        }
    )


def after_good_render(record: PackageRecord) -> PackageRecord:
    """The version in use works: no other one is needed."""
    return record.model_copy(update={"proven": True, "previous": None})


def difference(installed: Manifest, offered: Manifest) -> str:
    """What an update would change, for people; empty if nothing."""
    old = {file.path: file.digest for file in installed.files}
    new = {file.path: file.digest for file in offered.files}
    changed = sum(old[path] != digest for path, digest in new.items() if path in old)
    counts = (
        (changed, tr("changed")), (len(new.keys() - old.keys()), tr("new")),
        (len(old.keys() - new.keys()), tr("gone")),
    )  # fmt: skip
    told = [f"{count} {word}" for count, word in counts if count]
    if not told:
        return ""
    have = set(old.values())
    to_fetch = sum(file.size_bytes for file in offered.files if file.digest not in have)
    return tr("Files: {changes}; {size} to fetch.", changes=", ".join(told), size=size(to_fetch))
