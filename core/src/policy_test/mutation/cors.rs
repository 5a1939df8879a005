//! Changes of which pages in browsers may call.

use std::sync::Arc;

use super::Mutant;
use crate::policy::{Cors, Credentials, Origins, Policy};

/// Takes the declaration apart without `..`, so that whoever adds a setting has to say here how it can be lost.
pub(super) fn mutants(cors: &Cors) -> Vec<Mutant> {
    let Cors { name, origins, credentials, max_age, headers, expose, span: _ } = cors;
    let wanted = name.clone();
    let mut mutants = vec![mutant(cors, "deleted", move |policy| {
        for route in policy.apis.iter_mut().flat_map(|api| &mut api.routes) {
            if route.cors.as_ref().is_some_and(|cors| cors.name == wanted) {
                route.cors = None;
            }
        }
    })];
    if let Origins::Listed(list) = origins {
        mutants.push(changed(cors, "is for the pages of everybody", |cors| {
            cors.origins = Origins::Any;
        }));
        for listed in list.iter().filter(|_| list.len() > 1).cloned() {
            let change = format!("without the origin `{}`", listed.as_str());
            mutants.push(changed(cors, &change, move |cors| {
                if let Origins::Listed(list) = &mut cors.origins {
                    list.retain(|other| *other != listed);
                }
            }));
        }
    }
    for header in headers.iter().cloned() {
        let change = format!("without the header `{header}`");
        mutants.push(changed(cors, &change, move |cors| {
            cors.headers.retain(|other| *other != header);
        }));
    }
    match credentials {
        Credentials::Omitted => {}
        Credentials::Included => mutants.push(changed(cors, "without credentials", |cors| {
            cors.credentials = Credentials::Omitted;
        })),
    }
    if max_age.is_some() {
        mutants.push(changed(cors, "without its `max_age`", |cors| cors.max_age = None));
    }
    for header in expose.iter().cloned() {
        let change = format!("pages may not read the header `{header}`");
        mutants.push(changed(cors, &change, move |cors| {
            cors.expose.retain(|other| *other != header);
        }));
    }
    mutants
}

fn mutant(cors: &Cors, change: &str, edit: impl Fn(&mut Policy) + 'static) -> Mutant {
    Mutant::new(format!("cors.{}", cors.name), change, cors.span, edit)
}

/// A change of the declaration, on all routes that have it.
fn changed(cors: &Cors, change: &str, edit: impl Fn(&mut Cors) + 'static) -> Mutant {
    let name = cors.name.clone();
    mutant(cors, change, move |policy| {
        let routes = policy.apis.iter_mut().flat_map(|api| &mut api.routes);
        for cors in routes.filter_map(|route| route.cors.as_mut()) {
            if cors.name == name {
                edit(Arc::make_mut(cors));
            }
        }
    })
}
