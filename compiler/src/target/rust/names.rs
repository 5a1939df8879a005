//! The identifiers of everything that a policy names, chosen once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gatewright_core::policy::{Policy, Route, Scheme, Segment};
use gatewright_core::primitive::pattern::Pattern;
use proc_macro2::Ident;

use super::name::Scope;
use super::rule::{answer, multipart, pattern, router, union};

/// What an identifier stands for. Within one kind all identifiers are distinct.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A variant of `Role`.
    Role,
    /// The constant of those who hold a role.
    Holders,
    /// A variant of `Scheme`.
    Scheme,
    /// The function from a scheme's credential to the principal.
    Credential,
    /// The field of a scheme's keys.
    Keys,
    /// The function of an `auth` list, under [`auth_list`].
    Authentication,
    /// The same where a credential may be left away.
    Identification,
    /// A field of `Principal`.
    PrincipalField,
    /// A field of `Limits`.
    Limit,
    /// A variant of `Guarded`, under its first route's name.
    Route,
    /// The function that guards such routes.
    RouteGuard,
    /// The function of their stage 10.
    Authorization,
    /// The struct of a route's files.
    Files,
    /// The function that tells whether an `auth` list takes a caller.
    Caller,
    /// A struct or enum of the `schema` module.
    Type,
    /// A path parameter as a variable.
    PathParameter,
    /// The static of what a route's answers are made by.
    Answers,
    /// The static of a route as browsers ask about it.
    Page,
    /// The static of a `cors`.
    Pages,
    /// The static of a `headers` block, under its api's name.
    ResponseHeaders,
    /// The static of the fields of a schema that leave.
    Leaving,
    /// A static of the `pattern` module; the policy's name of it is its source.
    Pattern,
}

/// Identifiers by what they stand for and the policy's name of it.
#[derive(Debug, Default)]
pub(super) struct Names {
    chosen: BTreeMap<(Kind, String), Ident>,
}

impl Names {
    pub(super) fn of(policy: &Policy) -> Names {
        let mut names = Names::default();
        let roles = || policy.roles.iter().map(|role| role.name.as_str());
        let schemes = || policy.schemes.iter().map(|scheme| scheme.name.as_str());
        let named = |which: &dyn Fn(&Route) -> bool| {
            let routes = policy.routes().filter(|route| which(route));
            routes.map(|route| route.name.as_str()).collect::<Vec<_>>()
        };
        names.choose(Kind::Role, roles(), Scope::camel);
        names.choose(Kind::Holders, roles(), |scope, name| {
            scope.screaming(&format!("holds {name}"))
        });
        names.choose(Kind::Scheme, schemes(), Scope::camel);
        names.choose(Kind::Credential, schemes(), |scope, name| {
            scope.snake(&format!("principal of {name}"))
        });
        names.choose(Kind::Keys, schemes(), |scope, name| scope.snake(&format!("keys of {name}")));
        let lists: BTreeSet<String> = policy.routes().map(|route| auth_list(&route.auth)).collect();
        names.choose(Kind::Authentication, lists.iter().map(String::as_str), |scope, list| {
            scope.snake(&format!("authenticate {list}"))
        });
        names.choose(Kind::Identification, lists.iter().map(String::as_str), |scope, list| {
            scope.snake(&format!("identify {list}"))
        });
        let fields = policy.principal.iter().map(|field| field.name.as_str());
        names.choose(Kind::PrincipalField, fields, Scope::snake);
        let limits = policy.limits.iter().map(|limit| limit.name.as_str());
        names.choose(Kind::Limit, limits, Scope::snake);
        names.choose(Kind::Caller, lists.iter().map(String::as_str), |scope, list| {
            scope.snake(&format!("caller of {list}"))
        });
        names.choose(Kind::Files, named(&multipart::has_files).into_iter(), Scope::camel);
        let answered = named(&|route| answer::is_of_route(policy, route));
        names.choose(Kind::Answers, answered.into_iter(), |scope, name| {
            scope.screaming(&format!("answers of {name}"))
        });
        let asked = router::asked_by_pages(policy);
        names.choose(Kind::Page, asked.into_iter(), |scope, name| {
            scope.screaming(&format!("page {name}"))
        });
        let cors = policy.cors.iter().map(|cors| cors.name.as_str());
        names.choose(Kind::Pages, cors, |scope, name| scope.screaming(&format!("cors {name}")));
        let blocks = answer::header_blocks(policy).into_iter();
        names.choose(Kind::ResponseHeaders, blocks, |scope, name| match name {
            "" => scope.screaming("headers"),
            api => scope.screaming(&format!("headers of {api}")),
        });
        let returned = answer::returned_schemas(policy);
        names.choose(Kind::Leaving, returned.into_keys(), |scope, name| {
            scope.screaming(&format!("leaving {name}"))
        });
        let schemas = policy.schemas.iter().map(|schema| schema.name.as_str());
        let enumerations = policy.enumerations.iter().map(|enumeration| enumeration.name.as_str());
        let unions = union::all(policy);
        let types = schemas.chain(enumerations).chain(unions.keys().map(String::as_str));
        names.choose(Kind::Type, types, |scope, name| {
            // Of a union's key, its name.
            scope.camel(name.split(' ').next().unwrap_or(name))
        });
        let segments = policy.routes().flat_map(|route| &route.segments);
        let parameters: BTreeSet<&str> = segments.filter_map(parameter_name).collect();
        names.choose(Kind::PathParameter, parameters.into_iter(), |scope, name| {
            scope.snake(&format!("path {name}"))
        });
        let sources: BTreeSet<&str> =
            pattern::all(policy).into_iter().map(Pattern::source).collect();
        names.choose(Kind::Pattern, sources.into_iter(), |scope, _| scope.screaming("pattern"));
        names
    }

    /// The same with the names of what is printed once for all routes that are guarded alike, after the first of each.
    pub(super) fn with_routes<'a>(mut self, first: impl Iterator<Item = &'a str> + Clone) -> Names {
        self.choose(Kind::Route, first.clone(), Scope::camel);
        self.choose(Kind::RouteGuard, first.clone(), |scope, name| {
            scope.snake(&format!("guard {name}"))
        });
        self.choose(Kind::Authorization, first, |scope, name| {
            scope.snake(&format!("authorize {name}"))
        });
        self
    }

    fn choose<'a>(
        &mut self,
        kind: Kind,
        all: impl Iterator<Item = &'a str>,
        spell: impl Fn(&mut Scope, &str) -> Ident,
    ) {
        // `Principal` has this field of its own.
        let taken = (kind == Kind::PrincipalField).then_some("scheme");
        let mut scope = Scope::of(taken);
        for name in all {
            let ident = spell(&mut scope, name);
            self.chosen.insert((kind, name.to_owned()), ident);
        }
    }

    /// The identifier of something that the policy declares.
    pub(super) fn get(&self, kind: Kind, name: &str) -> Ident {
        let chosen = self.chosen.get(&(kind, name.to_owned())).cloned();
        // The checked policy names only what it declares. Were that broken, the module would not compile.
        chosen.unwrap_or_else(|| Scope::default().snake(name))
    }
    /// The static of a pattern.
    pub(super) fn pattern(&self, pattern: &Pattern) -> Ident {
        self.get(Kind::Pattern, pattern.source())
    }
}

/// An `auth` list as one name.
pub(super) fn auth_list(schemes: &[Arc<Scheme>]) -> String {
    schemes.iter().map(|scheme| scheme.name.as_str()).collect::<Vec<_>>().join(",")
}

fn parameter_name(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Literal(_) => None,
        Segment::Parameter(parameter) => Some(&parameter.name),
    }
}
