//! Each role of each scheme on each route, and the conditions of `allow` and `deny`.

use super::{Context, Kind};

/// Adds the cases.
pub fn derive(context: &mut Context<'_>) {
    let mut found = Vec::new();
    for (route, solved) in &context.routes {
        for (label, scene) in &solved.scenes {
            found.push((route.name.clone(), label.clone(), scene.clone()));
        }
    }
    for (route, label, scene) in found {
        let request = context.request(&label, &scene);
        context.push(Kind::Allow, Some(&route), request);
    }
}
