//! The same rules in Rego, compiled for regorus' virtual machine.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::RegoVM;
use regorus::{Engine, Value};
use serde_json::json;

use super::requests::Asked;
use super::workload::{Workload, role_name};

/// The rules, and the inputs of all requests.
pub(super) struct Machine {
    machine: RegoVM,
    inputs: Vec<Value>,
}

impl Machine {
    /// The rules of a workload.
    pub(super) fn new(workload: &Workload, asked: &[Asked]) -> Result<Machine> {
        let mut engine = Engine::new();
        engine.add_policy("bench.rego".to_owned(), policy(workload))?;
        let compiled = engine.compile_with_entrypoint(&"data.bench.allow".into())?;
        let program = Compiler::compile_from_policy(&compiled, &["data.bench.allow"])
            .map_err(|error| anyhow::anyhow!("{error}"))?;
        let mut machine = RegoVM::new_with_policy(compiled);
        machine.load_program(program);
        let inputs = asked.iter().map(|asked| {
            let roles: Vec<String> = asked.roles.iter().map(|role| role_name(*role)).collect();
            let input = json!({
                "action": format!("a{}", asked.route),
                "id": asked.id,
                "roles": roles,
                "owner": asked.owner,
            });
            Value::from_json_str(&input.to_string())
        });
        Ok(Machine { machine, inputs: inputs.collect::<Result<_>>()? })
    }

    /// Whether the caller's request is admitted.
    pub(super) fn admits(&mut self, number: usize) -> Result<bool> {
        let input = self.inputs.get(number).context("no such request")?;
        self.machine.set_input(input.clone());
        let answer = self.machine.execute().map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(answer == Value::Bool(true))
    }
}

/// One look-up of the action's holders, and of whether it has an owner.
fn policy(workload: &Workload) -> String {
    let mut text = String::from("package bench\n\nimport rego.v1\n\ndefault allow := false\n\n");
    text.push_str("allow if {\n\tsome role in input.roles\n\tholders[input.action][role]\n\tnot owned[input.action]\n}\n\n");
    text.push_str("allow if {\n\tsome role in input.roles\n\tholders[input.action][role]\n\towned[input.action]\n\tinput.owner == input.id\n}\n\n");
    text.push_str("holders := {\n");
    for (place, route) in workload.routes.iter().enumerate() {
        let holders: Vec<String> = workload
            .holders(route.role)
            .into_iter()
            .map(|role| format!("\"{}\": true", role_name(role)))
            .collect();
        let _ = writeln!(text, "\t\"a{place}\": {{{}}},", holders.join(", "));
    }
    text.push_str("}\n\nowned := {\n");
    for (place, _) in workload.routes.iter().enumerate().filter(|(_, route)| route.is_owned) {
        let _ = writeln!(text, "\t\"a{place}\": true,");
    }
    text.push_str("}\n");
    text
}
