//! `tls` declarations: who a gateway says it is.

use std::sync::Arc;

use gatewright_core::policy::{Tls, TlsProfile};

use super::names::{Kind, Names, Spelling};
use super::secret;
use super::setting::{Place, Settings, choice};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast;

const PLACE: Place = Place { what: "`tls`", known: &["certificate", "key", "profile"] };

/// Declarations by name; `None` where one is wrong.
pub(super) type Identities = Names<Option<Arc<Tls>>>;

/// Checks all declarations.
pub(super) fn check(declarations: &[&ast::Tls], findings: &mut Vec<Diagnostic>) -> Identities {
    let kind = Kind {
        what: "tls",
        declaration: "tls NAME { certificate: file \"api.pem\"  key: file \"api.key\" }",
        spelling: Spelling::Snake,
    };
    let mut names = Names::new(kind);
    for declaration in declarations {
        let tls = tls(declaration, findings);
        names.declare(&declaration.name, declaration.span, tls.map(Arc::new), findings);
    }
    names
}

fn tls(declaration: &ast::Tls, findings: &mut Vec<Diagnostic>) -> Option<Tls> {
    const CERTIFICATE: &str = "certificate: file \"certs/api.pem\"";
    const KEY: &str = "key: file \"certs/api.key\"";
    let settings = Settings::read(&PLACE, declaration.name.span, &declaration.settings, findings);
    let certificate = settings.require("certificate", CERTIFICATE, findings);
    let certificate =
        certificate.and_then(|setting| secret::check(setting, &[], CERTIFICATE, findings));
    let key = settings.require("key", KEY, findings);
    let key = key.and_then(|setting| secret::check(setting, &[], KEY, findings));
    let profile = match settings.get("profile") {
        None => Some(TlsProfile::default()),
        Some(setting) => match choice(setting, &["modern", "intermediate"], findings) {
            Some("intermediate") => Some(TlsProfile::Intermediate),
            Some(_) => Some(TlsProfile::Modern),
            None => None,
        },
    };
    Some(Tls {
        name: declaration.name.text.clone(),
        certificate: certificate?,
        key: key?,
        profile: profile?,
        span: declaration.span,
    })
}
