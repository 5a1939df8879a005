//! Declared headers and cookies: each field inside and outside, absent and twice.

use gatewright_core::policy::{Carrier, Field, Presence, TypeKind};

use super::{Context, Kind};
use crate::octets::Octets;
use crate::sample::{Side, text_samples};
use crate::scene::Scene;

/// Adds the cases.
pub fn derive(context: &mut Context<'_>) {
    for scene in context.admitted() {
        let route = scene.route;
        for (carrier, declared) in route.declared() {
            let rule = format!("{}/{}", route.name, carrier.word());
            for (name, field) in declared.carried(carrier) {
                let place = Place { carrier, name: &name, rule: &rule };
                one_field(context, &scene, &place, field);
            }
        }
    }
}

/// Where a field stands, and the rule that reads it.
struct Place<'a> {
    carrier: Carrier,
    name: &'a str,
    rule: &'a str,
}

impl Place<'_> {
    /// The scene with these values and no other.
    fn with<'p>(&self, scene: &Scene<'p>, values: &[Octets]) -> Scene<'p> {
        let mut scene = scene.clone();
        let fields = match self.carrier {
            Carrier::Headers => &mut scene.headers,
            Carrier::Cookies => &mut scene.cookies,
        };
        fields.retain(|(name, _)| name != self.name);
        fields.extend(values.iter().map(|value| (self.name.to_owned(), value.clone())));
        scene
    }

    /// Whether servers take such a value as it is, and cookies are not parted by it.
    fn holds(&self, text: &str) -> bool {
        let is_plain = text.bytes().all(|octet| matches!(octet, b'!'..=b'~'));
        is_plain && (self.carrier == Carrier::Headers || !text.contains(';'))
    }
}

fn one_field(context: &mut Context<'_>, scene: &Scene<'_>, place: &Place<'_>, field: &Field) {
    let TypeKind::Scalar(kind) = &field.value.kind else { return };
    let samples: Vec<_> =
        text_samples(kind).into_iter().filter(|sample| place.holds(&sample.text)).collect();
    let optional = Some(Side::of(field.presence == Presence::Optional));
    send(context, place, "absent", optional, &place.with(scene, &[]));
    send(
        context,
        place,
        "not UTF-8",
        Some(Side::Outside),
        &place.with(scene, &[Octets(vec![0xff])]),
    );
    for sample in &samples {
        let with = place.with(scene, &[sample.text.as_str().into()]);
        send(context, place, &sample.label, sample.side, &with);
    }
    if let Some(first) = samples.first() {
        let value: Octets = first.text.as_str().into();
        send(context, place, "twice", None, &place.with(scene, &[value.clone(), value]));
    }
}

fn send(
    context: &mut Context<'_>,
    place: &Place<'_>,
    part: &str,
    side: Option<Side>,
    scene: &Scene<'_>,
) {
    let part = format!("{}: {part}", place.name);
    let request = context.request(&format!("declared {part}"), scene);
    let route = scene.route.name.clone();
    context.push_cell(Kind::Declared, &route, (place.rule, &part, side), request);
}
