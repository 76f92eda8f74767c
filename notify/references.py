"""Channels and secrets that are kept elsewhere: `env:NAME` and `keyring:SERVICE/NAME`."""

from __future__ import annotations

import re
from collections.abc import Mapping

ENVIRONMENT = "env:"
KEYRING = "keyring:"
REFERENCES = (ENVIRONMENT, KEYRING)  # what these begin is no secret
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class BadChannel(ValueError):  # noqa: N818 - it reads as what the channel is
    """A channel that cannot be used; one line that says what to write instead, never the URL itself."""


def resolve(text: str, environ: Mapping[str, str], *, holds: str = "the channel's URL") -> str:
    """The text itself, or what the place holds that it refers to. Raises BadChannel."""
    if text.startswith(KEYRING):
        return _from_keyring(text.removeprefix(KEYRING).strip())
    if not text.startswith(ENVIRONMENT):
        return text.strip()
    name = text.removeprefix(ENVIRONMENT).strip()
    if not _VARIABLE.fullmatch(name):
        raise BadChannel("after env: comes the name of an environment variable, for example env:TEAM_CHANNEL")
    found = environ.get(name, "").strip()
    if not found:
        raise BadChannel(f"the environment variable {name} is not set: it must hold {holds}")
    return found


def _from_keyring(name: str) -> str:
    service, between, entry = name.partition("/")
    if not (service and between and entry):
        raise BadChannel("after keyring: come a service and a name, for example keyring:policywatch/team")
    try:
        import keyring
        import keyring.errors
    except ImportError as missing:
        raise BadChannel("keyring: needs the extra: pip install 'policywatch[keyring]'") from missing
    try:
        found = keyring.get_password(service, entry)
    except keyring.errors.KeyringError as wrong:
        raise BadChannel(f"the keyring cannot be asked ({type(wrong).__name__}): unlock it or use env:NAME") from None
    if not found:
        raise BadChannel(f"the keyring has no {entry} of {service}: keyring set {service} {entry}")
    return str(found).strip()
