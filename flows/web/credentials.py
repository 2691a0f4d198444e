"""Which request carries a person's key, and that nothing else ever does.

Some sources want to know who asks. Their keys come from the environment alone (`flows.settings`), are added as a request
is sent, and go to the source's own hosts and never in the clear. Whatever comes back has them cut out: addresses, errors,
bodies and the lake never hold one. Decides what is sent and what is cut. Leaves sending to `flows.web.client`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from flows.errors import AccessRefused, LookError
from flows.settings import Settings, environment_name
from flows.sources import Reply, Source
from flows.web.addresses import Address, with_query

_REMOVED = "(key)"


@dataclass(frozen=True)
class Keys:
    """What a source's requests carry besides what its file asks. Shows none of it when printed."""

    hosts: frozenset[str] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """The values that must not come back."""
    variables: tuple[str, ...] = ()
    """The environment variables that they come from."""

    def added(self, address: Address, headers: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        """Target and headers of a request for `address`."""
        if address.host not in self.hosts or not address.is_confidential:
            return address.target, dict(headers)
        return with_query(address.target, self.params), {**headers, **self.headers}

    def explained(self, error: LookError) -> LookError:
        """The error of a final answer. A refusal also names the keys that may be wrong."""
        if not self.variables or error.http_status not in (401, 403):
            return error
        return AccessRefused(f"{error}. Is {' or '.join(self.variables)} right?", error.http_status)

    def cleared(self, reply: Reply) -> Reply:
        """The reply without the keys that a server has sent back: in its body, or in where it leads."""
        if not self.secrets:
            return reply
        body = reply.body
        for form in self._forms():
            body = body.replace(form.encode(), _REMOVED.encode())
        headers = {name: self._without(value) for name, value in reply.headers.items()}
        if "location" in headers:
            headers["location"] = self._without(self._without_params(reply.headers["location"]))
        return replace(reply, headers=headers, body=body)

    def _without_params(self, location: str) -> str:
        try:
            parts = urlsplit(location)
            query = parse_qsl(parts.query, keep_blank_values=True)
            kept = urlencode([pair for pair in query if pair[0] not in self.params])
            return urlunsplit(parts._replace(query=kept))
        except ValueError:
            return location  # not an address: whoever follows it says so

    def _without(self, value: str) -> str:
        for form in self._forms():
            value = value.replace(form, _REMOVED)
        return value

    def _forms(self) -> list[str]:
        """The secrets as they are, and as they stand in a query."""
        return [form for secret in self.secrets for form in (secret, quote(secret, safe=""))]


NO_KEYS = Keys()


def missing_keys(source: Source, settings: Settings) -> tuple[str, ...]:
    """The environment variables still to be set before `source` is asked. Most sources need none."""
    unset = (name for name in source.key_settings if not settings.value_of(name))
    return tuple(map(environment_name, unset))


def keys_of(source: Source, settings: Settings) -> Keys:
    """What the requests of `source` carry.

    Raises:
        AccessRefused: one of its settings is not set. The message says which, and where to get it.
    """
    if missing := missing_keys(source, settings):
        where = f" ({source.keys_from})" if source.keys_from else ""
        raise AccessRefused(
            f"{source.title} wants to know who asks: set {' and '.join(missing)}{where}"
        )
    names = source.key_settings
    return Keys(
        frozenset(source.hosts),
        {header: settings.value_of(name) for header, name in source.secret_headers.items()},
        {param: settings.value_of(name) for param, name in source.secret_params.items()},
        tuple(settings.keys[name] for name in names if name in settings.keys),
        tuple(map(environment_name, names)),
    )
