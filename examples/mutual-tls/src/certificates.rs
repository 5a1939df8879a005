//! A throw-away authority, and who it vouches for, in a folder that only its owner reads.

use std::fs::{DirBuilder, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, SanType,
};

type Authority = CertifiedIssuer<'static, KeyPair>;

/// Clients by the names of their files. Two are services of the mesh, the third is somebody else's.
const CLIENTS: [(&str, &str); 3] = [
    ("orders", "spiffe://mesh.example/orders"),
    ("billing", "spiffe://mesh.example/billing"),
    ("stranger", "spiffe://elsewhere.example/orders"),
];

/// Whether there are certificates in `.run` below `folder`.
#[must_use]
pub fn are_there(folder: &Path) -> bool {
    file(folder, "authority.pem").exists()
}

/// Where the file called `name` stands.
#[must_use]
pub fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(".run").join(name)
}

/// Makes fresh ones: `authority.pem`, and `NAME.pem` with `NAME.key` for `server`, `orders`, `billing` and `stranger`.
///
/// # Errors
///
/// Where the folder cannot be written.
pub fn provide(folder: &Path) -> anyhow::Result<()> {
    let run = folder.join(".run");
    DirBuilder::new().recursive(true).mode(0o700).create(&run).context("cannot make .run")?;
    let authority = authority()?;
    for (name, uri) in CLIENTS {
        let names = vec![SanType::URI(uri.try_into()?)];
        issue(&authority, folder, name, names, ExtendedKeyUsagePurpose::ClientAuth)?;
    }
    let names = vec![
        SanType::DnsName("localhost".try_into()?),
        SanType::IpAddress(std::net::Ipv4Addr::LOCALHOST.into()),
    ];
    issue(&authority, folder, "server", names, ExtendedKeyUsagePurpose::ServerAuth)?;
    // The last one says that all are there.
    write(folder, "authority.pem", &authority.pem())
}

fn authority() -> anyhow::Result<Authority> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, "throw-away authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    Ok(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?)
}

fn issue(
    authority: &Authority,
    folder: &Path,
    name: &str,
    names: Vec<SanType>,
    usage: ExtendedKeyUsagePurpose,
) -> anyhow::Result<()> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.subject_alt_names = names;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![usage];
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, authority)?;
    write(folder, &format!("{name}.key"), &key.serialize_pem())?;
    write(folder, &format!("{name}.pem"), &certificate.pem())
}

fn write(folder: &Path, name: &str, text: &str) -> anyhow::Result<()> {
    let path = file(folder, name);
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write .run/{name}"))
}
