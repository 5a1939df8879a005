//! What the code that `policy!` writes calls. It is no part of the public interface and may change in any version.

#[cfg(feature = "axum")]
pub use axum::extract::{FromRequestParts, OptionalFromRequestParts};
pub use compact_str::CompactString as Text;
pub use gatewright_core::policy::{
    Algorithm, Bounds, Carrier, Detail, Format, Mask, Method, OtherFields, Presence,
    RecordedDecisions, ReturnShape, StringContent, TokenBinding,
};
pub use gatewright_core::primitive::address_set::AddressSet;
pub use gatewright_core::primitive::body::{
    Body as ReadBody, Cursor, Fault, Fields, RangedText, StringRule,
};
pub use gatewright_core::primitive::client_address::limit_key;
pub use gatewright_core::primitive::decimal::Decimal;
pub use gatewright_core::primitive::form::{
    Form as ReadForm, FormError, FormFields, Pairs as FormPairs, add, require_items, required, set,
};
pub use gatewright_core::primitive::lifetime::is_past;
pub use gatewright_core::primitive::multipart::FileRule;
pub use gatewright_core::primitive::number::Number;
pub use gatewright_core::primitive::path::Target;
pub use gatewright_core::primitive::pattern::Dfa;
pub use gatewright_core::primitive::principal::{IdSpace, PrincipalValue};
pub use gatewright_core::primitive::projection::{Leaves, LeavingFields, LeavingUnion};
pub use gatewright_core::primitive::query::{QueryError, has_control, pairs};
pub use gatewright_core::primitive::rate::{Quota, Rate};
pub use gatewright_core::primitive::record::{Pseudonym, PseudonymKey};
pub use gatewright_core::primitive::route_table::RouteTable;
pub use gatewright_core::primitive::scalar::{
    address_of_text, bool_of_text, date_of_text, decimal_of_text, duration_of_text, int_of_text,
    length, time_of_text,
};
pub use gatewright_core::primitive::uuid::Uuid;
pub use gatewright_core::refusal::Refusal;
pub use http::request::Parts;
pub use http::{Extensions, HeaderName, HeaderValue, Request, StatusCode};
pub use ipnet::{IpNet, Ipv4Net, Ipv6Net};
pub use tower_layer::Layer;

pub use crate::body::{
    BoolRule, ConstantRule, DecimalRule, IntRule, ListRule, MapRule, Nullable, Object, Optional,
    ParsedRule, Required, SchemaRule, Then, UuidRule, object,
};
pub use crate::clock::{Clock, SystemClock};
pub use crate::condition::{
    all, any, different, ends_with, equal, greater, greater_or_equal, is_element, is_item,
    is_one_of, is_within_last, less, less_or_equal, minus, minus_decimal, not, plus, plus_decimal,
    starts_with,
};
pub use crate::extract::{Body, Cookies, Files, Headers, NOT_VERIFIED, Query};
pub use crate::fetch::Fetch;
pub use crate::layer::{
    AnsweredPreflight, Answers, Call, ConnectionHeaders, Guard, HandlerErrors, HeaderLine,
    Identity, Page, PageVisibility, Pages, PagesOf, Passed, PathPart, PolicyLayer, PolicyService,
    Question, Returned,
};
pub use crate::limit::LimitTable;
pub use crate::load::{LoadError, Loader, SecretPlace};
pub use crate::multipart::{File, all_files, one_file, read_parts, read_texts, require_no_text};
pub use crate::notice::{Notice, Notices};
pub use crate::observe::{
    Alert, AlertKey, CountedRefusals, Log, Metrics, Observed, Observer, Pseudonyms,
};
pub use crate::role::RoleSet;
pub use crate::segments::Segments;
pub use crate::store::{CountStore, CountedBy, SharedLimit, Store, WithoutStore};
pub use crate::token::{
    ApiKeys, BadCredential, Claims, CredentialFault, Holder, Introspection, IntrospectionRules,
    KeyServer, RemoteTokenKeys, TokenKeys, TokenRules, Users, unverified_issuer,
};
pub use crate::value::{
    JsonBody, check_string, is_plain_text, is_within, once, parameter, present, provide_json,
    read_body, read_form, refuse_query, require_length, require_no_query, string_parameter,
    text_parameter, typed, uuid_of_text,
};

/// Whom the policy found to call, as an extractor of axum's.
#[cfg(feature = "axum")]
#[doc(hidden)]
#[macro_export]
macro_rules! principal_extractor {
    ($principal:ident) => {
        impl<S: ::core::marker::Sync> $crate::generated::FromRequestParts<S> for $principal {
            type Rejection = $crate::generated::StatusCode;

            async fn from_request_parts(
                parts: &mut $crate::generated::Parts,
                _: &S,
            ) -> ::core::result::Result<$principal, $crate::generated::StatusCode> {
                let verified = $principal::of(&parts.extensions).cloned();
                verified.ok_or($crate::generated::NOT_VERIFIED)
            }
        }
    };
}

/// The same where a policy has routes that nobody in particular may call.
#[cfg(feature = "axum")]
#[doc(hidden)]
#[macro_export]
macro_rules! optional_principal_extractor {
    ($principal:ident) => {
        impl<S: ::core::marker::Sync> $crate::generated::OptionalFromRequestParts<S>
            for $principal
        {
            type Rejection = ::core::convert::Infallible;

            async fn from_request_parts(
                parts: &mut $crate::generated::Parts,
                _: &S,
            ) -> ::core::result::Result<
                ::core::option::Option<$principal>,
                ::core::convert::Infallible,
            > {
                ::core::result::Result::Ok($principal::of(&parts.extensions).cloned())
            }
        }
    };
}

/// Without the feature, handlers read the extensions.
#[cfg(not(feature = "axum"))]
#[doc(hidden)]
#[macro_export]
macro_rules! principal_extractor {
    ($principal:ident) => {};
}

/// Without the feature, handlers read the extensions.
#[cfg(not(feature = "axum"))]
#[doc(hidden)]
#[macro_export]
macro_rules! optional_principal_extractor {
    ($principal:ident) => {};
}

pub use crate::{optional_principal_extractor, principal_extractor};

/// The client of a policy that asks other servers.
#[cfg(feature = "client")]
#[doc(hidden)]
#[macro_export]
macro_rules! policy_client {
    () => {
        $crate::generated::https_client()
    };
}

/// Without it, such a policy does not compile.
#[cfg(not(feature = "client"))]
#[doc(hidden)]
#[macro_export]
macro_rules! policy_client {
    () => {
        ::core::compile_error!(
            "this policy fetches keys or asks about tokens: enable the feature `client` of `gatewright`"
        )
    };
}

/// Stands in a policy with client certificates.
#[cfg(feature = "mtls")]
#[doc(hidden)]
#[macro_export]
macro_rules! policy_certificates {
    () => {};
}

/// Without the feature, such a policy does not compile.
#[cfg(not(feature = "mtls"))]
#[doc(hidden)]
#[macro_export]
macro_rules! policy_certificates {
    () => {
        ::core::compile_error!(
            "this policy has `mtls` schemes: enable the feature `mtls` of `gatewright`"
        );
    };
}

/// Stands in a policy with the type `idn_hostname`.
#[cfg(feature = "idn")]
#[doc(hidden)]
#[macro_export]
macro_rules! policy_idn {
    () => {};
}

/// Without the feature, such a policy does not compile.
#[cfg(not(feature = "idn"))]
#[doc(hidden)]
#[macro_export]
macro_rules! policy_idn {
    () => {
        ::core::compile_error!(
            "this policy has the type `idn_hostname`: enable the feature `idn` of `gatewright`"
        );
    };
}

#[cfg(feature = "mtls")]
pub use crate::token::{CertificateNames, ClientCertificates, NameSource};
pub use crate::{policy_certificates, policy_client, policy_idn};

/// The policy's own client.
#[cfg(feature = "client")]
pub fn https_client() -> Result<crate::HttpsClient, LoadError> {
    crate::HttpsClient::new().map_err(|error| LoadError {
        origin: crate::load::Origin::Authorities,
        fault: crate::load::LoadFault::Read(error),
    })
}

/// The countries of a policy that asks for them.
#[cfg(feature = "countries")]
#[doc(hidden)]
#[macro_export]
macro_rules! policy_countries {
    ($loader:expr, $database:literal) => {
        $crate::generated::Countries::read($loader, $database)
    };
}

/// Without it, such a policy does not compile.
#[cfg(not(feature = "countries"))]
#[doc(hidden)]
#[macro_export]
macro_rules! policy_countries {
    ($loader:expr, $database:literal) => {
        ::core::compile_error!(
            "this policy asks in which country clients are: enable the feature `countries` of `gatewright`"
        )
    };
}

pub use crate::policy_countries;

/// The type alone is there without the feature, so that the one error is all that is told.
pub use crate::countries::Countries;
