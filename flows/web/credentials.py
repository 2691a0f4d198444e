"""Decides which requests carry a person's API key, and keeps it out of everything else.

Some sources need a key. Keys come from the environment alone (`flows.settings`), are added as a request
is sent, and go to the source's own hosts, always encrypted. Replies have them cut out: addresses,
errors, bodies and the lake never hold one. Decides what is sent and what is cut. Leaves sending to `flows.web.client`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flows.errors import AccessRefused, LookError, SourceUnavailable
from flows.settings import Settings, environment_name
from flows.sources import Reply, Source
from flows.web.addresses import Address, with_query
from flows.web.disguises import cut_from


@dataclass(frozen=True)
class Keys:
    """The secrets that a source's requests carry. Never shown when printed."""

    hosts: frozenset[str] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """The values that must not come back."""
    variables: tuple[str, ...] = ()
    """The environment variables that they come from."""

    def added(self, address: Address, headers: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        """Target and headers of a request for `address`.

        Raises:
            AccessRefused: it would go to a mirror on another machine, whose owner would learn the key.
        """
        if self._are_for(address):
            self._require_own_machine(address)
            return with_query(address.target, self.params), {**headers, **self.headers}
        return address.target, dict(headers)

    def _require_own_machine(self, address: Address) -> None:
        if address.is_mirrored and not address.is_confidential:
            keys = " and ".join(self.variables)
            raise AccessRefused(
                f"{address.url}: {keys} would reach a mirror on another machine; no request was sent. "
                f"Unset ROLECALL_MIRROR for this source, or run the mirror on this machine"
            )

    def require_same_host(self, asked: Address, target: Address) -> None:
        """Raises SourceUnavailable when a request that carried keys is sent on to another host, or to an open line."""
        if self._are_for(asked) and not (target.host == asked.host and self._are_for(target)):
            raise SourceUnavailable(
                f"{asked.url}: redirects to {target.host}, which must not learn the key of {asked.host}; not followed"
            )

    def _are_for(self, address: Address) -> bool:
        is_safe = address.is_confidential or address.is_mirrored
        return bool(self.secrets) and address.host in self.hosts and is_safe

    def explained(self, error: LookError) -> LookError:
        """The error of a final answer. A refusal also names the keys that may be wrong."""
        if not self.variables or error.http_status not in (401, 403):
            return error
        return AccessRefused(f"{error}. Is {' or '.join(self.variables)} right?", error.http_status)

    def cleared(self, reply: Reply) -> Reply:
        """The reply without the keys that a server has sent back: in its body, or in where it leads."""
        if not self.secrets:
            return reply
        headers = {name: self._without(value) for name, value in reply.headers.items()}
        if "location" in headers:
            headers["location"] = self._without(self._without_params(reply.headers["location"]))
        return replace(reply, headers=headers, body=cut_from(reply.body, self.secrets))

    def _without_params(self, location: str) -> str:
        try:
            parts = urlsplit(location)
            query = parse_qsl(parts.query, keep_blank_values=True)
            kept = urlencode([pair for pair in query if pair[0] not in self.params])
            return urlunsplit(parts._replace(query=kept))
        except ValueError:
            return location  # not an address: whoever follows it says so

    def _without(self, value: str) -> str:
        return cut_from(value.encode("utf-8", "surrogateescape"), self.secrets).decode(
            "utf-8", "surrogateescape"
        )


NO_KEYS = Keys()


def missing_keys(source: Source, settings: Settings) -> tuple[str, ...]:
    """The environment variables still to be set before `source` is asked. Most sources need none."""
    unset = (name for name in source.key_settings if not settings.value_of(name))
    return tuple(map(environment_name, unset))


def keys_of(source: Source, settings: Settings) -> Keys:
    """The keys that requests to `source` carry.

    Raises:
        AccessRefused: one of its settings is not set. The message says which, and where to get it.
    """
    if missing := missing_keys(source, settings):
        where = f" ({source.keys_from})" if source.keys_from else ""
        raise AccessRefused(f"{source.title} needs an API key: set {' and '.join(missing)}{where}")
    names = source.key_settings
    return Keys(
        frozenset(source.hosts),
        {header: settings.value_of(name) for header, name in source.secret_headers.items()},
        {param: settings.value_of(name) for param, name in source.secret_params.items()},
        tuple(settings.keys[name] for name in names if name in settings.keys),
        tuple(map(environment_name, names)),
    )
