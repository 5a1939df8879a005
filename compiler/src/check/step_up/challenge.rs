//! What a client is told, derived from the condition.

use std::sync::Arc;

use gatewright_core::policy::{
    ClaimMapping, Comparison, Condition, Literal, Operand, PrincipalType, Scheme, SchemeKind,
    Source, Span, StepUpChallenge,
};

use super::super::principal::Fields;
use super::no_challenge;
use crate::diagnostic::{Diagnostic, codes};

/// The claim that names how somebody authenticated (OpenID Connect Core §2, RFC 9470 §6).
const ACR: &str = "acr";

/// The challenge of a condition; an error where a client could do nothing with one.
pub(super) fn derive(
    condition: &Condition,
    whole: Span,
    fields: &Fields,
    schemes: &[Arc<Scheme>],
    findings: &mut Vec<Diagnostic>,
) -> Option<StepUpChallenge> {
    let mut deriving = Deriving { whole, fields, schemes, challenge: StepUpChallenge::default() };
    match deriving.add(condition) {
        Ok(()) => Some(deriving.challenge),
        Err(error) => {
            findings.push(*error);
            None
        }
    }
}

struct Deriving<'a> {
    whole: Span,
    fields: &'a Fields,
    schemes: &'a [Arc<Scheme>],
    challenge: StepUpChallenge,
}

impl Deriving<'_> {
    fn add(&mut self, condition: &Condition) -> Result<(), Box<Diagnostic>> {
        match condition {
            Condition::And(parts) => parts.iter().try_for_each(|part| self.add(part)),
            Condition::Within { time, seconds } => {
                self.field(time)?;
                let most = self.challenge.max_age.unwrap_or(*seconds);
                self.challenge.max_age = Some(most.min(*seconds));
                Ok(())
            }
            Condition::Compare { operator: Comparison::Equal, left, right } => {
                match (&left.source, &right.source) {
                    (_, Source::Literal(literal)) => self.contexts(left, &[literal]),
                    (Source::Literal(literal), _) => self.contexts(right, &[literal]),
                    _ => Err(self.refused("compares two values that a client does not know")),
                }
            }
            Condition::InList { needle, list } => {
                self.contexts(needle, &list.iter().collect::<Vec<_>>())
            }
            Condition::Compare { .. } => Err(self.refused("only `==` names what is asked for")),
            Condition::Or(_) => Err(self.refused("an `or` is more than one challenge can say")),
            Condition::Not(_) => Err(self.refused("a `not` does not say what is asked for")),
            Condition::InField { .. }
            | Condition::InNetworks { .. }
            | Condition::InItems { .. }
            | Condition::AddressIn { .. }
            | Condition::Has { .. }
            | Condition::IsSet(_)
            | Condition::StartsWith { .. }
            | Condition::EndsWith { .. }
            | Condition::Matches { .. }
            | Condition::SchemeIs(_) => {
                Err(self.refused("neither how recent nor of which kind the authentication is"))
            }
        }
    }

    fn refused(&self, why: &str) -> Box<Diagnostic> {
        Box::new(no_challenge(self.whole, why))
    }

    /// The principal field that an operand is.
    fn field<'o>(&self, operand: &'o Operand) -> Result<&'o str, Box<Diagnostic>> {
        match &operand.source {
            Source::Principal(name) => Ok(name),
            Source::Literal(_)
            | Source::Path(_)
            | Source::Query(_)
            | Source::Header(_)
            | Source::Cookie(_)
            | Source::Sum(_)
            | Source::Country
            | Source::Tls(_)
            | Source::Body(_)
            | Source::ClientIp
            | Source::Time
            | Source::Method => Err(Box::new(no_challenge(
                operand.span,
                "nothing about the caller's authentication",
            ))),
        }
    }

    /// `principal.acr` is one of these.
    fn contexts(
        &mut self,
        operand: &Operand,
        literals: &[&Literal],
    ) -> Result<(), Box<Diagnostic>> {
        let name = self.field(operand)?;
        if !self.is_context(name) {
            let error = no_challenge(operand.span, "no authentication context");
            return Err(Box::new(error.note(format!(
                "`{name}` is neither called `acr` nor mapped from a claim of that name, and the authorization server is \
                 asked for the values of that claim"
            ))));
        }
        if !self.challenge.acr_values.is_empty() {
            return Err(self.refused("the authentication context is tested twice"));
        }
        for literal in literals {
            let value = match literal {
                Literal::Text(text) => text,
                Literal::Int(_)
                | Literal::Decimal(_)
                | Literal::Bool(_)
                | Literal::Time(_)
                | Literal::Duration(_)
                | Literal::Ip(_) => {
                    return Err(self.refused("an authentication context is a string"));
                }
            };
            if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(Box::new(not_a_context(value, self.whole)));
            }
            self.challenge.acr_values.push(value.clone());
        }
        Ok(())
    }

    /// Whether a string says how somebody authenticated.
    fn is_context(&self, name: &str) -> bool {
        let is_text = self.fields.get(name).is_some_and(|field| field.kind == PrincipalType::Text);
        let is_acr = |mapping: &ClaimMapping| {
            mapping.field == name && mapping.claim.0.last().is_some_and(|claim| claim == ACR)
        };
        let mapped = self.schemes.iter().filter_map(|scheme| claims(scheme)).flatten();
        is_text && (name == ACR || mapped.into_iter().any(is_acr))
    }
}

/// The claims that a scheme maps; nothing for one without claims.
pub(super) fn claims(scheme: &Scheme) -> Option<&[ClaimMapping]> {
    match &scheme.kind {
        SchemeKind::Jwt(jwt) => Some(&jwt.mapping),
        SchemeKind::Introspection(introspection) => Some(&introspection.mapping),
        SchemeKind::ApiKey(_) | SchemeKind::Mtls(_) | SchemeKind::Basic(_) => None,
    }
}

fn not_a_context(value: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::ACR_VALUE,
        format!("`{}` cannot stand in a challenge", value.escape_debug()),
    )
    .label(span, "asks for it")
    .note("`acr_values` is a list with spaces between: its items are visible ASCII characters without spaces")
    .help("write the value as the authorization server names it, such as `\"https://id.example.com/acr/mfa\"`")
}
