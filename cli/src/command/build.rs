//! `gatewright build FILE --out DIR`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gatewright_compiler::diagnostic::{Diagnostic, codes};
use gatewright_compiler::source::SourceMap;
use gatewright_compiler::target::artifact::Artifacts;
use gatewright_compiler::target::{Material, registry};
use gatewright_core::policy::TargetKind;

use crate::failure::Failure;
use crate::material;
use crate::output::{self, Output};
use crate::policy_file::{PolicyFile, Setting};
use crate::print::print;
use crate::report::Format;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The policy.
    file: PathBuf,
    /// Only this target; `rust` is printed to the standard output.
    #[arg(long, value_enum)]
    target: Option<Kind>,
    /// The folder that is to hold the gateways' files, and nothing else.
    #[arg(long, value_name = "DIR", required_unless_present_any = ["target"])]
    out: Option<PathBuf>,
    /// What a parameter of the policy stands for, 'NAME=VALUE'; may be given several times.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<Setting>,
    /// Writes nothing, and fails when the files on disk differ.
    #[arg(long)]
    check: bool,
    /// How errors are printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// The targets by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    /// Middleware that a Rust service links.
    Rust,
    /// Configuration of nginx.
    Nginx,
    /// Configuration of Envoy.
    Envoy,
}

impl Kind {
    fn target(self) -> TargetKind {
        match self {
            Kind::Rust => TargetKind::Rust,
            Kind::Nginx => TargetKind::Nginx,
            Kind::Envoy => TargetKind::Envoy,
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    build(arguments).map_err(|failure| failure.in_format(arguments.format))
}

fn build(arguments: &Arguments) -> Result<(), Failure> {
    match (arguments.target, &arguments.out) {
        (Some(Kind::Rust), None) if !arguments.check => {
            rust(&PolicyFile::open(&arguments.file, &arguments.set)?)
        }
        (Some(Kind::Rust), _) => {
            Err(wrong_call("the code of `rust` is printed: leave `--out` and `--check` away"))
        }
        (_, None) => Err(wrong_call("`--out DIR` is missing")),
        (Some(kind @ (Kind::Nginx | Kind::Envoy)), Some(folder)) => {
            let file = PolicyFile::open(&arguments.file, &arguments.set)?;
            gateways(&file, &[kind.target()], folder, arguments)
        }
        (None, Some(folder)) => {
            let file = PolicyFile::open(&arguments.file, &arguments.set)?;
            let kinds: Vec<TargetKind> = file
                .policy
                .targets
                .iter()
                .map(|target| target.kind)
                .filter(|kind| *kind != TargetKind::Rust)
                .collect();
            if kinds.is_empty() {
                let message = "the policy declares no gateway to build for";
                let diagnostic = Diagnostic::error(codes::TARGET_NOT_DECLARED, message);
                let help = "write `target nginx { listen: 8443 }`, or print the Rust code with `--target rust`";
                return Err(Failure::surroundings(diagnostic.help(help)));
            }
            gateways(&file, &kinds, folder, arguments)
        }
    }
}

/// Prints the Rust code. It names the key files, which the service reads when it starts.
fn rust(file: &PolicyFile) -> Result<(), Failure> {
    let artifacts = lower(file, TargetKind::Rust, &Material::default())?;
    for artifact in artifacts.files.values() {
        print(&String::from_utf8_lossy(&artifact.contents))?;
    }
    Ok(())
}

fn gateways(
    file: &PolicyFile,
    kinds: &[TargetKind],
    folder: &Path,
    arguments: &Arguments,
) -> Result<(), Failure> {
    let mut targets = BTreeMap::new();
    let material = material::load(file)?;
    for kind in kinds {
        targets.insert(kind.name(), lower(file, *kind, &material)?);
    }
    let output = Output::new(&file.policy, targets);
    if !arguments.check {
        output::write(folder, &output)?;
        return arguments.format.succeed("", &[]);
    }
    let differences = output::differences(folder, &output)?;
    if differences.is_empty() {
        return arguments.format.succeed("", &[]);
    }
    let message = format!("`{}` is not what the policy compiles into", folder.display());
    let mut diagnostic = Diagnostic::error(codes::OUTPUT_STALE, message);
    diagnostic.notes = differences;
    let help = "run the same command without `--check`";
    Err(Failure::policy(vec![diagnostic.help(help)], SourceMap::default()))
}

fn lower(file: &PolicyFile, kind: TargetKind, material: &Material) -> Result<Artifacts, Failure> {
    if !file.policy.targets.iter().any(|target| target.kind == kind) {
        let message = format!("the policy does not declare the target `{}`", kind.name());
        let diagnostic = Diagnostic::error(codes::TARGET_NOT_DECLARED, message);
        let help = format!("write `target {}` in the policy", kind.name());
        return Err(Failure::surroundings(diagnostic.help(help)));
    }
    registry::find(kind)
        .lower(&file.policy, material)
        .map_err(|diagnostics| Failure::policy(diagnostics, file.sources.clone()))
}

fn wrong_call(message: &str) -> Failure {
    Failure::surroundings(Diagnostic::error(codes::WRONG_CALL, message))
}
