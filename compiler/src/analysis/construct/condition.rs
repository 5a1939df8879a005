//! What the conditions of a route ask of a target.

use std::collections::HashSet;
use std::sync::Arc;

use gatewright_core::policy::{
    AllowClause, Api, Condition, DenyClause, Operand, RequireClause, Route, Source, Span, StepUp,
    Sum, ValueType,
};

use super::{Construct, Use};

/// The uses of all conditions; what many routes call is one use.
pub(super) fn uses(apis: &[Api], step_ups: &[Arc<StepUp>]) -> Vec<Use> {
    let mut seen: HashSet<(Construct, Span)> = HashSet::new();
    let of_step_ups = step_ups.iter().flat_map(|step_up| {
        let mut found = Vec::new();
        of_clause(&step_up.condition, &format!("step_up.{}", step_up.name), &mut found);
        found
    });
    let of_routes = apis.iter().flat_map(|api| &api.routes).flat_map(of_route);
    of_step_ups.chain(of_routes).filter(|one| seen.insert((one.construct, one.span))).collect()
}

/// The uses of one route's clauses, each once a clause.
fn of_route(route: &Route) -> Vec<Use> {
    let mut found = Vec::new();
    for DenyClause { when, span: _ } in &route.deny {
        of_clause(when, &format!("{}/deny", route.name), &mut found);
    }
    for RequireClause { condition, span: _ } in &route.require {
        of_clause(condition, &format!("{}/require", route.name), &mut found);
    }
    for AllowClause { who: _, when, span: _ } in &route.allow {
        if let Some(when) = when {
            of_clause(when, &format!("{}/allow", route.name), &mut found);
        }
    }
    found
}

/// The uses of one clause's condition.
fn of_clause(condition: &Condition, rule: &str, found: &mut Vec<Use>) {
    let before = found.len();
    let mut add = |construct: Construct, span: Span| {
        let known = found.get(before..).unwrap_or_default();
        if !known.iter().any(|known| known.construct == construct) {
            found.push(Use { construct, rule: rule.to_owned(), span });
        }
    };
    condition.visit_joined(&mut |joined| of_joined(joined, &mut add));
    condition.visit_operands(&mut |operand| of_operand(operand, &mut add));
}

fn of_joined(condition: &Condition, add: &mut impl FnMut(Construct, Span)) {
    match condition {
        Condition::InItems { needle: _, list } => add(Construct::RichComparison, list.span),
        Condition::AddressIn { address, networks: _ } => {
            add(Construct::RichComparison, address.span);
        }
        // What these compare is told by their operands.
        Condition::And(_)
        | Condition::Or(_)
        | Condition::Not(_)
        | Condition::Compare { operator: _, left: _, right: _ }
        | Condition::InList { needle: _, list: _ }
        | Condition::InField { needle: _, field: _ }
        | Condition::InNetworks { networks: _ }
        | Condition::Has { held_by: _ }
        | Condition::Within { time: _, seconds: _ }
        | Condition::IsSet(_)
        | Condition::StartsWith { subject: _, affix: _ }
        | Condition::EndsWith { subject: _, affix: _ }
        | Condition::Matches { subject: _, pattern: _ }
        | Condition::SchemeIs(_) => {}
    }
}

fn of_operand(operand: &Operand, add: &mut impl FnMut(Construct, Span)) {
    let Operand { source, value, span } = operand;
    match source {
        Source::Literal(_)
        | Source::Principal(_)
        | Source::Path(_)
        | Source::Query(_)
        | Source::Header(_)
        | Source::ClientIp
        | Source::Time
        | Source::Method => {}
        Source::Cookie(_) => add(Construct::CookieOperand, *span),
        Source::Country => add(Construct::CountryOperand, *span),
        Source::Tls(_) => add(Construct::TlsOperand, *span),
        Source::Body(_) => add(Construct::BodyCondition, *span),
        Source::Sum(sum) => {
            let Sum { operator: _, left: _, right: _ } = sum.as_ref();
            add(Construct::Arithmetic, *span);
        }
    }
    match value {
        ValueType::Text
        | ValueType::Uuid
        | ValueType::Int
        | ValueType::Bool
        | ValueType::Time
        | ValueType::Ip => {}
        ValueType::Decimal | ValueType::Date | ValueType::Duration => {
            add(Construct::RichComparison, *span);
        }
    }
}
