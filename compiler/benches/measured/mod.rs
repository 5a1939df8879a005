//! What benchmarks measure, and with which clock.

use std::fmt::Write as _;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// How many routes the policies have.
pub(crate) const SIZES: [usize; 3] = [100, 1_000, 10_000];

/// Routes of one api.
const API: usize = 20;

/// What this thread has had of the processor, whatever else the machine does.
pub(crate) fn processor_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(now).unwrap()
}

/// A policy with so many routes, laid out by nobody.
pub(crate) fn policy(routes: usize) -> String {
    let mut text = String::from(
        "policy bench 1.0.0\n\
         target rust\n\
         principal { id: string  roles: [role] }\n\
         auth partner = api_key { from: header \"x-api-key\"  keys: file \"partners.keys\"  grants: [viewer, clerk] }\n\
         role viewer\nrole clerk includes viewer\n\
         condition owner(of: string) = principal.id == of\n\
         limit writes = 6 per 1m by principal.id\n\
         schema Paging { page?: int 1..1000  size?: int 1..100 }\n\
         schema NewOrder { quantity: int 1..99  note?: string ..500 }\n\
         upstream orders = \"http://127.0.0.1:9001\"\n",
    );
    for route in 0..routes {
        if route % API == 0 {
            let api = route / API;
            let _ = write!(
                text,
                "\napi api{api} at /v1/api{api} {{\nupstream: orders // where\nauth: [partner]\nbody: max 16KiB\n\n"
            );
        }
        let _ = match route % 4 {
            0 => writeln!(text, "GET /r{route} allow viewer query Paging"),
            1 => writeln!(text, "POST /r{route} allow clerk body NewOrder limit writes // written"),
            2 => writeln!(
                text,
                "GET /r{route}/{{id: uuid}} allow clerk allow viewer when owner(\"anna\")"
            ),
            _ => writeln!(text, "  DELETE  /r{route}/{{id:uuid}}  allow clerk  // removed"),
        };
        if route % API == API - 1 {
            text.push_str("}\n");
        }
    }
    text
}
