//! URI templates.

use super::identifier::{PRIVATE, UNIVERSAL};

/// RFC 6570 §2: literals, among them the apostrophe of its erratum, and expressions.
pub(super) fn uri_template() -> String {
    let encoded = "%[0-9A-Fa-f]{2}";
    let literal =
        format!(r"(?:[!#$&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~{UNIVERSAL}{PRIVATE}]|{encoded})");
    let character = format!("(?:[A-Za-z0-9_]|{encoded})");
    let name = format!(r"{character}(?:\.?{character})*");
    let variable = format!(r"{name}(?::[1-9][0-9]{{0,3}}|\*)?");
    let operator = r"[+#./;?&=,!@|]";
    format!(r"(?:{literal}|\{{{operator}?{variable}(?:,{variable})*\}})*")
}
