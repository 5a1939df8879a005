//! Which host a request is for.

#[cfg(test)]
mod tests;

/// Whether a Host header names one of `hosts`, which are in lower case: without regard to ASCII case, and with one
/// colon and a port number cut off. An empty list answers for any.
#[must_use]
pub fn is_known(host: &str, hosts: &[impl AsRef<str>]) -> bool {
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let name = match host.rsplit_once(':') {
        Some((name, port)) if is_port(port) => name,
        Some(_) | None => host,
    };
    hosts.is_empty() || hosts.iter().any(|known| known.as_ref().eq_ignore_ascii_case(name))
}
