"""What a package consists of, as the hub says it: `HubClient` makes manifests."""

from collections.abc import Callable

from pydantic import ValidationError

from wan22_desktop.core.catalog import CatalogPackage, Source
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.manifest import Manifest, ManifestFile
from wan22_desktop.core.safe_names import safe_relative_path
from wan22_desktop.core.texts import tr
from wan22_desktop.downloads.hub_api import (
    HubApi,
    HubNonsenseError,
    HubStatusError,
    HubStoppedError,
    HubUnreachableError,
    TreeFile,
)

ALLOWED_SUFFIXES = (".safetensors", ".gguf", ".json", ".txt", ".model")
"""Weights without code, and what describes them. Anything else of a repository stays there."""

_UNCHANGED = tr("Nothing was changed.")


class HubClient:
    """Satisfies the model manager's `Hub`; safe on any thread.

    `token` is asked before each question, so that signing in takes effect at once. Trouble that
    passes is retried for `patience_s` seconds; `close` ends whatever is asked.
    """

    def __init__(
        self,
        endpoint: str,
        token: Callable[[], str | None],
        *,
        time_limit_s: float = 20.0,
        patience_s: float = 60.0,
    ) -> None:
        """Raises UserError if a token would not be safe at `endpoint`."""
        self._api = HubApi(endpoint, token, time_limit_s=time_limit_s, patience_s=patience_s)
        self._token = token

    def close(self) -> None:
        self._api.close()

    def manifest(self, package: CatalogPackage) -> Manifest:
        """The package's files at the newest commits; asks the network, raises UserError."""
        files = [file for source in package.sources for file in self._files(package, source)]
        try:
            return Manifest(package=package.id, files=tuple(files))
        except ValidationError as error:
            raise _refused(package, error.errors()[0]["msg"]) from error

    def _files(self, package: CatalogPackage, source: Source) -> list[ManifestFile]:
        try:
            commit = self._api.commit(source.repository, source.revision)
            tree = self._api.tree(source.repository, commit)
        except HubStatusError as error:
            raise self._status_error(source, error) from error
        except HubUnreachableError as error:
            raise UserError(
                tr(
                    "The hub {endpoint} cannot be reached. {error} Check the network connection "
                    "and try again.",
                    endpoint=self._api.endpoint,
                    error=error,
                ),
                category=ErrorCategory.NETWORK,
                safe=_UNCHANGED,
                recoveries=(Recovery.CHECK_NETWORK, Recovery.RETRY),
            ) from error
        except HubNonsenseError as error:
            raise UserError(
                tr(
                    "What answers at {endpoint} does not speak as a hub does ({error}). Some "
                    "networks show a page of their own first: open a web page, sign in there, and "
                    "try again.",
                    endpoint=self._api.endpoint,
                    error=error,
                ),
                category=ErrorCategory.NETWORK,
                safe=_UNCHANGED,
                recoveries=(Recovery.CHECK_NETWORK, Recovery.RETRY),
            ) from error
        except HubStoppedError as error:
            raise UserError(
                tr("The question to the hub was given up."),
                category=ErrorCategory.BUSY,
                safe=_UNCHANGED,
            ) from error
        try:
            files = [
                _manifest_file(source, commit, file)
                for file in tree
                if file.path.endswith(ALLOWED_SUFFIXES) and source.selects(file.path)
            ]
        except ValidationError as error:
            raise _refused(package, error.errors()[0]["msg"]) from error
        except ValueError as error:
            raise _refused(package, str(error)) from error
        if not files:
            raise UserError(
                tr(
                    "The repository {repository} no longer has the files of {title}. A newer "
                    "version of this app may know where they are now.",
                    repository=source.repository,
                    title=package.title,
                ),
                category=ErrorCategory.MODEL,
                safe=_UNCHANGED,
            )
        return files

    def _status_error(self, source: Source, error: HubStatusError) -> UserError:
        page = f"{self._api.endpoint}/{source.repository}"
        if error.code == "RevisionNotFound":
            return UserError(
                tr(
                    "{repository} has no version {revision!a} any more. A newer version of this "
                    "app may know another one.",
                    repository=source.repository,
                    revision=source.revision,
                ),
                category=ErrorCategory.MODEL,
                safe=_UNCHANGED,
            )
        if error.code == "GatedRepo" or error.status in (401, 403):
            token_at_fault = (
                tr("the access token in the settings is wrong or may not read it")
                if self._token() and error.code != "GatedRepo"
                else tr("its licence has to be accepted first, or it is not public")
            )
            return UserError(
                tr(
                    "The hub does not hand out {repository}: {reason}. Open {page}, sign "
                    "in, accept the licence if one is shown, make an access token on your "
                    "account's settings page, and put it into this app's settings.",
                    repository=source.repository,
                    reason=token_at_fault,
                    page=page,
                ),
                category=ErrorCategory.MODEL,
                safe=_UNCHANGED,
                recoveries=(Recovery.SIGN_IN,),
            )
        if error.status == 404:
            return UserError(
                tr(
                    "The hub has no repository {repository}, or shows it only to some: open {page} "
                    "to see. If you can see it there, put your access token into the settings.",
                    repository=source.repository,
                    page=page,
                ),
                category=ErrorCategory.MODEL,
                safe=_UNCHANGED,
                recoveries=(Recovery.SIGN_IN,),
            )
        busy = tr("is asked too often") if error.status == 429 else tr("has trouble of its own")
        return UserError(
            tr(
                "The hub {endpoint} {trouble} ({error}). Try again in some minutes.",
                endpoint=self._api.endpoint,
                trouble=busy,
                error=error,
            ),
            category=ErrorCategory.NETWORK,
            safe=_UNCHANGED,
            recoveries=(Recovery.RETRY,),
        )


def _manifest_file(source: Source, commit: str, file: TreeFile) -> ManifestFile:
    """Raises ValueError for a name that is not safe, or an entry that makes no sense."""
    return ManifestFile(
        path=source.path_in_package(safe_relative_path(file.path)),
        size_bytes=file.size_bytes,
        sha256=file.sha256,
        # Of a large file git's digest is that of a pointer, not of the content.
        git_sha1=None if file.sha256 else file.git_sha1,
        repository=source.repository,
        commit=commit,
        source_path=file.path,
    )


def _refused(package: CatalogPackage, reason: str) -> UserError:
    return UserError(
        tr(
            "What the hub lists for {title} is refused: {reason}. It would not be safe to install "
            "it.",
            title=package.title,
            reason=reason,
        ),
        category=ErrorCategory.MODEL,
        safe=_UNCHANGED,
    )
