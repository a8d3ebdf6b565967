"""A certificate authority of our own, for a hall without a public name or without the internet.

It is made once and kept in the data directory. It may vouch only for this machine's names and for
private networks, so that whoever finds its key can pretend to be no bank; and it vouches for the
server anew whenever the server's addresses change or its certificate grows old.
"""

import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FOLDER = "tls"
# Phones refuse certificates of servers that are good for longer.
SERVER_GOOD_FOR = timedelta(days=397)
RENEWED_BEFORE = timedelta(days=30)
AUTHORITY_GOOD_FOR = timedelta(days=3650)
_SKEW = timedelta(days=1)
_PRIVATE: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(text)
    for text in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
    )
)


@dataclass(frozen=True, slots=True)
class Files:
    """Where the authority's certificate and the server's certificate and key lie."""

    authority: Path
    server: Path
    key: Path


def files(data_dir: Path) -> Files:
    folder = data_dir / FOLDER
    return Files(folder / "authority.pem", folder / "server.pem", folder / "server.key")


def provide(data_dir: Path, names: Sequence[str], now: datetime) -> Files:
    """The files to serve these names with, made or made anew where they must be."""
    kept = files(data_dir)
    kept.authority.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority_key = kept.authority.with_suffix(".key")
    if not kept.authority.exists() or not _vouches_for(kept.authority, names, now):
        _make_authority(kept.authority, authority_key, names, now)
    if not _is_current(kept, names, now):
        _make_server(kept, authority_key, names, now)
    return kept


def authority(data_dir: Path) -> x509.Certificate | None:
    """The authority's certificate, for phones to install; None where there is none."""
    path = files(data_dir).authority
    return x509.load_pem_x509_certificate(path.read_bytes()) if path.exists() else None


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 in pairs, as phones show it."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def own_names(host: str, public_host: str) -> list[str]:
    """What this machine may be called: what it is told, its own name, its addresses."""
    own = socket.gethostname().lower()
    found = ["localhost", "127.0.0.1", public_host, host, own, f"{own}.local", _own_address()]
    return list(dict.fromkeys(name for name in found if name and name not in ("0.0.0.0", "::")))


def _own_address() -> str:
    """The address by which the network reaches this machine; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("10.255.255.255", 1))
        except OSError:
            return ""
        return str(asked.getsockname()[0])


def _make_authority(path: Path, key_path: Path, names: Sequence[str], now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, f"Quan triet nghi quyet {now:%Y-%m-%d %H:%M}")]
    )
    certificate = (
        _begun(subject, subject, key, now, AUTHORITY_GOOD_FOR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.NameConstraints(_permitted(names), None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_path, key)
    _write(path, certificate)


def _make_server(kept: Files, authority_key: Path, names: Sequence[str], now: datetime) -> None:
    issuer = x509.load_pem_x509_certificate(kept.authority.read_bytes())
    signing = serialization.load_pem_private_key(authority_key.read_bytes(), None)
    if not isinstance(signing, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{authority_key} does not hold the key that was made for it")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    alternatives = x509.SubjectAlternativeName([general(name) for name in names])
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key())
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    certificate = (
        _begun(subject, issuer.subject, key, now, SERVER_GOOD_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(purpose, critical=False)
        .add_extension(alternatives, critical=False)
        .add_extension(identifier, critical=False)
        .sign(signing, hashes.SHA256())
    )
    _write_key(kept.key, key)
    _write(kept.server, certificate)


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    good_for: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + good_for - _SKEW)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _permitted(names: Sequence[str]) -> list[x509.GeneralName]:
    """What the authority may vouch for: the private networks, and these names."""
    given = [general(name) for name in names]
    hosts = [name for name in given if isinstance(name, x509.DNSName)]
    addresses = [ip_network(name.value) for name in given if isinstance(name, x509.IPAddress)]
    public = [one for one in addresses if not any(_lies_in(one, net) for net in _PRIVATE)]
    return [*hosts, *(x509.IPAddress(network) for network in (*_PRIVATE, *public))]


def _lies_in(one: IPv4Network | IPv6Network, net: IPv4Network | IPv6Network) -> bool:
    return one.version == net.version and one.network_address in net


def general(name: str) -> x509.DNSName | x509.IPAddress:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _vouches_for(path: Path, names: Sequence[str], now: datetime) -> bool:
    """Whether the authority is in force and may vouch for all of these names."""
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    limits = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    allowed = set(limits.permitted_subtrees or ())
    lasts = certificate.not_valid_after_utc - now > SERVER_GOOD_FOR
    return lasts and set(_permitted(names)) <= allowed


def _is_current(kept: Files, names: Sequence[str], now: datetime) -> bool:
    """Whether the server's certificate is the authority's, names all of these, and is not old."""
    if not (kept.server.exists() and kept.key.exists()):
        return False
    certificate = x509.load_pem_x509_certificate(kept.server.read_bytes())
    issuer = x509.load_pem_x509_certificate(kept.authority.read_bytes())
    named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return (
        certificate.issuer == issuer.subject
        and {general(name) for name in names} <= set(named)
        and certificate.not_valid_after_utc - now > RENEWED_BEFORE
    )


def _write(path: Path, certificate: x509.Certificate) -> None:
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Readable by us alone from the first byte on."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
