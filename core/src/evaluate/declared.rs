//! Stage 9: declared headers and cookies.

use super::decision::{Stage, Trace};
use super::request::Headers;
use crate::policy::{Carrier, Route};
use crate::primitive::declared::read;
use crate::refusal::Refusal;

pub(super) fn check(route: &Route, headers: &Headers, trace: &mut Trace) -> Result<(), Refusal> {
    for (carrier, declared) in route.declared() {
        let (stage, what) = match carrier {
            Carrier::Headers => (Stage::Headers, "header"),
            Carrier::Cookies => (Stage::Cookies, "cookie"),
        };
        let span = Some(declared.span);
        let mut present: usize = 0;
        for (name, field) in declared.carried(carrier) {
            let values = match carrier {
                Carrier::Headers => headers.all(&name),
                Carrier::Cookies => headers.cookies(&name),
            };
            match read(field, &values) {
                Ok(value) => present += usize::from(value.is_some()),
                Err(error) => {
                    let detail = format!("the {what} `{name}`: {error}");
                    return trace.refuse(
                        stage,
                        detail,
                        span,
                        Refusal::declared(route.name.clone(), carrier),
                    );
                }
            }
        }
        let detail = match present {
            0 => format!("no declared {what}"),
            1 => format!("1 declared {what}"),
            count => format!("{count} declared {what}s"),
        };
        trace.pass(stage, detail, span);
    }
    Ok(())
}
