//! Stage 11: whether there may be a body, its announcement, and its bytes, read up to the limit.

use std::pin::pin;

use bytes::Bytes;
use gatewright_core::primitive::media_type::{FORM, is_form, is_json};
use gatewright_core::primitive::multipart::{MULTIPART, boundary};
use gatewright_core::refusal::Refusal;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use http::{HeaderValue, Version};
use http_body::Body;
use http_body_util::BodyExt as _;

use super::{Call, Gathered, RequestBody};
use crate::value::JsonBody;

impl Call {
    /// Refuses a body, from the headers where they tell; the one that goes on is empty.
    ///
    /// # Errors
    ///
    /// [`Refusal::body`].
    pub fn require_no_body(&mut self, route: &'static str) -> Result<(), Refusal> {
        let headers = &self.head.headers;
        let length = headers.get(CONTENT_LENGTH);
        let is_zero = |length: &HeaderValue| {
            !length.is_empty() && length.as_bytes().iter().all(|digit| *digit == b'0')
        };
        let announced = headers.contains_key(TRANSFER_ENCODING)
            || length.is_some_and(|length| !is_zero(length))
            || self.body.size_hint().lower() > 0;
        // HTTP/2 and later announce nothing: there the stream is at its end or something follows.
        let follows =
            self.head.version > Version::HTTP_11 && length.is_none() && !self.body.is_end_stream();
        if announced || follows {
            return Err(Refusal::body(route));
        }
        self.body = RequestBody::default();
        Ok(())
    }

    /// The bytes of a JSON body of at most `max`. They stay the request's body.
    ///
    /// # Errors
    ///
    /// [`Refusal::body_type`] and [`Refusal::body_size`]; [`Refusal::wire`] where the body breaks off.
    pub async fn read_json(&mut self, route: &'static str, max: u64) -> Result<Bytes, Refusal> {
        let headers = &self.head.headers;
        let announced = headers.get(CONTENT_TYPE).is_some_and(|value| is_json(value.as_bytes()));
        if !announced || headers.contains_key(CONTENT_ENCODING) {
            return Err(Refusal::body_type(route));
        }
        self.read_bytes(route, max).await
    }

    /// Reads a JSON body into its type, and hands it on.
    ///
    /// # Errors
    ///
    /// Those of [`Call::read_json`], and what the type refuses.
    pub async fn take_json(&mut self, route: &'static str, body: &JsonBody) -> Result<(), Refusal> {
        let bytes = self.read_json(route, body.max).await?;
        (body.read)(self, route, &bytes)
    }

    /// The bytes of a form of at most `max`. They stay the request's body.
    ///
    /// # Errors
    ///
    /// Those of [`Call::read_json`].
    pub async fn read_form(&mut self, route: &'static str, max: u64) -> Result<Bytes, Refusal> {
        let headers = &self.head.headers;
        let announced = headers.get(CONTENT_TYPE).is_some_and(|value| is_form(value.as_bytes()));
        if !announced || headers.contains_key(CONTENT_ENCODING) {
            return Err(Refusal::media_type(route, FORM));
        }
        self.read_bytes(route, max).await
    }

    /// The bytes of a multipart body of at most `max`, and its boundary. The bytes stay the request's body.
    ///
    /// # Errors
    ///
    /// Those of [`Call::read_json`].
    pub async fn read_multipart(
        &mut self,
        route: &'static str,
        max: u64,
    ) -> Result<(Bytes, Vec<u8>), Refusal> {
        let headers = &self.head.headers;
        let announced = headers.get(CONTENT_TYPE).and_then(|value| boundary(value.as_bytes()));
        let boundary = match announced {
            Some(boundary) if !headers.contains_key(CONTENT_ENCODING) => boundary.to_vec(),
            Some(_) | None => return Err(Refusal::media_type(route, MULTIPART)),
        };
        Ok((self.read_bytes(route, max).await?, boundary))
    }

    async fn read_bytes(&mut self, route: &'static str, max: u64) -> Result<Bytes, Refusal> {
        self.require_announced(route, max)?;
        let body = std::mem::take(&mut self.body);
        let bytes = read(body, max).await.map_err(|failure| match failure {
            ReadFailure::TooLarge => Refusal::body_size(route),
            ReadFailure::Broken => Refusal::wire(),
        })?;
        self.head.headers.remove(TRANSFER_ENCODING);
        self.head.headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        self.body = RequestBody::from(bytes.clone());
        Ok(bytes)
    }

    /// Lets a body of any kind go on as it arrives, of which at most `max` bytes pass. What is larger ends in an error for
    /// whoever reads it, and in the refusal unless the answer has begun before.
    ///
    /// # Errors
    ///
    /// [`Refusal::body_size`] where the size is known before.
    pub fn limit_body(&mut self, route: &'static str, max: u64) -> Result<(), Refusal> {
        self.require_announced(route, max)?;
        if self.body.size_hint().lower() > max {
            return Err(Refusal::body_size(route));
        }
        if !self.body.is_end_stream() {
            let (body, exceeded) = std::mem::take(&mut self.body).bounded(max);
            (self.body, self.exceeded) = (body, Some(exceeded));
        }
        Ok(())
    }

    /// Refuses a body whose announced length is beyond `max`.
    fn require_announced(&self, route: &'static str, max: u64) -> Result<(), Refusal> {
        let length = self.head.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        let length = length.and_then(|length| length.parse::<u64>().ok());
        match length {
            Some(length) if length > max => Err(Refusal::body_size(route)),
            Some(_) | None => Ok(()),
        }
    }
}

/// Why a body cannot be had.
pub(super) enum ReadFailure {
    TooLarge,
    Broken,
}

/// Reads frame by frame, and no further than the limit. Trailers are left out.
pub(super) async fn read<B: Body<Data = Bytes>>(body: B, max: u64) -> Result<Bytes, ReadFailure> {
    let mut body = pin!(body);
    let max = usize::try_from(max).unwrap_or(usize::MAX);
    let mut read = Gathered::default();
    while let Some(frame) = body.as_mut().frame().await {
        let frame = frame.map_err(|_| ReadFailure::Broken)?;
        let Ok(data) = frame.into_data() else { continue };
        if data.len() > max.saturating_sub(read.len()) {
            return Err(ReadFailure::TooLarge);
        }
        read.push(&data);
    }
    Ok(read.into_bytes())
}
