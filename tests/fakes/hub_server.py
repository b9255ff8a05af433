"""A real server on loopback that speaks as the Hugging Face hub does, with scripted faults.

    python -m fakes.hub_server --folder DIR --repo someone/model      (in tests/)

says its address and then, for each line that it reads, how many bytes of content it has sent.

Two ports as in life: the hub (lists of files, small files, redirects) and the storage behind it
("cdn": large files by signed addresses that expire). A third one, "elsewhere", is where nobody
should be led to; it serves the same signed addresses and every request is on record.
"""

import argparse
import hashlib
import json
import secrets
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from fakes.hub_contents import Commit, Content, Shelf, Source, SyntheticFile
from fakes.hub_faults import Fault
from fakes.hub_ports import Port, Role
from fakes.hub_replies import LoggedRequest, Reply

__all__ = ["Fault", "HubServer", "LoggedRequest", "SyntheticFile"]


class _Repo:
    def __init__(self, *, gated: bool, private: bool, allowed_tokens: frozenset[str]) -> None:
        self.gated = gated
        self.private = private
        self.allowed_tokens = allowed_tokens
        self.commits: list[Commit] = []

    def at(self, revision: str) -> Commit | None:
        if revision == "main":
            return self.commits[-1]
        return next((commit for commit in self.commits if commit.id == revision), None)


@dataclass(frozen=True)
class _Signed:
    """What an address of the storage stands for."""

    content: Content
    expires_at_s: float


class HubServer:
    """A hub with repositories of files; a context manager, ready when entered.

    `tokens` are those that the hub knows; any other is refused as the real one does.
    """

    def __init__(
        self,
        *,
        tokens: Iterable[str] = (),
        page_entries: int = 1000,
        url_life_s: float = 3600.0,
        port: int = 0,
    ) -> None:
        self.page_entries = page_entries
        """Entries of a tree in one answer."""
        self.url_life_s = url_life_s
        """After so long a signed address is refused."""
        self.bytes_per_second: float | None = None
        """Of each connection; None is as fast as can be. May be changed at any time."""
        self.requests: list[LoggedRequest] = []
        self.bytes_sent = 0
        """Of the content of files, all in all."""
        self.bytes_sent_of: Counter[str] = Counter()
        """The same by the path in the repository."""
        self.closing = threading.Event()
        self._tokens = frozenset(tokens)
        self._lock = threading.Lock()
        self._repos: dict[str, _Repo] = {}
        self._signed: dict[str, _Signed] = {}
        self._faults: list[Fault] = []
        self._twins: dict[str, Content] = {}
        self._shelf = Shelf(Path(tempfile.mkdtemp(prefix="wan22-hub-")))
        self._ports: dict[Role, Port] = {
            "hub": Port(self, "hub", port),
            "cdn": Port(self, "cdn", 0),
            "elsewhere": Port(self, "elsewhere", 0),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every connection and thread, also those that wait or stall."""
        self.closing.set()
        for port in self._ports.values():
            port.close()
        self._shelf.remove()

    # --- what it holds --------------------------------------------------------------------------

    @property
    def endpoint(self) -> str:
        """The address of the hub, without a slash at its end."""
        return self.address_of("hub")

    def address_of(self, role: Role) -> str:
        return f"http://127.0.0.1:{self._ports[role].number}"

    def add_repo(
        self,
        name: str,
        files: Mapping[str, Source],
        *,
        gated: bool = False,
        private: bool = False,
        allowed_tokens: Iterable[str] = (),
    ) -> str:
        """A new repository with one commit on `main`; the commit's id.

        A gated one shows its list of files to everybody and gives them to `allowed_tokens`; a
        private one is seen by those only.
        """
        self._repos[name] = _Repo(
            gated=gated, private=private, allowed_tokens=frozenset(allowed_tokens)
        )
        return self.commit(name, files)

    def commit(self, name: str, files: Mapping[str, Source], *, remove: Iterable[str] = ()) -> str:
        """A commit on `main` that adds or replaces files and removes some; its id."""
        repo = self._repos[name]
        contents = dict(repo.commits[-1].contents) if repo.commits else {}
        contents |= {path: self._shelf.store(path, source) for path, source in files.items()}
        for path in remove:
            del contents[path]
        lines = [f"{len(repo.commits)}", *(f"{p} {contents[p].sha256}" for p in sorted(contents))]
        id_ = hashlib.sha1("\n".join(lines).encode(), usedforsecurity=False).hexdigest()
        repo.commits.append(Commit(id_, contents))
        return id_

    def commit_of(self, name: str) -> str:
        """The id of `main`."""
        return self._repos[name].commits[-1].id

    def content(self, name: str, path: str) -> Content:
        """A file of a repository as `main` has it: its digests, and where it lies on the disk."""
        return self._repos[name].commits[-1].contents[path]

    def twin(self, content: Content) -> Content:
        """Other bytes of the same size, and so with other digests."""
        with self._lock:
            if content.sha256 not in self._twins:
                twin = SyntheticFile(content.size_bytes, seed=int(content.sha256[:8], 16))
                self._twins[content.sha256] = self._shelf.store(content.path, twin)
            return self._twins[content.sha256]

    # --- what it does ---------------------------------------------------------------------------

    def fault(self, fault: Fault) -> Fault:
        """Let a fault happen from now on; it ends by itself after its hits."""
        with self._lock:
            self._faults.append(fault)
        return fault

    @property
    def faults(self) -> list[Fault]:
        with self._lock:
            return list(self._faults)

    def clear_faults(self) -> None:
        with self._lock:
            self._faults.clear()

    def expire_urls(self) -> None:
        """All signed addresses that were given out are refused from now on."""
        with self._lock:
            self._signed = {
                signature: _Signed(signed.content, 0.0)
                for signature, signed in self._signed.items()
            }

    def refuse_connections(self, role: Role, seconds: float) -> None:
        """Close a port, and open it again later; connections that are open stay so."""
        self._ports[role].refuse(seconds)

    def open_ports(self) -> None:
        """End the refusal of connections."""
        for port in self._ports.values():
            port.open_again()

    def signed_url(self, content: Content, role: Role = "cdn") -> str:
        """An address that gives `content` for a while, as the hub redirects to."""
        signature = secrets.token_hex(16)
        with self._lock:
            self._signed[signature] = _Signed(content, time.monotonic() + self.url_life_s)
        name = content.path.rpartition("/")[2]
        query = urlencode(
            {
                "response-content-disposition": f'inline; filename="{name}";',
                "Expires": int(time.time() + self.url_life_s),
                "Signature": signature,
            }
        )
        return f"{self.address_of(role)}/{content.sha256}?{query}"

    def content_of(self, request: LoggedRequest) -> Content:
        """The file that a request is for, as its repository's `main` has it."""
        for repo in self._repos.values():
            if request.path in repo.commits[-1].contents:
                return repo.commits[-1].contents[request.path]
        raise KeyError(request.path)

    @property
    def leaks(self) -> list[LoggedRequest]:
        """Requests that carried a token to another origin than the hub's."""
        with self._lock:
            return [r for r in self.requests if r.server != "hub" and r.authorization]

    def asked_of(self, server: Role) -> list[LoggedRequest]:
        with self._lock:
            return [request for request in self.requests if request.server == server]

    # --- answers --------------------------------------------------------------------------------

    def answer(self, request: LoggedRequest) -> Reply:
        """Called by the ports for every request."""
        with self._lock:
            self.requests.append(request)
        reply = Reply(request)
        if request.server == "hub":
            self._answer_as_hub(request, reply)
        else:
            self._answer_as_storage(request, reply)
        for fault in self.faults:
            fault.meet(self, reply)
        request.status = reply.status
        return reply

    def count(self, request: LoggedRequest, sent_bytes: int) -> None:
        """Called by the ports for every slice of content."""
        with self._lock:
            request.content_bytes += sent_bytes
            self.bytes_sent += sent_bytes
            self.bytes_sent_of[request.path] += sent_bytes

    def _answer_as_storage(self, request: LoggedRequest, reply: Reply) -> None:
        url = urlsplit(request.target)
        signature = parse_qs(url.query).get("Signature", [""])[0]
        with self._lock:
            signed = self._signed.get(signature)
        if signed is not None:
            request.path, request.kind = signed.content.path, "content"
        if signed is None or signed.expires_at_s < time.monotonic():
            reason = "AccessDenied" if signed is None else "Request has expired"
            body = f"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>{reason}"
            reply.say(403, f"{body}</Message></Error>".encode(), Content_Type="application/xml")
            return
        reply.serve(signed.content, signed.content.storage_etag)

    def _answer_as_hub(self, request: LoggedRequest, reply: Reply) -> None:
        url = urlsplit(request.target)
        parts = [unquote(part) for part in url.path.strip("/").split("/")]
        match parts:
            case ["api", "models", owner, name, *rest]:
                request.kind = "api"
                self._answer_api(reply, f"{owner}/{name}", rest, parse_qs(url.query))
            case ["api", "resolve-cache", "models", owner, name, commit, *path]:
                request.kind, request.path = "content", "/".join(path)
                self._answer_file(reply, f"{owner}/{name}", commit)
            case [owner, name, "resolve", revision, *path]:
                request.kind, request.path = "resolve", "/".join(path)
                self._answer_file(reply, f"{owner}/{name}", revision)
            case _:
                reply.say(404, b"Not Found")

    def _answer_api(
        self, reply: Reply, name: str, rest: list[str], query: dict[str, list[str]]
    ) -> None:
        repo = self._admitted(reply, name)
        if repo is None:
            return
        revision = rest[1] if len(rest) > 1 else "main"
        commit = repo.at(revision)
        if commit is None:
            _refuse(reply, 404, "RevisionNotFound", f"Invalid rev id: {revision}")
            return
        match rest:
            case [] | ["revision", _]:
                siblings = [{"rfilename": path} for path in sorted(commit.contents)]
                facts = {
                    "_id": commit.id[:24], "id": name, "modelId": name, "sha": commit.id,
                    "author": name.partition("/")[0], "private": repo.private, "disabled": False,
                    "gated": "manual" if repo.gated else False, "tags": [], "downloads": 0,
                    "likes": 0, "lastModified": "2025-07-28T00:00:00.000Z",
                    "createdAt": "2025-07-28T00:00:00.000Z", "siblings": siblings,
                }  # fmt: skip
                _say_json(reply, facts)
            case ["tree", _, *folder]:
                self._answer_tree(reply, commit, "/".join(folder), query)
            case _:
                reply.say(404, b"Not Found")

    def _answer_tree(
        self, reply: Reply, commit: Commit, folder: str, query: dict[str, list[str]]
    ) -> None:
        recursive = query.get("recursive", ["false"])[0].lower() in ("true", "1")
        entries = commit.tree(folder, recursive=recursive)
        if entries is None:
            _refuse(reply, 404, "EntryNotFound", f"{folder} does not exist on {commit.id}")
            return
        begin = int(query.get("cursor", ["0"])[0])
        end = begin + min(self.page_entries, int(query.get("limit", ["1000"])[0]))
        _say_json(reply, entries[begin:end])
        if end < len(entries):
            following = {name: values[0] for name, values in query.items()} | {"cursor": str(end)}
            path = urlsplit(reply.request.target).path
            reply.headers["Link"] = f'<{self.endpoint}{path}?{urlencode(following)}>; rel="next"'

    def _answer_file(self, reply: Reply, name: str, revision: str) -> None:
        repo = self._admitted(reply, name, files=True)
        if repo is None:
            return
        path = reply.request.path
        commit = repo.at(revision)
        if commit is None:
            _refuse(reply, 404, "RevisionNotFound", f"Invalid rev id: {revision}")
            return
        reply.headers["X-Repo-Commit"] = commit.id
        content = commit.contents.get(path)
        if content is None:
            _refuse(reply, 404, "EntryNotFound", "Entry not found", commit.id)
        elif content.is_lfs:
            reply.say(
                302,
                b"Found. Redirecting",
                X_Repo_Commit=commit.id,
                X_Linked_Size=str(content.size_bytes),
                X_Linked_Etag=f'"{content.sha256}"',
                Accept_Ranges="bytes",
                Location=self.signed_url(content),
            )
        elif reply.request.kind == "resolve":
            # The real hub sends small files to an address of its own, relative to itself.
            cache = f"/api/resolve-cache/models/{name}/{commit.id}/{quote(path)}"
            asked = quote(f"/{name}/resolve/{revision}/{path}", safe="")
            etag = quote(f'"{content.git_sha1}"')
            reply.say(
                307,
                b"Temporary Redirect",
                X_Repo_Commit=commit.id,
                X_Linked_Size=str(content.size_bytes),
                X_Linked_Etag=f'"{content.git_sha1}"',
                Location=f"{cache}?{asked}=&etag={etag}",
            )
        else:
            reply.headers["Content-Type"] = "text/plain; charset=utf-8"
            reply.serve(content, f'"{content.git_sha1}"')

    def _admitted(self, reply: Reply, name: str, *, files: bool = False) -> _Repo | None:
        """The repository, if who asks may have it; otherwise the refusal is in `reply`."""
        sent = reply.request.authorization
        token = None if sent is None else sent.removeprefix("Bearer ")
        if token is not None and token not in self._tokens:
            _refuse(reply, 401, None, "Invalid credentials in Authorization header")
            return None
        repo = self._repos.get(name)
        may = repo is not None and token in repo.allowed_tokens
        if repo is None or (repo.private and not may):
            # Nobody is told whether a repository exists that is not theirs.
            status = 401 if token is None else 404
            _refuse(reply, status, "RepoNotFound", "Repository not found")
            return None
        if files and repo.gated and not may:
            status, way = (401, "log in") if token is None else (403, "ask for access")
            text = f"Access to model {name} is restricted: {way}."
            _refuse(reply, status, "GatedRepo", text, repo.commits[-1].id)
            return None
        return repo


def _say_json(reply: Reply, value: object) -> None:
    reply.say(200, json.dumps(value).encode(), Content_Type="application/json; charset=utf-8")


def _refuse(reply: Reply, status: int, code: str | None, text: str, commit: str = "") -> None:
    reply.say(status, json.dumps({"error": text}).encode(), Content_Type="application/json")
    reply.headers["X-Error-Message"] = text
    if code:
        reply.headers["X-Error-Code"] = code
    if commit:
        reply.headers["X-Repo-Commit"] = commit


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve a folder as a repository of a hub.")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--repo", default="someone/model")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--limit", type=float, default=None, help="bytes per second, each file")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    files = {
        file.relative_to(folder).as_posix(): file
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    with HubServer(port=arguments.port) as hub:
        hub.bytes_per_second = arguments.limit
        commit = hub.add_repo(arguments.repo, files)
        facts = {"endpoint": hub.endpoint, "repo": arguments.repo, "commit": commit}
        print(json.dumps(facts), flush=True)
        with suppress(KeyboardInterrupt):
            for _line in sys.stdin:
                print(hub.bytes_sent, flush=True)
            hub.closing.wait()


if __name__ == "__main__":
    main()
