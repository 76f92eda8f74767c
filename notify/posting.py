"""How webhooks and mails are sent: mixed into Apprise's own classes for them, whose URLs mean what they always mean.

Apprise writes a webhook's body while it sends it, so that it cannot be signed, and gives a mail another id each time.
"""

from __future__ import annotations

import json
from email.header import decode_header, make_header
from email.headerregistry import Address
from typing import Any, ClassVar

from notify import mail, webhook
from notify.webhook import Envelope


class Webhook:
    """JSON with our fields, signed where there is a secret."""

    envelope: Envelope

    def send(self: Any, body: str, title: str = "", notify_type: Any = None, **_: Any) -> bool:
        """Post the message; was it taken?"""
        import requests

        content = _content(self, title=title, body=body, kind=notify_type.value)
        port = f":{self.port}" if isinstance(self.port, int) else ""
        headers = {"User-Agent": self.app_id, "Content-Type": "application/json"}
        try:
            answer = requests.request(
                self.method,
                f"{'https' if self.secure else 'http'}://{self.host}{port}{self.fullpath}",
                data=content,
                params=self.params,
                headers={**headers, **webhook.headers(self.envelope, content), **self.headers},
                auth=(self.user, self.password) if self.user else None,
                verify=self.verify_certificate,
                timeout=self.request_timeout,
                allow_redirects=self.redirects,
            )
        except requests.RequestException as wrong:
            self.logger.debug("%s", wrong)
            return False
        taken = 200 <= answer.status_code < 300
        if not taken:
            self.logger.warning("error=%s", answer.status_code)
        return taken


def _content(plugin: Any, *, title: str, body: str, kind: str) -> bytes:
    said = {"version": plugin.json_version, "title": title, "message": body, "attachments": [], "type": kind}
    # `:message=text` renames one of Apprise's fields, `:message=` leaves it out; `:team=9` adds one.
    names = {key: plugin.payload_extras.get(key, key) for key in said}
    added = {key: value for key, value in plugin.payload_extras.items() if key not in said}
    renamed = {names[key]: value for key, value in said.items() if names[key]}
    return json.dumps({**renamed, **webhook.fields(plugin.envelope), **added}, ensure_ascii=False).encode()


class Mail:
    """A mail each for one reader, under an id that stays."""

    envelope: Envelope
    server: ClassVar[Any]  # what speaks to the server

    def send(self: Any, body: str, **words: Any) -> bool:
        """Send the mail to each reader; did all of them get it?"""
        if self.pgp_mode != "no":  # Apprise's own way: signing and encrypting is its business
            return bool(super().send(body, **words))  # type: ignore[misc]  # what it is mixed into has it
        sender = _address(*self.from_addr)
        replies = ", ".join(sorted(self.reply_to)) or None
        try:
            with self.server(
                host=self.smtp_host,
                port=self.port,
                secure_mode=self.secure_mode,
                user=self.user,
                password=self.password,
                verify_certificate=self.verify_certificate,
                socket_connect_timeout=self.socket_connect_timeout,
            ) as server:
                # All of them, also where one is refused: the others shall not miss it.
                taken = [
                    server.sendmail(
                        sender.addr_spec,
                        [address],
                        mail.written(
                            self.envelope,
                            sender=sender,
                            to=_address(name, address),
                            replies=replies,
                            headers=self.headers,
                        ),
                    )
                    for name, address in readers(self)
                ]
        except (OSError, RuntimeError) as wrong:  # smtplib's are OSErrors
            self.logger.debug("%s", wrong)
            return False
        return all(taken)


def readers(plugin: Any) -> list[tuple[str | None, str]]:
    """Everybody a mail URL names, with the name it gives them: nobody sees who else gets it."""
    everybody = dict.fromkeys([*(address for _, address in plugin.targets), *sorted(plugin.cc), *sorted(plugin.bcc)])
    names = {address: name for name, address in plugin.targets if name}
    return [(names.get(address) or plugin.names.get(address) or None, address) for address in everybody]


def _address(name: object, address: str) -> Address:
    shown = str(make_header(decode_header(str(name)))) if name else ""  # as a URL it comes encoded
    return Address(display_name=shown, addr_spec=address)
