"""Certificates for the tests, made anew for each run: of an authority, of agents, of a client."""

import base64
import datetime
import hashlib
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "127.0.0.1"
PASSPHRASE = "passphrase canary-e85b"
CLIENT = "bridge@example.com"


def make(folder: Path) -> None:
    """Fills the folder.

    `ca.pem` and `other-ca.pem` are authorities; `right.pem`, `expired.pem`, `elsewhere.pem` (for another
    host) and `self-signed.pem` agents' certificates with their keys, `right.crt` and `right.key` one of them
    in two files; `client.crt` and `client.key` the client's, `locked.key` the same key encrypted,
    `stranger.*` what the other authority vouches for.
    """
    authority, other = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    other.cert_pem.write_to_path(folder / "other-ca.pem")
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)

    write_pair(authority.issue_cert(HOST), folder / "right")
    write_pair(authority.issue_cert("agent.example.com"), folder / "elsewhere")
    expired = authority.issue_cert(HOST, not_before=now - 30 * day, not_after=now - day)
    write_pair(expired, folder / "expired")
    write_pair(authority.issue_cert(CLIENT), folder / "client")
    write_pair(other.issue_cert(CLIENT), folder / "stranger")
    (folder / "self-signed.pem").write_bytes(self_signed(now - day, now + day))
    lock(folder / "client.key", folder / "locked.key")


def write_pair(leaf: trustme.LeafCert, path: Path) -> None:
    for suffix, blobs in {
        ".key": [leaf.private_key_pem],
        ".crt": leaf.cert_chain_pems,
        ".pem": [leaf.private_key_pem, *leaf.cert_chain_pems],
    }.items():
        file = path.with_suffix(suffix)
        file.touch(mode=0o600)
        file.write_bytes(b"".join(blob.bytes() for blob in blobs))


def self_signed(start: datetime.datetime, end: datetime.datetime) -> bytes:
    """Key and certificate of an agent that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), start, end)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return private_pem(key) + certificate.public_bytes(serialization.Encoding.PEM)


def private_pem(key: object, passphrase: str | None = None) -> bytes:
    """As PKCS#8, encrypted if there is a passphrase."""
    assert hasattr(key, "private_bytes")
    encryption = (
        serialization.BestAvailableEncryption(passphrase.encode())
        if passphrase
        else serialization.NoEncryption()
    )
    pem: bytes = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    return pem


def lock(key: Path, locked: Path) -> None:
    loaded = serialization.load_pem_private_key(key.read_bytes(), None)
    locked.touch(mode=0o600)
    locked.write_bytes(private_pem(loaded, PASSPHRASE))


def pin(certificate: Path) -> str:
    """The public key of it, as curl pins it."""
    loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
    key = loaded.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return "sha256//" + base64.b64encode(hashlib.sha256(key).digest()).decode()
