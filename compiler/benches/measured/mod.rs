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
    let mut text = String::from(HEAD);
    for route in 0..routes {
        let api = route / API;
        if route % API == 0 {
            let lifetime = if api % 8 == 7 { " deprecated 2026-01-01" } else { "" };
            let _ = write!(
                text,
                "\napi api{api} at /v1/api{api}{lifetime} {{\nupstream: orders // where\nauth: [customer, partner]\n\
                 body: max 16KiB\ncors: browser\nrequire: office\n\n"
            );
        }
        let _ = match route % 8 {
            0 => writeln!(text, "GET /r{route} allow viewer query Paging returns [Order]"),
            1 => writeln!(
                text,
                "POST /r{route} allow clerk when body.quantity < 50 body NewOrder limit writes returns Order // written"
            ),
            2 => writeln!(
                text,
                "GET /r{route}/{{id: uuid}} allow clerk allow viewer when owner(\"anna\")"
            ),
            3 => writeln!(
                text,
                "  DELETE  /r{route}/{{id:uuid}}  allow clerk step_up recent  // removed"
            ),
            4 => writeln!(text, "GET /r{route} allow viewer deny when header(\"x-a\") == \"b\""),
            5 => writeln!(text, "PUT /r{route} allow clerk body one_of Card, Cash by kind"),
            6 => writeln!(text, "GET /r{route} allow anyone override [auth, require]"),
            _ => writeln!(text, "  PATCH  /r{route}  allow clerk body partial NewOrder"),
        };
        if route % API == API - 1 {
            text.push_str("}\n");
            let _ = writeln!(
                text,
                "test \"{api}\" {{ as nobody {{ GET /v1/api{api}/r{route} -> 404 }} }}"
            );
        }
    }
    text.push_str("never \"removed by anyone\" { DELETE /** allowed without step_up recent }\n");
    text
}

/// What comes before the apis.
const HEAD: &str = r#"policy bench 1.0.0
target rust
headers { preset: secure }
errors { detail: minimal }
network { deny: [192.0.2.0/24] limit: 6_000 per 1m by client.ip }
principal { id: string  roles: [role] mfa_at?: time }
auth partner = api_key { from: header "x-api-key"  keys: file "partners.keys"  grants: [viewer, clerk] }
auth customer = jwt {
    issuer: "https://id.example.com/" audience: "bench" token_type: "at+jwt" algorithms: [RS256] keys: jwks file "jwks.json"
    grants: [viewer, clerk]
    principal { id: claim.sub roles: claim.roles mfa_at: claim.auth_time }
}
role viewer
role clerk includes viewer
group offices = [203.0.113.0/24, 198.51.100.0/24]
condition owner(of: string) = principal.scheme == customer and principal.id == of
condition office = client.ip in offices
step_up recent = principal.mfa_at within 5m
limit writes = 6 per 1m by principal.id
schema Paging { page?: int 1..1000  size?: int 1..100 }
schema Card { kind: "card" number: string 12..19 masked keep 4 }
schema Cash { kind: "cash" }
schema NewOrder { quantity: int 1..99  note?: string ..500 labels?: map[string ..20] ..8 }
schema Order = NewOrder + { id: uuid pay: one_of Card, Cash by kind }
cors browser { origins: ["https://shop.example.com"] }
upstream orders = "http://127.0.0.1:9001"
"#;
