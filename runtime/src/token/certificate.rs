//! Client certificates: who vouches for them, and what they say.

use std::sync::Arc;
use std::time::Duration;

use gatewright_core::policy::{CertificateSource, NameTemplate, PrincipalType};
use gatewright_core::primitive::certificate::{ClientCertificate, value_of};
use gatewright_core::primitive::principal::PrincipalValue;
use rustls::RootCertStore;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer as _;

use super::cache::VerifiedCache;
use super::{BadCredential, CredentialFault};
use crate::layer::PresentedCertificate;
use crate::load::{LoadError, LoadFault, Loader, SecretPlace};
use crate::reload::Reloaded;

/// The authorities of one scheme. With other authorities, whom the old ones vouched for is forgotten.
pub struct ClientCertificates<P> {
    authorities: Reloaded<Authorities<P>>,
    principal: fn(&CertificateNames) -> Result<P, BadCredential>,
}

struct Authorities<P> {
    verifier: Arc<dyn ClientCertVerifier>,
    /// Certificates that they vouch for, by thumbprint; without a principal where a certificate's names are not the scheme's.
    verified: VerifiedCache<Option<Arc<P>>>,
}

impl<P: Send + Sync + 'static> ClientCertificates<P> {
    /// Reads the authorities' certificates, in PEM.
    ///
    /// # Errors
    ///
    /// Names the file, and what is wrong with it.
    pub fn read(
        loader: &Loader<'_>,
        authorities: SecretPlace,
        principal: fn(&CertificateNames) -> Result<P, BadCredential>,
    ) -> Result<ClientCertificates<P>, LoadError> {
        Ok(ClientCertificates {
            authorities: loader.read(authorities, Authorities::parse)?,
            principal,
        })
    }

    /// Whether the authorities vouch for a certificate at `now`.
    #[must_use]
    pub fn vouch_for(&self, certificate: &PresentedCertificate, now: i64) -> bool {
        self.find(certificate, now).is_some()
    }

    /// Whom a certificate stands for that the authorities vouch for at `now`.
    ///
    /// # Errors
    ///
    /// [`CredentialFault::Invalid`] where they do not, and where its names are not those that the scheme maps.
    pub fn verify(
        &self,
        certificate: &PresentedCertificate,
        now: i64,
    ) -> Result<Arc<P>, CredentialFault> {
        let found = self.find(certificate, now);
        found.and_then(|holder| Option::clone(&holder)).ok_or(CredentialFault::Invalid)
    }

    /// What is known of a certificate that is vouched for.
    fn find(&self, certificate: &PresentedCertificate, now: i64) -> Option<Arc<Option<Arc<P>>>> {
        let thumbprint = certificate.thumbprint();
        self.authorities.ask(|authorities| {
            if let Some(known) = authorities.verified.find(thumbprint.as_bytes(), None, now) {
                return Some(known);
            }
            let read = authorities.vouch_for(certificate, now)?;
            let names = CertificateNames::of(&read.leaf, certificate);
            let holder = names.and_then(|names| (self.principal)(&names)).ok();
            let holder = Arc::new(holder.map(Arc::new));
            authorities.verified.insert(thumbprint.as_bytes(), None, read.valid, &holder, now);
            Some(holder)
        })
    }
}

/// A certificate that is vouched for, and the seconds since 1970 at which it and those that lead to its authority are valid.
struct Vouched<'c> {
    leaf: X509Certificate<'c>,
    valid: std::ops::Range<i64>,
}

impl<P> Authorities<P> {
    fn parse(text: &str) -> Result<Authorities<P>, LoadFault> {
        let wrong = |error: &dyn std::fmt::Display| LoadFault::Authorities(error.to_string());
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(text.as_bytes()) {
            let certificate = certificate.map_err(|error| wrong(&error))?;
            roots.add(certificate).map_err(|error| wrong(&error))?;
        }
        let provider = Arc::new(aws_lc_rs::default_provider());
        // Without any certificate this fails too.
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
        let verifier = verifier.build().map_err(|error| wrong(&error))?;
        Ok(Authorities { verifier, verified: VerifiedCache::new() })
    }

    /// Looks whether they vouch for it at `now`, for authenticating a client.
    fn vouch_for<'c>(
        &self,
        certificate: &'c PresentedCertificate,
        now: i64,
    ) -> Option<Vouched<'c>> {
        let intermediates: Vec<CertificateDer<'_>> =
            certificate.intermediates().map(CertificateDer::from).collect();
        let since_1970 = Duration::from_secs(u64::try_from(now).ok()?);
        let now = UnixTime::since_unix_epoch(since_1970);
        let leaf = CertificateDer::from(certificate.leaf());
        self.verifier.verify_client_cert(&leaf, &intermediates, now).ok()?;
        let leaf = parse(certificate.leaf())?;
        let mut valid = period(&leaf);
        for intermediate in certificate.intermediates() {
            let own = period(&parse(intermediate)?);
            valid = valid.start.max(own.start)..valid.end.min(own.end);
        }
        Some(Vouched { leaf, valid })
    }
}

fn parse(der: &[u8]) -> Option<X509Certificate<'_>> {
    let (rest, certificate) = X509Certificate::from_der(der).ok()?;
    rest.is_empty().then_some(certificate)
}

/// The last second is one at which it is valid.
fn period(certificate: &X509Certificate<'_>) -> std::ops::Range<i64> {
    let validity = certificate.validity();
    validity.not_before.timestamp()..validity.not_after.timestamp().saturating_add(1)
}

/// What a certificate says of whoever holds it.
#[derive(Clone, Debug)]
pub struct CertificateNames(ClientCertificate);

/// The kinds of names that a scheme maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameSource {
    /// `san_uri`.
    Uri,
    /// `san_uri "…"`: what stands between these two.
    UriBetween(&'static str, &'static str),
    /// `san_dns`.
    DnsName,
    /// `san_email`.
    Email,
    /// `subject.cn`.
    CommonName,
}

impl CertificateNames {
    fn of(
        leaf: &X509Certificate<'_>,
        presented: &PresentedCertificate,
    ) -> Result<CertificateNames, BadCredential> {
        let mut names = ClientCertificate {
            uris: Vec::new(),
            dns_names: Vec::new(),
            emails: Vec::new(),
            common_names: Vec::new(),
            subject: leaf.subject().to_string(),
            thumbprint: *presented.thumbprint(),
            verified_for: Vec::new(),
        };
        let alternative = leaf.subject_alternative_name().map_err(|_| BadCredential)?;
        for name in alternative.iter().flat_map(|extension| &extension.value.general_names) {
            match name {
                GeneralName::URI(uri) => names.uris.push((*uri).to_owned()),
                GeneralName::DNSName(name) => names.dns_names.push((*name).to_owned()),
                GeneralName::RFC822Name(email) => names.emails.push((*email).to_owned()),
                GeneralName::OtherName(..)
                | GeneralName::X400Address(_)
                | GeneralName::DirectoryName(_)
                | GeneralName::EDIPartyName(_)
                | GeneralName::IPAddress(_)
                | GeneralName::RegisteredID(_) => {}
                // One that cannot be read could be of any kind.
                GeneralName::Invalid(..) => return Err(BadCredential),
            }
        }
        for name in leaf.subject().iter_common_name() {
            // One in a form that is no text is still one of several.
            let name = name.as_str().map_err(|_| BadCredential)?;
            names.common_names.push(name.to_owned());
        }
        Ok(CertificateNames(names))
    }

    /// The one name of this kind.
    ///
    /// # Errors
    ///
    /// [`BadCredential`] where there is none or more than one, or where it is not of the template.
    pub fn text(&self, source: NameSource) -> Result<String, BadCredential> {
        match value_of(&source.source(), PrincipalType::Text, &self.0) {
            Ok(Some(PrincipalValue::Text(name))) => Ok(name),
            Ok(_) | Err(_) => Err(BadCredential),
        }
    }

    /// The same as a UUID, in lower case.
    ///
    /// # Errors
    ///
    /// The same, and where it is none.
    pub fn uuid(&self, source: NameSource) -> Result<String, BadCredential> {
        match value_of(&source.source(), PrincipalType::Uuid, &self.0) {
            Ok(Some(PrincipalValue::Uuid(name))) => Ok(name),
            Ok(_) | Err(_) => Err(BadCredential),
        }
    }
}

impl NameSource {
    fn source(self) -> CertificateSource {
        match self {
            NameSource::Uri => CertificateSource::Uri(None),
            NameSource::UriBetween(before, after) => CertificateSource::Uri(Some(NameTemplate {
                before: before.to_owned(),
                after: after.to_owned(),
            })),
            NameSource::DnsName => CertificateSource::DnsName,
            NameSource::Email => CertificateSource::Email,
            NameSource::CommonName => CertificateSource::CommonName,
        }
    }
}
