"""https through the guard: the connection goes to an address, the certificate must be the name's."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from snowflake_adapters.web_fetch.guarded import GuardedFetch
from snowflake_domain.kernel.fetch import FetchFailed
from tests.adapters.web import NAME, PUBLIC, as_if_public, hello, names, serving

ALL = "*/*"


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Make a certificate that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    shown, held = folder / f"{name}.crt", folder / f"{name}.key"
    shown.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    held.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return shown, held


async def test_https_checks_the_name_that_was_asked_for(tmp_path: Path) -> None:
    shown, held = certificate(tmp_path, NAME)
    keeping = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    keeping.load_cert_chain(shown, held)
    asked_for: list[str | None] = []
    keeping.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    trust = ssl.create_default_context(cafile=str(shown))
    resolve = names(other_example=[PUBLIC])
    async with serving(hello, PUBLIC, ssl_context=keeping) as server:
        fetch = GuardedFetch(ports=None, is_open=as_if_public, resolve=resolve, trust=trust)
        got = await fetch(f"https://{NAME}:{server.port}/", most=5, accept=ALL)
        assert got.content == b"hello"
        with pytest.raises(FetchFailed, match="certificate"):
            await fetch(f"https://other.example:{server.port}/", most=5, accept=ALL)
        distrusting = GuardedFetch(ports=None, is_open=as_if_public, resolve=resolve)
        with pytest.raises(FetchFailed, match="certificate"):
            await distrusting(f"https://{NAME}:{server.port}/", most=5, accept=ALL)
        assert asked_for == [NAME, "other.example", NAME]
        assert len(server.seen) == 1
