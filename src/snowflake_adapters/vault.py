"""Secrets at rest, under AES-256-GCM."""

import base64
import binascii
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from typing_extensions import override

from snowflake_domain.tenancy.webhook_ports import Vault

_VERSION: Final = "v1."
_NONCE_BYTES: Final = 12
_PURPOSE: Final = b"snowflake vault v1"


class SealedVault(Vault):
    """Its key comes out of SECRET_KEY: with another one what was sealed can't be opened any more."""

    def __init__(self, *, secret: str) -> None:
        """Derive the key (HKDF-SHA256)."""
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
        self._cipher = AESGCM(key)

    @override
    def seal(self, secret: str, *, purpose: str) -> str:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, secret.encode(), purpose.encode())
        return _spelled(sealed)

    @override
    def open(self, sealed: str, *, purpose: str) -> str | None:
        try:
            raw = base64.b64decode(sealed.removeprefix(_VERSION), altchars=b"-_", validate=True)
            if _spelled(raw) != sealed:
                return None
            plain = self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode())
        except (binascii.Error, InvalidTag, ValueError):
            return None
        return plain.decode()


def _spelled(raw: bytes) -> str:
    """Return the one spelling of these bytes; base64 has bits that mean nothing."""
    return _VERSION + base64.urlsafe_b64encode(raw).decode()
