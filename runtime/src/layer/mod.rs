//! The tower layer that stands around a service and lets through what the policy admits.
//!
//! - [`Guard`] is what a policy's module implements: the decision.
//! - [`Call`] is a request on its way through the stages, [`Answers`] what is said of its answer.
//! - [`PolicyLayer`] and [`PolicyService`] are the tower side: they ask the guard, then answer or forward.

mod answer;
mod answer_body;
mod body;
mod call;
mod certificate;
mod cookies;
mod declared;
mod derived_path;
mod gathered;
mod guard;
mod identity;
mod question;
mod request_body;
mod response;
mod service;
#[cfg(test)]
mod tests;
mod tls;
mod wire;

pub use answer::{
    AnsweredPreflight, Answers, ConnectionHeaders, HandlerErrors, HeaderLine, Page, PageVisibility,
    Pages, PagesOf, Returned,
};
pub use answer_body::AnswerBody;
pub(crate) use call::origin_form;
pub use call::{Call, PeerAddress};
pub use certificate::PresentedCertificate;
pub use derived_path::{ClientUri, PathPart};
pub(crate) use gathered::Gathered;
pub use guard::{Guard, Passed};
pub use identity::Identity;
pub use question::Question;
pub use request_body::{BodyError, RequestBody};
pub use service::{PolicyLayer, PolicyService};
pub use tls::ConnectionTls;
