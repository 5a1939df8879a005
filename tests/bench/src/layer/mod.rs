//! A whole service: a POST of 1,125 bytes with a signed token, by one thread and without a network.
//!
//! Both sides are axum services with the same handler. Ours is one generated layer; the other is what people put together
//! today: jsonwebtoken, a role check, tower_governor, `Json` and garde.

mod ours;
mod stack;
mod tokens;

use std::time::Instant;

use anyhow::{Result, ensure};
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{Request, StatusCode};
use serde::Serialize;
use tower::ServiceExt as _;

use crate::measure::median;
use crate::orders::{LINES_OF_1K, order};
use tokens::Issuer;

/// Requests of one pass.
const REQUESTS: usize = 1_500;

/// Passes of each side, in turn.
const PASSES: usize = 15;

/// Requests a second.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Layer {
    /// One generated layer.
    pub ours_rps: f64,
    /// The stack.
    pub stack_rps: f64,
}

/// Whose tokens the requests bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tokens {
    /// One, again and again.
    Repeated,
    /// Each another, which neither side has seen.
    Fresh,
}

/// Both sides, each on its own thread's runtime.
pub fn of_tokens(tokens: Tokens) -> Result<Layer> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let issuer = Issuer::new()?;
    let signed = match tokens {
        Tokens::Repeated => vec![issuer.token(0)?],
        Tokens::Fresh => (0..REQUESTS).map(|number| issuer.token(number)).collect::<Result<_>>()?,
    };
    let body = order(LINES_OF_1K);
    runtime.block_on(refusals(&issuer, &body))?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..PASSES {
        // A new service has seen no token.
        ours.push(runtime.block_on(pass(ours::service(&issuer)?, &signed, &body))?);
        theirs.push(runtime.block_on(pass(stack::service(&issuer)?, &signed, &body))?);
    }
    Ok(Layer { ours_rps: median(ours), stack_rps: median(theirs) })
}

fn request(token: &str, body: &str) -> Result<Request<Body>> {
    let mut request = Request::post("/orders")
        .header("host", "localhost")
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .header("content-length", body.len())
        .body(Body::from(body.to_owned()))?;
    let peer = std::net::SocketAddr::from(([203, 0, 113, 7], 4711));
    request.extensions_mut().insert(ConnectInfo(peer));
    Ok(request)
}

/// Requests a second of one pass.
async fn pass<S>(service: S, tokens: &[String], body: &str) -> Result<f64>
where
    S: tower::Service<Request<Body>, Error = std::convert::Infallible> + Clone,
    S::Response: axum::response::IntoResponse,
{
    let tokens = tokens.iter().cycle();
    let requests: Vec<_> =
        tokens.take(REQUESTS).map(|token| request(token, body)).collect::<Result<_>>()?;
    let begin = Instant::now();
    let mut served = 0_u32;
    for request in requests {
        let answer = service.clone().oneshot(request).await?;
        let answer = axum::response::IntoResponse::into_response(answer);
        served += u32::from(answer.status() == StatusCode::OK);
    }
    let taken = begin.elapsed().as_secs_f64();
    ensure!(usize::try_from(served)? == REQUESTS, "only {served} of {REQUESTS} are served");
    Ok(f64::from(served) / taken)
}

/// Both sides refuse what they have to: another key's token, a caller without the role, an order with nothing in it.
async fn refusals(issuer: &Issuer, body: &str) -> Result<()> {
    let nothing = body.replace("\"quantity\":8,", "\"quantity\":0,");
    let cases = [
        (Issuer::new()?.token(0)?, body, 401),
        (issuer.token_of("viewer")?, body, 403),
        (issuer.token(0)?, nothing.as_str(), 422),
    ];
    for (token, body, expected) in cases {
        let ours = ours::service(issuer)?.oneshot(request(&token, body)?).await?;
        let theirs = stack::service(issuer)?.oneshot(request(&token, body)?).await?;
        ensure!(ours.status().as_u16() == expected, "ours says {}", ours.status());
        ensure!(theirs.status().as_u16() == expected, "the stack says {}", theirs.status());
    }
    Ok(())
}
