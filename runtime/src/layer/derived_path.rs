//! Paths that are made out of a request's own: what `to` and `successor` say.

use gatewright_core::primitive::path::Target;
use gatewright_core::refusal::Refusal;
use http::Uri;
use http::uri::PathAndQuery;

use super::Call;

/// What the client sent where the policy sends a request on to another path (`to`): in the extensions of such a request. With
/// the feature `axum`, its `OriginalUri` stands there, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientUri(pub Uri);

/// A piece of such a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPart {
    /// This, slashes included.
    Text(&'static str),
    /// The request's segment at this place, as it is spelled.
    Segment(usize),
}

/// The path for one request; nothing where the request has no such segment.
pub(super) fn filled(parts: &[PathPart], target: &Target<'_>) -> Option<String> {
    let mut path = String::new();
    for part in parts {
        path.push_str(match part {
            PathPart::Text(text) => text,
            PathPart::Segment(place) => target.segments().nth(*place)?,
        });
    }
    Some(path)
}

impl Call {
    /// Stage 13: the request goes on to this path. The query string stays; [`ClientUri`] is what the client sent.
    ///
    /// # Errors
    ///
    /// [`Refusal::internal`] where there is no such path.
    pub fn send_to(&mut self, path: &[PathPart], target: &Target<'_>) -> Result<(), Refusal> {
        let uri = changed(&self.head.uri, path, target).ok_or_else(Refusal::internal)?;
        let original = std::mem::replace(&mut self.head.uri, uri);
        #[cfg(feature = "axum")]
        self.head.extensions.insert(axum::extract::OriginalUri(original.clone()));
        self.head.extensions.insert(ClientUri(original));
        Ok(())
    }
}

fn changed(uri: &Uri, path: &[PathPart], target: &Target<'_>) -> Option<Uri> {
    let mut text = filled(path, target)?;
    if let Some(query) = target.query() {
        text.push('?');
        text.push_str(query);
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(text).ok()?);
    Uri::from_parts(parts).ok()
}
