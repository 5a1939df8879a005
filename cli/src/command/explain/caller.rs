//! Who calls, as `--as` names them.

use gatewright_compiler::check;
use gatewright_compiler::source::Source;
use gatewright_compiler::syntax;
use gatewright_core::policy::{Policy, PrincipalField, Scheme};
use gatewright_core::primitive::principal::Principal;

use crate::failure::Failure;

/// What diagnostics call the text.
const NAME: &str = "--as";

/// The caller; nothing for `nobody`.
pub(super) fn principal(text: &str, policy: &Policy) -> Result<Option<Principal>, Failure> {
    let source = Source::new(NAME, text);
    let caller = syntax::parse_caller(&source)
        .map_err(|diagnostics| Failure::with_sources(diagnostics, source.clone().into()))?;
    let fields: Vec<&PrincipalField> = policy.principal.iter().collect();
    let schemes: Vec<&Scheme> = policy.schemes.iter().map(AsRef::as_ref).collect();
    check::caller::principal(&caller, &fields, &schemes)
        .map_err(|diagnostic| Failure::with_sources(vec![diagnostic], source.into()))
}
