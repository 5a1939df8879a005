//! Printing: the templates and nothing else.

use tera::{Context, Tera};

use super::node::{Config, Script};

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        const TEMPLATES: &[(&str, &str)] = &[$(($name, include_str!(concat!("templates/", $name, ".tera")))),*];
    };
}

templates![
    "envoy.json",
    "class.json",
    "cluster.json",
    "jwt.json",
    "limit.json",
    "lua.json",
    "reply.json",
    "stage.lua",
];

/// `envoy.json`.
pub(super) fn config(config: &Config) -> tera::TeraResult<String> {
    printer()?.render("envoy.json", &Context::from_serialize(config)?)
}

/// The file of a stage.
pub(super) fn script(script: &Script) -> tera::TeraResult<String> {
    printer()?.render("stage.lua", &Context::from_serialize(script)?)
}

/// Values arrive escaped for their place, so the engine escapes nothing.
fn printer() -> tera::TeraResult<Tera> {
    let mut tera = Tera::new();
    tera.autoescape_on(Vec::<&'static str>::new());
    tera.add_raw_templates(TEMPLATES.iter().copied())?;
    Ok(tera)
}
