//! The generated code of both workloads.

use std::path::PathBuf;

use anyhow::Result;
use gatewright::Question;
use http::Request;

use super::requests::Asked;

mod generated {
    #![allow(clippy::wildcard_enum_match_arm, missing_docs, reason = "printed by the compiler")]

    include!(concat!(env!("OUT_DIR"), "/small.rs"));
    include!(concat!(env!("OUT_DIR"), "/large.rs"));
}

macro_rules! policy {
    ($module:ident, $admits:ident) => {
        /// The policy, and each request with its caller.
        pub(super) fn $module(
            asked: &[Asked],
        ) -> Result<(generated::$module::Policy, Vec<(Question, generated::$module::Principal)>)> {
            use generated::$module::{Policy, Principal, Role, Scheme};

            let policy = Policy::load(keys()?)?;
            let mut questions = Vec::new();
            for asked in asked {
                let request = Request::builder().method(asked.method).uri(&asked.path).body(())?;
                let roles = asked.roles.iter().filter_map(|role| Role::ALL.get(*role).copied());
                let caller = Principal {
                    scheme: Scheme::Caller,
                    id: asked.id.clone(),
                    roles: roles.collect(),
                };
                questions.push((policy.question(request), caller));
            }
            Ok((policy, questions))
        }

        /// Whether the caller's request is admitted.
        pub(super) fn $admits(
            policy: &generated::$module::Policy,
            questions: &[(Question, generated::$module::Principal)],
            number: usize,
        ) -> bool {
            let asked = questions.get(number);
            asked.is_some_and(|(question, caller)| policy.authorize(question, Some(caller)).is_ok())
        }
    };
}

policy!(small, small_admits);
policy!(large, large_admits);

/// A folder with a file of no keys: nobody's credential is asked for here.
fn keys() -> Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("gatewright-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("caller.keys"), "")?;
    Ok(folder)
}
