//! `gatewright explain FILE 'METHOD TARGET' --as CALLER`, and `gatewright explain CODE`.

mod answer;
mod caller;
mod outside;
mod page;

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::Arc;

use gatewright::token::{PasswordVerifier, Verifier};
use gatewright_compiler::diagnostic::{Code, Diagnostic, codes};
use gatewright_core::evaluate::{Decision, Evaluator, Keys, Request, Timestamp};
use gatewright_core::policy::{CredentialField, CredentialPlace, Policy};
use gatewright_core::primitive::country::Country;

use crate::failure::Failure;
use crate::material;
use crate::policy_file::{PolicyFile, Setting, read};
use crate::print::print;
use crate::report;

/// The largest body that is read, in bytes.
const LARGEST_BODY: usize = 64 << 20;

/// What a request looks like.
const HOW_TO_WRITE: &str = "write a method and a path: 'GET /v1/orders'";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The policy; or, alone, the code of an error, such as GW0101, whose page is printed.
    #[arg(value_name = "FILE|CODE")]
    subject: PathBuf,
    /// The request's first line without its version, such as 'GET /v1/orders?page=2'.
    request: Option<String>,
    /// Who calls, as if its credential were valid: 'customer { id: "anna", roles: [viewer] }', or 'nobody'. Without it,
    /// the credentials among the headers are verified with the policy's key files.
    #[arg(long = "as", value_name = "CALLER", requires = "request")]
    caller: Option<String>,
    /// A request header, 'Name: value'. `Host` is the policy's first host unless given, and `Content-Type` of a body
    /// `application/json`.
    #[arg(long = "header", value_name = "HEADER", requires = "request")]
    headers: Vec<String>,
    /// A file with the request's body.
    #[arg(long, value_name = "FILE", requires = "request")]
    body: Option<PathBuf>,
    /// Who opened the connection.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), requires = "request")]
    ip: IpAddr,
    /// Where the client's address is, by the code of its country, such as DE. Unknown, unless given.
    #[arg(long, value_name = "COUNTRY")]
    country: Option<Country>,
    /// A JSON file with the connection's TLS layer: `version` (`1.2` or `1.3`), `server_name`, and the client's
    /// `certificate` (`uris`, `dns_names`, `emails`, `common_names`, `subject`, `thumbprint`, `verified_for`).
    #[arg(long, value_name = "FILE")]
    tls: Option<PathBuf>,
    /// When: RFC 3339, such as 2026-05-01T09:00:00Z. Now, unless given.
    #[arg(long, value_name = "TIME", requires = "request")]
    at: Option<String>,
    /// The key set of a scheme that fetches it, as fetched at that time. Without it, the keys cannot be had.
    #[arg(
        long = "keys",
        value_name = "SCHEME=FILE",
        requires = "request",
        conflicts_with = "caller"
    )]
    keys: Vec<String>,
    /// The answer of a scheme's introspection endpoint about the token that the request presents, as given at that time.
    /// Without it, the endpoint does not answer.
    #[arg(long = "introspected", value_name = "SCHEME=FILE", conflicts_with = "caller")]
    introspected: Vec<String>,
    /// What a parameter of the policy stands for, 'NAME=VALUE'; may be given several times.
    #[arg(long = "set", value_name = "NAME=VALUE", requires = "request")]
    set: Vec<Setting>,
    /// How the answer and errors are printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How the answer is printed, and errors with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
}

impl Format {
    fn of_errors(self) -> report::Format {
        match self {
            Format::Human => report::Format::Human,
            Format::Json => report::Format::Json,
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    explain(arguments).map_err(|failure| failure.in_format(arguments.format.of_errors()))
}

fn explain(arguments: &Arguments) -> Result<(), Failure> {
    let Some(line) = &arguments.request else {
        let subject = arguments.subject.to_string_lossy();
        if page::is_code(&subject) {
            return page::show(&subject, arguments.format);
        }
        let message = "the request is missing";
        return Err(unreadable(codes::REQUEST_UNREADABLE, message.into(), HOW_TO_WRITE));
    };
    // Whether a target can enforce the policy changes nothing about what it means.
    let file = PolicyFile::open_language(&arguments.subject, &arguments.set)?;
    let request = request(line, arguments, &file.policy)?;
    let now = arguments.at.as_deref().map_or_else(|| Ok(jiff::Timestamp::now()), time)?;
    let now = Timestamp { seconds: now.as_second(), nanos: now.subsec_nanosecond().unsigned_abs() };
    let decision = decide(arguments, &file, &request, now)?;
    print(&match arguments.format {
        Format::Human => answer::for_people(&decision, &file.sources),
        Format::Json => answer::for_programs(&decision, &file.sources),
    })
}

fn decide(
    arguments: &Arguments,
    file: &PolicyFile,
    request: &Request,
    now: Timestamp,
) -> Result<Decision, Failure> {
    let policy = Arc::new(file.policy.clone());
    let principal = match &arguments.caller {
        Some(caller) => caller::principal(caller, &policy)?,
        None => None,
    };
    let fetched = outside::fetched_keys(&arguments.keys, &policy, now.seconds)?;
    let verified = arguments.caller.is_none() && presents_credentials(request, &policy);
    let keys = if verified {
        let material = material::load(file)?;
        Keys {
            tokens: material.key_sets,
            api_keys: material.api_keys,
            users: material.users,
            introspected: outside::introspected(
                &arguments.introspected,
                &policy,
                request,
                now.seconds,
            )?,
            remote: fetched,
            // Nothing is recorded here.
            pseudonyms: None,
        }
    } else {
        Keys::default()
    };
    // The keys were read with the same check, so this only repeats it.
    let fetched = keys.remote.values().map(|fetched| &fetched.keys);
    let verifier = Verifier::new(keys.tokens.values().chain(fetched)).map_err(|error| {
        Failure::surroundings(Diagnostic::error(codes::KEY_FILE, error.to_string()))
    })?;
    let mut evaluator =
        Evaluator::new(policy, keys, Arc::new(verifier)).with_passwords(Arc::new(PasswordVerifier));
    Ok(if verified {
        evaluator.decide(request, now)
    } else {
        evaluator.decide_as(request, principal.as_ref(), now)
    })
}

/// Whether a header or the connection could hold a credential of the policy, so that the key files are needed.
fn presents_credentials(request: &Request, policy: &Policy) -> bool {
    let has = |due: &str| request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(due));
    policy.schemes.iter().any(|scheme| match scheme.place() {
        CredentialPlace::Authorization => has("authorization"),
        CredentialPlace::Field(CredentialField::Header(name)) => has(name),
        CredentialPlace::Field(CredentialField::Cookie(_)) => has("cookie"),
        CredentialPlace::Connection => {
            request.tls.as_ref().is_some_and(|tls| tls.certificate.is_some())
        }
    })
}

fn request(line: &str, arguments: &Arguments, policy: &Policy) -> Result<Request, Failure> {
    let wrong = || {
        let message = format!("`{line}` is not a request");
        unreadable(codes::REQUEST_UNREADABLE, message, HOW_TO_WRITE)
    };
    let (method, target) = line.split_once(' ').ok_or_else(wrong)?;
    if method.is_empty() || target.is_empty() || target.contains(' ') {
        return Err(wrong());
    }
    let mut headers = Vec::new();
    for header in &arguments.headers {
        headers.push(parse_header(header)?);
    }
    let has = |headers: &[(String, Vec<u8>)], due: &str| {
        headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(due))
    };
    if !has(&headers, "host") {
        let host = policy.hosts.first().map_or("localhost", String::as_str);
        headers.insert(0, (String::from("host"), host.into()));
    }
    let body = arguments.body.as_deref().map_or(Ok(Vec::new()), body)?;
    if arguments.body.is_some() && !has(&headers, "content-type") {
        headers.push((String::from("content-type"), b"application/json".to_vec()));
    }
    let (method, target) = (String::from(method), String::from(target));
    let (peer, country) = (arguments.ip, arguments.country);
    let tls = arguments.tls.as_deref().map(outside::tls).transpose()?;
    Ok(Request { method, target, headers, body, peer, country, tls })
}

fn parse_header(text: &str) -> Result<(String, Vec<u8>), Failure> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let is_value = |byte: u8| byte == b'\t' || (byte >= b' ' && byte != 0x7f);
    match text.split_once(':') {
        Some((name, value))
            if !name.is_empty() && name.bytes().all(is_token) && value.bytes().all(is_value) =>
        {
            Ok((String::from(name), value.trim_matches([' ', '\t']).into()))
        }
        Some(_) | None => {
            let message = format!("`{}` is not a header", text.escape_debug());
            Err(unreadable(codes::REQUEST_UNREADABLE, message, "write 'Name: value'"))
        }
    }
}

fn body(path: &Path) -> Result<Vec<u8>, Failure> {
    let body = read(path, LARGEST_BODY)?;
    if body.len() > LARGEST_BODY {
        let message = format!("`{}` has more than {LARGEST_BODY} bytes", path.display());
        return Err(unreadable(codes::REQUEST_UNREADABLE, message, "no policy admits such a body"));
    }
    Ok(body)
}

fn time(text: &str) -> Result<jiff::Timestamp, Failure> {
    jiff::Timestamp::from_str(text).map_err(|_| {
        let message = format!("`{text}` is not a time");
        unreadable(codes::REQUEST_UNREADABLE, message, "write it as 2026-05-01T09:00:00Z")
    })
}

fn unreadable(code: Code, message: String, help: &str) -> Failure {
    Failure::surroundings(Diagnostic::error(code, message).help(help))
}
