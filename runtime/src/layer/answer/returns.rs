//! `returns`: of a 2xx body, nothing but the declared fields leaves.

use bytes::Bytes;
use gatewright_core::policy::ReturnShape;
use gatewright_core::primitive::answer::is_bodiless;
use gatewright_core::primitive::media_type::is_json;
use gatewright_core::primitive::projection::{
    LeavingFields, OF_THE_WHOLE_BODY, PARTIAL, project_as,
};
use gatewright_core::refusal::Refusal;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TRAILER, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue, Method, Response};

use crate::layer::AnswerBody;
use crate::layer::body::{ReadFailure, read};

/// What leaves of the bodies of a route.
#[derive(Debug)]
pub struct Returned {
    /// The route's name.
    pub route: &'static str,
    /// The fields.
    pub fields: &'static LeavingFields,
    /// Whether the body is one object or a list of them.
    pub shape: ReturnShape,
    /// Largest size of the handler's body in bytes.
    pub max: u64,
}

impl Returned {
    /// The answer with what may leave of its body.
    pub(super) async fn project<R>(
        &self,
        response: Response<R>,
        method: &Method,
    ) -> Result<Response<R>, Refusal>
    where
        R: http_body::Body<Data = Bytes> + From<AnswerBody>,
    {
        if !response.status().is_success() {
            return Ok(response);
        }
        let (mut head, body) = response.into_parts();
        let body = if is_bodiless(method.as_str(), head.status.as_u16()) {
            head.headers.remove(CONTENT_LENGTH);
            AnswerBody::default()
        } else {
            // Of a body that may not leave, the first octet is enough.
            let is_whole = !PARTIAL.contains(&head.status.as_u16());
            let max = if is_whole && is_plain_json(&head.headers) { self.max } else { 0 };
            let bytes = read(body, max).await.map_err(|failure| match failure {
                ReadFailure::TooLarge => Refusal::returns(self.route),
                ReadFailure::Broken => Refusal::upstream(),
            })?;
            let left = if bytes.is_empty() {
                String::new()
            } else {
                let left = project_as(self.shape, self.fields, &bytes);
                left.map_err(|_| Refusal::returns(self.route))?
            };
            head.headers.insert(CONTENT_LENGTH, HeaderValue::from(left.len()));
            AnswerBody::from(left)
        };
        let of_the_whole = OF_THE_WHOLE_BODY.iter().filter(|name| **name != CONTENT_LENGTH);
        for name in of_the_whole {
            head.headers.remove(*name);
        }
        head.headers.remove(TRANSFER_ENCODING);
        head.headers.remove(TRAILER);
        Ok(Response::from_parts(head, R::from(body)))
    }
}

/// Whether a body is announced as JSON, without a content coding.
fn is_plain_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let is_json = types.next().is_some_and(|value| is_json(value.as_bytes().trim_ascii()));
    is_json && types.next().is_none() && !headers.contains_key(CONTENT_ENCODING)
}
