//! Templates, typed path parameters, and the methods of a template.

use std::collections::BTreeSet;

use gatewright_core::policy::{Method, Segment};

use super::{Context, Kind};
use crate::sample::{swap_case, text_samples};
use crate::scene::{Scene, spell};

/// Adds the cases.
pub fn derive(context: &mut Context<'_>) {
    let mut templates = BTreeSet::new();
    for scene in context.admitted() {
        admitted(context, &scene);
        if templates.insert(scene.route.template()) {
            near_misses(context, &scene);
            methods(context, &scene);
        }
        parameters(context, &scene);
    }
}

fn admitted(context: &mut Context<'_>, scene: &Scene<'_>) {
    let route = scene.route.name.clone();
    let request = context.request(&format!("{route}, admitted"), scene);
    context.push(Kind::Route, Some(&route), request);
    if scene.method == "GET" {
        let mut head = context.request(&format!("{route}, HEAD"), scene);
        head.method = "HEAD".into();
        context.push(Kind::Route, Some(&route), head);
    }
}

fn near_misses(context: &mut Context<'_>, scene: &Scene<'_>) {
    let path = scene.path();
    let mut targets =
        vec![format!("{path}/"), format!("{path}/x"), format!("{path}x"), format!("/x{path}")];
    targets.extend(path.strip_suffix('/').map(str::to_owned));
    targets.extend(path.rsplit_once('/').map(|(parent, _)| format!("{parent}/")));
    targets.extend(path.rsplit_once('/').map(|(parent, _)| parent.to_owned()));
    for (place, segment) in scene.route.segments.iter().enumerate() {
        let mut changed = scene.segments.clone();
        if let (Segment::Literal(literal), Some(spelled)) = (segment, changed.get_mut(place)) {
            *spelled = swap_case(literal);
            let whole: String = changed.iter().map(|segment| format!("/{segment}")).collect();
            targets.push(whole);
        }
    }
    for target in targets.into_iter().filter(|target| target.starts_with('/')) {
        let mut request = context.request(&format!("near miss {target}"), scene);
        request.target = target.into();
        context.push(Kind::Route, None, request);
    }
}

fn methods(context: &mut Context<'_>, scene: &Scene<'_>) {
    for method in Method::ALL {
        let mut request = context.request(&format!("{} {}", method.name(), scene.path()), scene);
        request.method = method.name().into();
        request.credentials.clear();
        context.push(Kind::Route, None, request);
    }
}

fn parameters(context: &mut Context<'_>, scene: &Scene<'_>) {
    for (place, segment) in scene.route.segments.iter().enumerate() {
        let Segment::Parameter(parameter) = segment else { continue };
        for sample in text_samples(&parameter.kind) {
            let mut changed = scene.clone();
            let Some(spelled) = changed.segments.get_mut(place) else { continue };
            *spelled = spell(&sample.text);
            let name = format!("{{{}}}: {}", parameter.name, sample.label);
            let request = context.request(&name, &changed);
            context.push(Kind::Route, None, request);
        }
    }
}
