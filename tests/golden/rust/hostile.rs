// Policy hostile 6.6.6, compiled by Gatewright. Do not edit.
// SHA-256 b6df76efd8b431320ff47f4bdae9f905b948c7affa8669f8ab0b8ad43bc399f6

/// Security policy `hostile` 6.6.6, compiled by Gatewright.
#[allow(
    dead_code,
    unused_variables,
    non_camel_case_types,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    reason = "printed by a program; what a service does not use stays"
)]
pub mod hostile {
    use ::gatewright::generated as gw;
    /// The policy's name.
    pub const NAME: &str = "hostile";
    /// The policy's version.
    pub const VERSION: &str = "6.6.6";
    /// SHA-256 of the policy's text.
    pub const DIGEST: &str = "b6df76efd8b431320ff47f4bdae9f905b948c7affa8669f8ab0b8ad43bc399f6";
    /// Who may call what, as text: one line a route, one column a role.
    pub const ACCESS_TABLE: &str = "                                       nobody  nil  self  constructor  prototype\nGET     /__proto__                     -       yes  yes   yes          yes\nPOST    /__proto__                     -       -    yes   yes          yes\nGET     /__proto__/constructor         -       -    if    if           if\nGET     /__proto__/end/{end}           -       if   if    if           if\nPATCH   /__proto__/end/{end}/then      -       -    -     -            yes\nGET     /__proto__/{constructor}       -       yes  yes   yes          yes\nDELETE  /__proto__/{constructor}/_-.~  -       -    yes   yes          yes\nGET     /__proto__/toString/{end}      yes     yes  yes   yes          yes\nPUT     /__proto__/.well-known/~.-_    yes     yes  yes   yes          yes\n";
    /// The policy, ready to decide.
    pub struct Policy {
        clock: ::std::sync::Arc<dyn gw::Clock>,
        notices: gw::Notices,
        observer: gw::Observer,
        limits: Limits,
        keys_of_function: gw::TokenKeys<Principal>,
        keys_of_nil: gw::ApiKeys<Principal>,
    }
    impl Policy {
        /// Reads the policy's key files, which stand relative to `folder`.
        ///
        /// # Errors
        ///
        /// A file that cannot be read, or in which anything at all is wrong.
        pub fn load(
            folder: impl ::core::convert::AsRef<::std::path::Path>,
        ) -> Result<Policy, gw::LoadError> {
            let loader = gw::Loader::new(folder.as_ref());
            Ok(Policy {
                clock: ::std::sync::Arc::new(gw::SystemClock::default()),
                notices: loader.notices(),
                observer: gw::Observer::new(&OBSERVED, loader.notices()),
                limits: Limits::new(),
                keys_of_function: gw::TokenKeys::read(
                    &loader,
                    gw::SecretPlace::File("keys/it's $HOME; \"quoted\".json"),
                    &gw::TokenRules {
                        issuer: "https://id.example/\"'$host${x}{{ y }}{% raw %}*/ //]]%REQ(x)%\\n\u{2028}/<b>`",
                        audience: "\"];--${'a'}%DOWNSTREAM%{{a}}\\",
                        token_type: "at+jwt",
                        algorithms: &[gw::Algorithm::ES256, gw::Algorithm::ES384],
                        leeway: 2,
                        max_lifetime: None,
                        binding: gw::TokenBinding::Bearer,
                    },
                    principal_of_function,
                )?,
                keys_of_nil: gw::ApiKeys::read(
                    &loader,
                    gw::SecretPlace::File("keys/ñ %2e.keys"),
                    principal_of_nil,
                )?,
            })
        }
        /// The same policy on another clock.
        #[must_use]
        pub fn with_clock(mut self, clock: impl gw::Clock) -> Policy {
            self.clock = ::std::sync::Arc::new(clock);
            self
        }
        /// The same policy, which tells `receiver` what whoever runs it should know. Unless one is given, a line is written
        /// to the standard error stream.
        #[must_use]
        pub fn with_notices(
            self,
            receiver: impl Fn(
                &gw::Notice,
            ) + ::core::marker::Send + ::core::marker::Sync + 'static,
        ) -> Policy {
            self.notices.send_to(receiver);
            self
        }
        /// The same policy, beside which `shadow` decides too. Where it would decide otherwise, that is told, and nothing else
        /// comes of it.
        #[must_use]
        pub fn with_shadow(mut self, shadow: impl gw::Guard) -> Policy {
            self.observer.compare_with(shadow);
            self
        }
        /// Counts of decisions. They begin with the first call, which has to stand before `protect` or `layer`.
        #[must_use]
        pub fn metrics(&self) -> gw::Metrics {
            self.observer.metrics()
        }
        /// A request that nobody has sent, to be asked about.
        #[must_use]
        pub fn question(&self, request: gw::Request<()>) -> gw::Question {
            gw::Question::new(request, &*self.clock)
        }
        /// A router, or another service, as a finished service, the policy around all of it.
        pub fn protect<S>(self, service: S) -> gw::PolicyService<S, Policy> {
            gw::Layer::layer(&self.layer(), service)
        }
        /// The policy as a layer, to be put on last and outermost.
        pub fn layer(mut self) -> gw::PolicyLayer<Policy> {
            gw::Guard::start(&self);
            self.observer.start();
            gw::PolicyLayer::new(::std::sync::Arc::new(self))
        }
    }
    impl ::core::fmt::Debug for Policy {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            formatter
                .debug_struct("Policy")
                .field("digest", &DIGEST)
                .finish_non_exhaustive()
        }
    }
    impl gw::Guard for Policy {
        const DIGEST: &'static str = DIGEST;
        const DETAIL: gw::Detail = gw::Detail::Full;
        fn clock(&self) -> &dyn gw::Clock {
            &*self.clock
        }
        fn observer(&self) -> ::core::option::Option<&gw::Observer> {
            ::core::option::Option::Some(&self.observer)
        }
        async fn decide(&self, call: &mut gw::Call) -> Result<gw::Passed, gw::Refusal> {
            let method = call.wire(SINGLE_VALUED)?;
            let uri = call.uri();
            let target = call.target(&uri)?;
            let client = call.client(TRUSTED_PROXIES)?;
            call.host(HOSTS)?;
            let route = find(method, &target)?;
            let identity = self.guard(route, call, &target, client).await?;
            call.forward(OWN_HEADERS, identity);
            Ok(gw::Passed::Admitted)
        }
    }
    /// What is told of decisions.
    static OBSERVED: gw::Observed = gw::Observed {
        policy: NAME,
        digest: DIGEST,
        log: None,
        alerts: &[],
        routes: &[
            "function.get",
            "function.post",
            "function.get/constructor",
            "function.get/end/{end}",
            "function.patch/end/{end}/then",
            "function.get/{constructor}",
            "function.delete/{constructor}/_-.~",
            "function.get/toString/{end}",
            "function.put/.well-known/~.-_",
        ],
        templates: &[
            "/__proto__",
            "/__proto__",
            "/__proto__/constructor",
            "/__proto__/end/{end}",
            "/__proto__/end/{end}/then",
            "/__proto__/{constructor}",
            "/__proto__/{constructor}/_-.~",
            "/__proto__/toString/{end}",
            "/__proto__/.well-known/~.-_",
        ],
        parts: &["end", "function", "has_own_property", "nil", "to_string"],
    };
    /// Hosts that the API answers for; none means any.
    const HOSTS: &[&str] = &["xn--bcher-kva.example", "localhost"];
    /// Headers that may stand once, since a rule reads one value of them.
    const SINGLE_VALUED: &[&str] = &[
        "authorization",
        "content-type",
        "host",
        "x-lua-nil",
        "x-then",
    ];
    /// Headers that the policy sets, such as those by which an upstream learns who calls; a client's own are removed.
    const OWN_HEADERS: &[&str] = &["x-constructor", "x-end", "x-local", "x-proto"];
    /// Whose `X-Forwarded-For` entries are believed.
    const TRUSTED_PROXIES: &[gw::IpNet] = &[
        gw::IpNet::V4(
            gw::Ipv4Net::new_assert(::std::net::Ipv4Addr::new(127, 0, 0, 0), 8),
        ),
    ];
    /// The policy's routes, with the path parameters that their conditions read.
    enum Route<'t> {
        /// `GET /__proto__`, named `function.get`.
        FunctionGet,
        /// `POST /__proto__`, named `function.post`.
        FunctionPost,
        /// `GET /__proto__/constructor`, named `function.get/constructor`.
        FunctionGetConstructor,
        /// `GET /__proto__/end/{end}`, named `function.get/end/{end}`.
        FunctionGetEndEnd { path_end: ::std::borrow::Cow<'t, str> },
        /// `PATCH /__proto__/end/{end}/then`, named `function.patch/end/{end}/then`.
        FunctionPatchEndEndThen,
        /// `GET /__proto__/{constructor}`, named `function.get/{constructor}`.
        FunctionGetConstructor_2,
        /// `DELETE /__proto__/{constructor}/_-.~`, named `function.delete/{constructor}/_-.~`.
        FunctionDeleteConstructor,
        /// `GET /__proto__/toString/{end}`, named `function.get/toString/{end}`.
        FunctionGetToStringEnd,
        /// `PUT /__proto__/.well-known/~.-_`, named `function.put/.well-known/~.-_`.
        FunctionPutWellKnown,
    }
    /// The route of a request: of the templates that match the path, the one with a literal where they first differ.
    fn find<'t>(
        method: gw::Method,
        target: &gw::Target<'t>,
    ) -> Result<Route<'t>, gw::Refusal> {
        let segments = gw::Segments::<4>::of(target);
        match segments.as_slice() {
            [b"__proto__"] => {
                match method {
                    gw::Method::Get | gw::Method::Head => Ok(Route::FunctionGet),
                    gw::Method::Post => Ok(Route::FunctionPost),
                    _ => Err(gw::Refusal::method("GET, HEAD, POST")),
                }
            }
            [b"__proto__", b"constructor"] => {
                match method {
                    gw::Method::Get | gw::Method::Head => {
                        Ok(Route::FunctionGetConstructor)
                    }
                    _ => Err(gw::Refusal::method("GET, HEAD")),
                }
            }
            [b"__proto__", segment_2] if !segment_2.is_empty() => {
                gw::parameter(segment_2, |text| schema::Enum::parse(text))?;
                match method {
                    gw::Method::Get | gw::Method::Head => {
                        Ok(Route::FunctionGetConstructor_2)
                    }
                    _ => Err(gw::Refusal::method("GET, HEAD")),
                }
            }
            [b"__proto__", b".well-known", b"~.-_"] => {
                match method {
                    gw::Method::Put => Ok(Route::FunctionPutWellKnown),
                    _ => Err(gw::Refusal::method("PUT")),
                }
            }
            [b"__proto__", b"end", segment_3] if !segment_3.is_empty() => {
                let segment_3 = gw::string_parameter(target, segment_3, ..=30)?;
                match method {
                    gw::Method::Get | gw::Method::Head => {
                        Ok(Route::FunctionGetEndEnd {
                            path_end: segment_3,
                        })
                    }
                    _ => Err(gw::Refusal::method("GET, HEAD")),
                }
            }
            [b"__proto__", b"toString", segment_3] if !segment_3.is_empty() => {
                gw::text_parameter(
                    segment_3,
                    |text| gw::is_plain_text(text) && pattern::PATTERN.matches(text),
                )?;
                match method {
                    gw::Method::Get | gw::Method::Head => {
                        Ok(Route::FunctionGetToStringEnd)
                    }
                    _ => Err(gw::Refusal::method("GET, HEAD")),
                }
            }
            [b"__proto__", segment_2, b"_-.~"] if !segment_2.is_empty() => {
                gw::parameter(segment_2, |text| schema::Enum::parse(text))?;
                match method {
                    gw::Method::Delete => Ok(Route::FunctionDeleteConstructor),
                    _ => Err(gw::Refusal::method("DELETE")),
                }
            }
            [b"__proto__", b"end", segment_3, b"then"] if !segment_3.is_empty() => {
                gw::check_string(target, segment_3, ..=30)?;
                match method {
                    gw::Method::Patch => Ok(Route::FunctionPatchEndEndThen),
                    _ => Err(gw::Refusal::method("PATCH")),
                }
            }
            _ => Err(gw::Refusal::route()),
        }
    }
    /// How often who called.
    struct Limits {
        /// `end`.
        end: gw::LimitTable,
        /// `to_string`.
        to_string: gw::LimitTable,
        /// `has_own_property`.
        has_own_property: gw::LimitTable,
    }
    impl Limits {
        fn new() -> Limits {
            Limits {
                end: gw::LimitTable::new(gw::Rate::new(90, 60000, 9), 100000),
                to_string: gw::LimitTable::new(gw::Rate::new(30, 60000, 5), 100000),
                has_own_property: gw::LimitTable::new(
                    gw::Rate::new(600, 60000, 60),
                    100000,
                ),
            }
        }
    }
    /// The policy's roles.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Role {
        /// `nil`.
        Nil,
        /// `self`.
        Self_,
        /// `constructor`.
        Constructor,
        /// `prototype`.
        Prototype,
    }
    impl Role {
        /// Every role, in the policy's order.
        pub const ALL: [Role; 4] = [
            Role::Nil,
            Role::Self_,
            Role::Constructor,
            Role::Prototype,
        ];
        /// The name in the policy.
        #[must_use]
        pub const fn name(self) -> &'static str {
            match self {
                Role::Nil => "nil",
                Role::Self_ => "self",
                Role::Constructor => "constructor",
                Role::Prototype => "prototype",
            }
        }
        const fn index(self) -> usize {
            match self {
                Role::Nil => 0,
                Role::Self_ => 1,
                Role::Constructor => 2,
                Role::Prototype => 3,
            }
        }
    }
    /// A set of roles.
    #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub struct Roles(gw::RoleSet<1>);
    impl Roles {
        /// Whether the role is held, directly or by one that includes it.
        #[must_use]
        pub fn has(self, role: Role) -> bool {
            match role {
                Role::Nil => self.meets(HOLDS_NIL),
                Role::Self_ => self.meets(HOLDS_SELF),
                Role::Constructor => self.meets(HOLDS_CONSTRUCTOR),
                Role::Prototype => self.meets(HOLDS_PROTOTYPE),
            }
        }
        /// The roles held directly, in the policy's order.
        pub fn iter(self) -> impl ::core::iter::Iterator<Item = Role> {
            Role::ALL.into_iter().filter(move |role| self.0.contains(role.index()))
        }
        /// Whether the two sets share a role.
        fn meets(self, other: Roles) -> bool {
            self.0.meets(other.0)
        }
        /// The set of those names that are roles of `granted`; others are dropped.
        fn granted(names: &[String], granted: &[Role]) -> Roles {
            let held = granted
                .iter()
                .filter(|role| names.iter().any(|name| name == role.name()));
            Roles(gw::RoleSet::of(held.map(|role| role.index())))
        }
        /// The names of the roles held directly, in the policy's order.
        fn names(self) -> Vec<String> {
            self.iter().map(|role| role.name().to_owned()).collect()
        }
    }
    impl ::core::iter::FromIterator<Role> for Roles {
        fn from_iter<I: ::core::iter::IntoIterator<Item = Role>>(roles: I) -> Roles {
            Roles(gw::RoleSet::of(roles.into_iter().map(Role::index)))
        }
    }
    impl ::core::fmt::Debug for Roles {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            formatter.debug_set().entries(self.iter().map(Role::name)).finish()
        }
    }
    /// Whoever holds `nil`: `nil`, `self`, `constructor`, `prototype`.
    const HOLDS_NIL: Roles = Roles(gw::RoleSet([15]));
    /// Whoever holds `self`: `self`, `constructor`, `prototype`.
    const HOLDS_SELF: Roles = Roles(gw::RoleSet([14]));
    /// Whoever holds `constructor`: `constructor`, `prototype`.
    const HOLDS_CONSTRUCTOR: Roles = Roles(gw::RoleSet([12]));
    /// Whoever holds `prototype`: `prototype`.
    const HOLDS_PROTOTYPE: Roles = Roles(gw::RoleSet([8]));
    /// The policy's authentication schemes.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Scheme {
        /// `function`.
        Function,
        /// `nil`.
        Nil,
    }
    impl Scheme {
        /// The name in the policy.
        #[must_use]
        pub const fn name(self) -> &'static str {
            match self {
                Scheme::Function => "function",
                Scheme::Nil => "nil",
            }
        }
        /// The clock difference that it allows, in seconds.
        const fn leeway(self) -> u64 {
            match self {
                Scheme::Function => 2,
                Scheme::Nil => 0,
            }
        }
    }
    /// Who calls, as the credential says. With the feature `axum` it is an extractor.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Principal {
        /// The scheme whose credential was presented.
        pub scheme: Scheme,
        /// `id`.
        pub id: String,
        /// `roles`.
        pub roles: Roles,
        /// `end`.
        pub end: Option<String>,
        /// `constructor`.
        pub constructor: Option<String>,
        /// `proto`.
        pub proto: Option<Vec<String>>,
        /// `local`.
        pub local: Option<i64>,
    }
    impl Principal {
        /// Whom the policy found to call: what the extensions of an admitted request hold. Nobody where there was no
        /// credential to be verified.
        #[must_use]
        pub fn of(extensions: &gw::Extensions) -> Option<&Principal> {
            extensions.get::<::std::sync::Arc<Principal>>().map(|principal| &**principal)
        }
    }
    gw::principal_extractor!(Principal);
    /// Whoever a token of `function` is made out to.
    fn principal_of_function(
        claims: &gw::Claims,
    ) -> Result<Principal, gw::BadCredential> {
        Ok(Principal {
            scheme: Scheme::Function,
            id: claims.text(&["sub"])?.ok_or(gw::BadCredential)?,
            roles: claims
                .text_list(&["__proto__", "constructor"])?
                .map(|names| Roles::granted(
                    &names,
                    &[Role::Nil, Role::Self_, Role::Constructor, Role::Prototype],
                ))
                .ok_or(gw::BadCredential)?,
            end: claims.text(&["end"])?,
            constructor: claims.text(&["constructor", "prototype"])?,
            proto: claims.text_list(&["a", "__proto__"])?,
            local: claims.int(&["local"])?,
        })
    }
    /// Whoever a key of `nil` was given to.
    fn principal_of_nil(holder: gw::Holder<'_>) -> Principal {
        Principal {
            scheme: Scheme::Nil,
            id: holder.id.to_owned(),
            roles: Roles::granted(holder.roles, &[Role::Nil]),
            end: None,
            constructor: None,
            proto: None,
            local: None,
        }
    }
    impl Policy {
        /// Stage 7 for `function`, `nil`.
        fn authenticate_function_nil(
            &self,
            call: &mut gw::Call,
            route: &'static str,
        ) -> Result<::std::sync::Arc<Principal>, gw::Refusal> {
            let mut principal = None;
            if let Some(credential) = call.bearer() {
                let verified = self
                    .keys_of_function
                    .verify(credential, None, call.now)
                    .map_err(|fault| {
                        fault
                            .refusal(
                                route,
                                "function",
                                "Bearer realm=\"hostile\", error=\"invalid_token\"",
                            )
                    })?;
                principal.get_or_insert(verified);
                call.forget("authorization");
            }
            if let Some(credential) = call.credential("x-lua-nil") {
                let verified = self
                    .keys_of_nil
                    .verify(credential, call.now)
                    .map_err(|fault| {
                        fault.refusal(route, "nil", "ApiKey realm=\"hostile\"")
                    })?;
                principal.get_or_insert(verified);
                call.forget("x-lua-nil");
            }
            principal
                .ok_or_else(|| gw::Refusal::no_credential(
                    route,
                    "Bearer realm=\"hostile\", ApiKey realm=\"hostile\"",
                ))
        }
    }
    impl Policy {
        async fn guard(
            &self,
            route: Route<'_>,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            match route {
                Route::FunctionGet => self.guard_function_get(call, target, client),
                Route::FunctionPost => {
                    self.guard_function_post(call, target, client).await
                }
                Route::FunctionGetConstructor => {
                    self.guard_function_get_constructor(call, target, client)
                }
                Route::FunctionGetEndEnd { path_end } => {
                    self.guard_function_get_end_end(call, target, client, &path_end)
                }
                Route::FunctionPatchEndEndThen => {
                    self.guard_function_patch_end_end_then(call, target, client).await
                }
                Route::FunctionGetConstructor_2 => {
                    self.guard_function_get_constructor_2(call, target, client)
                }
                Route::FunctionDeleteConstructor => {
                    self.guard_function_delete_constructor(call, target, client)
                }
                Route::FunctionGetToStringEnd => {
                    self.guard_function_get_tostring_end(call, target, client)
                }
                Route::FunctionPutWellKnown => {
                    self.guard_function_put_well_known(call, target, client)
                }
            }
        }
        /// `GET /__proto__`.
        fn guard_function_get(
            &self,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            const ROUTE: &str = "function.get";
            call.route = Some(ROUTE);
            if !self.limits.has_own_property.admit(&gw::limit_key(client), call.nanos) {
                return Err(gw::Refusal::limit(ROUTE, "has_own_property", "1"));
            }
            let principal = self.authenticate_function_nil(call, ROUTE)?;
            if !self.limits.end.admit(&(principal.scheme, &principal.id), call.nanos) {
                return Err(gw::Refusal::limit(ROUTE, "end", "1"));
            }
            let query = schema::Table::from_query(target.query())
                .map_err(|error| gw::refuse_query(ROUTE, &error))?;
            authorize_function_get(call, &principal)?;
            call.require_no_body(ROUTE)?;
            let identity = gw::Identity::of([
                (
                    "x-end",
                    principal
                        .end
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Text(value.clone())),
                ),
                (
                    "x-constructor",
                    principal
                        .constructor
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Text(value.clone())),
                ),
                (
                    "x-proto",
                    principal
                        .proto
                        .as_ref()
                        .map(|value| gw::PrincipalValue::TextList(value.clone())),
                ),
                (
                    "x-local",
                    principal.local.as_ref().map(|value| gw::PrincipalValue::Int(*value)),
                ),
            ]);
            call.provide(principal);
            call.provide(gw::Query(query));
            Ok(identity)
        }
        /// `POST /__proto__`.
        async fn guard_function_post(
            &self,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            const ROUTE: &str = "function.post";
            call.route = Some(ROUTE);
            if !self.limits.has_own_property.admit(&gw::limit_key(client), call.nanos) {
                return Err(gw::Refusal::limit(ROUTE, "has_own_property", "1"));
            }
            let principal = self.authenticate_function_nil(call, ROUTE)?;
            if !self.limits.end.admit(&(principal.scheme, &principal.id), call.nanos) {
                return Err(gw::Refusal::limit(ROUTE, "end", "1"));
            }
            gw::require_no_query(ROUTE, target)?;
            authorize_function_post(call, &principal)?;
            let bytes = call.read_json(ROUTE, 65536).await?;
            let body: schema::Object = gw::read_body(ROUTE, &bytes)?;
            call.provide(gw::Body(body));
            let identity = gw::Identity::of([
                (
                    "x-end",
                    principal
                        .end
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Text(value.clone())),
                ),
                (
                    "x-constructor",
                    principal
                        .constructor
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Text(value.clone())),
                ),
                (
                    "x-proto",
                    principal
                        .proto
                        .as_ref()
                        .map(|value| gw::PrincipalValue::TextList(value.clone())),
                ),
                (
                    "x-local",
                    principal.local.as_ref().map(|value| gw::PrincipalValue::Int(*value)),
                ),
            ]);
            call.provide(principal);
            Ok(identity)
        }
        /// `GET /__proto__/constructor`.
        fn guard_function_get_constructor(
            &self,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            const ROUTE: &str = "function.get/constructor";
            call.route = Some(ROUTE);
            if !self.limits.has_own_property.admit(&gw::limit_key(client), call.nanos) {
                return Err(gw::Refusal::limit(ROUTE, "has_own_property", "1"));
            }
            let principal = self.authenticate_function_nil(call, ROUTE)?;
            if !self.limits.end.admit(&(principal.scheme, &principal.id), call.nanos) {
                return Err(gw::Refusal::limit(ROUTE, "end", "1"));
            }
            gw::require_no_query(ROUTE, target)?;
            authorize_function_get_constructor(call, &principal)?;
            call.require_no_body(ROUTE)?;
            let identity = gw::Identity::of([
                (
                    "x-end",
                    principal
                        .end
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Text(value.clone())),
                ),
                (
                    "x-constructor",
                    principal
                        .constructor
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Text(value.clone())),
                ),
                (
                    "x-proto",
                    principal
                        .proto
                        .as_ref()
                        .map(|value| gw::PrincipalValue::TextList(value.clone())),
                ),
                (
                    "x-local",
                    principal.local.as_ref().map(|value| gw::PrincipalValue::Int(*value)),
                ),
            ]);
            call.provide(principal);
            Ok(identity)
        }
        /// `GET /__proto__/end/{end}`.
        fn guard_function_get_end_end(
            &self,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
            path_end: &str,
        ) -> Result<gw::Identity, gw::Refusal> {
            const ROUTE: &str = "function.get/end/{end}";
            call.route = Some(ROUTE);
            if !self.limits.has_own_property.admit(&gw::limit_key(client), call.nanos) {
                return Err(gw::Refusal::limit(ROUTE, "has_own_property", "1"));
            }
            let principal = self.authenticate_function_nil(call, ROUTE)?;
            if !self.limits.end.admit(&(principal.scheme, &principal.id), call.nanos) {
                return Err(gw::Refusal::limit(ROUTE, "end", "1"));
            }
            if !self.limits.to_string.admit(&principal.end.as_ref(), call.nanos) {
                return Err(gw::Refusal::limit(ROUTE, "to_string", "2"));
            }
            gw::require_no_query(ROUTE, target)?;
            authorize_function_get_end_end(call, &principal, path_end)?;
            call.require_no_body(ROUTE)?;
            let identity = gw::Identity::of([
                (
                    "x-end",
                    principal
                        .end
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Text(value.clone())),
                ),
                (
                    "x-constructor",
                    principal
                        .constructor
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Text(value.clone())),
                ),
                (
                    "x-proto",
                    principal
                        .proto
                        .as_ref()
                        .map(|value| gw::PrincipalValue::TextList(value.clone())),
                ),
                (
                    "x-local",
                    principal.local.as_ref().map(|value| gw::PrincipalValue::Int(*value)),
                ),
            ]);
            call.provide(principal);
            Ok(identity)
        }
        /// `PATCH /__proto__/end/{end}/then`.
        async fn guard_function_patch_end_end_then(
            &self,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            const ROUTE: &str = "function.patch/end/{end}/then";
            call.route = Some(ROUTE);
            if !self.limits.has_own_property.admit(&gw::limit_key(client), call.nanos) {
                return Err(gw::Refusal::limit(ROUTE, "has_own_property", "1"));
            }
            let principal = self.authenticate_function_nil(call, ROUTE)?;
            if !self.limits.end.admit(&(principal.scheme, &principal.id), call.nanos) {
                return Err(gw::Refusal::limit(ROUTE, "end", "1"));
            }
            gw::require_no_query(ROUTE, target)?;
            authorize_function_patch_end_end_then(call, &principal)?;
            let bytes = call.read_json(ROUTE, 1024).await?;
            let body: schema::Array = gw::read_body(ROUTE, &bytes)?;
            call.provide(gw::Body(body));
            let identity = gw::Identity::of([
                (
                    "x-end",
                    principal
                        .end
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Text(value.clone())),
                ),
                (
                    "x-constructor",
                    principal
                        .constructor
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Text(value.clone())),
                ),
                (
                    "x-proto",
                    principal
                        .proto
                        .as_ref()
                        .map(|value| gw::PrincipalValue::TextList(value.clone())),
                ),
                (
                    "x-local",
                    principal.local.as_ref().map(|value| gw::PrincipalValue::Int(*value)),
                ),
            ]);
            call.provide(principal);
            Ok(identity)
        }
        /// `GET /__proto__/{constructor}`.
        fn guard_function_get_constructor_2(
            &self,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            const ROUTE: &str = "function.get/{constructor}";
            call.route = Some(ROUTE);
            if !self.limits.has_own_property.admit(&gw::limit_key(client), call.nanos) {
                return Err(gw::Refusal::limit(ROUTE, "has_own_property", "1"));
            }
            let principal = self.authenticate_function_nil(call, ROUTE)?;
            if !self.limits.end.admit(&(principal.scheme, &principal.id), call.nanos) {
                return Err(gw::Refusal::limit(ROUTE, "end", "1"));
            }
            gw::require_no_query(ROUTE, target)?;
            authorize_function_get_constructor_2(call, &principal)?;
            call.require_no_body(ROUTE)?;
            let identity = gw::Identity::of([
                (
                    "x-end",
                    principal
                        .end
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Text(value.clone())),
                ),
                (
                    "x-constructor",
                    principal
                        .constructor
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Text(value.clone())),
                ),
                (
                    "x-proto",
                    principal
                        .proto
                        .as_ref()
                        .map(|value| gw::PrincipalValue::TextList(value.clone())),
                ),
                (
                    "x-local",
                    principal.local.as_ref().map(|value| gw::PrincipalValue::Int(*value)),
                ),
            ]);
            call.provide(principal);
            Ok(identity)
        }
        /// `DELETE /__proto__/{constructor}/_-.~`.
        fn guard_function_delete_constructor(
            &self,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            const ROUTE: &str = "function.delete/{constructor}/_-.~";
            call.route = Some(ROUTE);
            if !self.limits.has_own_property.admit(&gw::limit_key(client), call.nanos) {
                return Err(gw::Refusal::limit(ROUTE, "has_own_property", "1"));
            }
            let principal = self.authenticate_function_nil(call, ROUTE)?;
            if !self.limits.end.admit(&(principal.scheme, &principal.id), call.nanos) {
                return Err(gw::Refusal::limit(ROUTE, "end", "1"));
            }
            gw::require_no_query(ROUTE, target)?;
            authorize_function_delete_constructor(call, &principal)?;
            call.require_no_body(ROUTE)?;
            let identity = gw::Identity::of([
                (
                    "x-end",
                    principal
                        .end
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Text(value.clone())),
                ),
                (
                    "x-constructor",
                    principal
                        .constructor
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Text(value.clone())),
                ),
                (
                    "x-proto",
                    principal
                        .proto
                        .as_ref()
                        .map(|value| gw::PrincipalValue::TextList(value.clone())),
                ),
                (
                    "x-local",
                    principal.local.as_ref().map(|value| gw::PrincipalValue::Int(*value)),
                ),
            ]);
            call.provide(principal);
            Ok(identity)
        }
        /// `GET /__proto__/toString/{end}`.
        fn guard_function_get_tostring_end(
            &self,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            const ROUTE: &str = "function.get/toString/{end}";
            call.route = Some(ROUTE);
            gw::require_no_query(ROUTE, target)?;
            call.require_no_body(ROUTE)?;
            let identity = gw::Identity::none();
            Ok(identity)
        }
        /// `PUT /__proto__/.well-known/~.-_`.
        fn guard_function_put_well_known(
            &self,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            const ROUTE: &str = "function.put/.well-known/~.-_";
            call.route = Some(ROUTE);
            gw::require_no_query(ROUTE, target)?;
            call.require_no_body(ROUTE)?;
            let identity = gw::Identity::none();
            Ok(identity)
        }
    }
    fn authorize_function_get(
        call: &gw::Call,
        principal: &Principal,
    ) -> Result<(), gw::Refusal> {
        const ROUTE: &str = "function.get";
        let allowed = principal.roles.meets(HOLDS_NIL);
        if !allowed {
            return Err(gw::Refusal::allow(ROUTE));
        }
        Ok(())
    }
    fn authorize_function_post(
        call: &gw::Call,
        principal: &Principal,
    ) -> Result<(), gw::Refusal> {
        const ROUTE: &str = "function.post";
        let allowed = principal.roles.meets(HOLDS_SELF);
        if !allowed {
            return Err(gw::Refusal::allow(ROUTE));
        }
        Ok(())
    }
    fn authorize_function_get_constructor(
        call: &gw::Call,
        principal: &Principal,
    ) -> Result<(), gw::Refusal> {
        const ROUTE: &str = "function.get/constructor";
        let allowed = principal.roles.meets(HOLDS_CONSTRUCTOR)
            && (principal.scheme == Scheme::Function
                && (gw::equal(
                    principal.end.as_deref(),
                    Some("]]--\"\\'$x{{ y }}*/%REQ(x)%\n\t`${z}"),
                ) == Some(true)
                    || gw::equal(principal.local, Some(-9007199254740991))
                        == Some(true)))
            || principal.roles.meets(HOLDS_SELF)
                && gw::equal(call.header("x-then").as_deref(), Some("%{x}$\"'"))
                    == Some(true);
        if !allowed {
            return Err(gw::Refusal::allow(ROUTE));
        }
        Ok(())
    }
    fn authorize_function_get_end_end(
        call: &gw::Call,
        principal: &Principal,
        path_end: &str,
    ) -> Result<(), gw::Refusal> {
        const ROUTE: &str = "function.get/end/{end}";
        if path_end == "$(x)\"'{{}}" {
            return Err(gw::Refusal::deny(ROUTE));
        }
        let allowed = principal.roles.meets(HOLDS_NIL);
        if !allowed {
            return Err(gw::Refusal::allow(ROUTE));
        }
        Ok(())
    }
    fn authorize_function_patch_end_end_then(
        call: &gw::Call,
        principal: &Principal,
    ) -> Result<(), gw::Refusal> {
        const ROUTE: &str = "function.patch/end/{end}/then";
        let allowed = principal.roles.meets(HOLDS_PROTOTYPE);
        if !allowed {
            return Err(gw::Refusal::allow(ROUTE));
        }
        Ok(())
    }
    fn authorize_function_get_constructor_2(
        call: &gw::Call,
        principal: &Principal,
    ) -> Result<(), gw::Refusal> {
        const ROUTE: &str = "function.get/{constructor}";
        let allowed = principal.roles.meets(HOLDS_NIL);
        if !allowed {
            return Err(gw::Refusal::allow(ROUTE));
        }
        Ok(())
    }
    fn authorize_function_delete_constructor(
        call: &gw::Call,
        principal: &Principal,
    ) -> Result<(), gw::Refusal> {
        const ROUTE: &str = "function.delete/{constructor}/_-.~";
        let allowed = principal.roles.meets(HOLDS_SELF);
        if !allowed {
            return Err(gw::Refusal::allow(ROUTE));
        }
        Ok(())
    }
    impl Policy {
        /// Whether a request of this caller would pass `deny`, `require`, `allow` and `step_up`, so far as its body does not
        /// matter, and the route that it is about. Nobody's credential is looked for, no limit is asked, and what else a
        /// request has to be is not looked at; a preflight asks nothing of its caller.
        ///
        /// # Errors
        ///
        /// What such a request would be refused with; what a credential of a scheme that the route does not take would be
        /// refused with too.
        pub fn authorize(
            &self,
            question: &gw::Question,
            caller: Option<&Principal>,
        ) -> Result<&'static str, gw::Refusal> {
            let call = question.call();
            let (method, target) = (call.known_method()?, call.own_target()?);
            let route = find(method, &target)?;
            match route {
                Route::FunctionGet => {
                    const ROUTE: &str = "function.get";
                    let principal = caller_of_function_nil(caller, ROUTE)?;
                    authorize_function_get(call, principal)?;
                    Ok(ROUTE)
                }
                Route::FunctionPost => {
                    const ROUTE: &str = "function.post";
                    let principal = caller_of_function_nil(caller, ROUTE)?;
                    authorize_function_post(call, principal)?;
                    Ok(ROUTE)
                }
                Route::FunctionGetConstructor => {
                    const ROUTE: &str = "function.get/constructor";
                    let principal = caller_of_function_nil(caller, ROUTE)?;
                    authorize_function_get_constructor(call, principal)?;
                    Ok(ROUTE)
                }
                Route::FunctionGetEndEnd { path_end } => {
                    const ROUTE: &str = "function.get/end/{end}";
                    let principal = caller_of_function_nil(caller, ROUTE)?;
                    authorize_function_get_end_end(call, principal, &path_end)?;
                    Ok(ROUTE)
                }
                Route::FunctionPatchEndEndThen => {
                    const ROUTE: &str = "function.patch/end/{end}/then";
                    let principal = caller_of_function_nil(caller, ROUTE)?;
                    authorize_function_patch_end_end_then(call, principal)?;
                    Ok(ROUTE)
                }
                Route::FunctionGetConstructor_2 => {
                    const ROUTE: &str = "function.get/{constructor}";
                    let principal = caller_of_function_nil(caller, ROUTE)?;
                    authorize_function_get_constructor_2(call, principal)?;
                    Ok(ROUTE)
                }
                Route::FunctionDeleteConstructor => {
                    const ROUTE: &str = "function.delete/{constructor}/_-.~";
                    let principal = caller_of_function_nil(caller, ROUTE)?;
                    authorize_function_delete_constructor(call, principal)?;
                    Ok(ROUTE)
                }
                Route::FunctionGetToStringEnd => {
                    const ROUTE: &str = "function.get/toString/{end}";
                    Ok(ROUTE)
                }
                Route::FunctionPutWellKnown => {
                    const ROUTE: &str = "function.put/.well-known/~.-_";
                    Ok(ROUTE)
                }
            }
        }
    }
    fn caller_of_function_nil<'c>(
        caller: Option<&'c Principal>,
        route: &'static str,
    ) -> Result<&'c Principal, gw::Refusal> {
        caller
            .filter(|caller| matches!(caller.scheme, Scheme::Function | Scheme::Nil))
            .ok_or_else(|| gw::Refusal::no_credential(
                route,
                "Bearer realm=\"hostile\", ApiKey realm=\"hostile\"",
            ))
    }
    /// The policy's schemas as types.
    pub mod schema {
        #[allow(unused_imports, reason = "a policy may have no patterns and no enums")]
        use super::{gw, pattern, schema};
        /// `enum Enum`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Enum {
            /// `constructor`.
            Constructor,
            /// `__proto__`.
            Proto,
            /// `nil`.
            Nil,
            /// `end`.
            End,
        }
        impl Enum {
            /// The value as clients write it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    Enum::Constructor => "constructor",
                    Enum::Proto => "__proto__",
                    Enum::Nil => "nil",
                    Enum::End => "end",
                }
            }
            /// The value that clients write so.
            #[must_use]
            pub fn parse(text: &str) -> ::core::option::Option<Enum> {
                match text {
                    "constructor" => Some(Enum::Constructor),
                    "__proto__" => Some(Enum::Proto),
                    "nil" => Some(Enum::Nil),
                    "end" => Some(Enum::End),
                    _ => None,
                }
            }
        }
        /// `schema Array`, as a client may send it.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Array {
            /// `push`.
            pub push: ::core::option::Option<::std::vec::Vec<gw::Text>>,
            /// `length`.
            pub length: i64,
        }
        impl gw::ReadBody for Array {
            fn read(
                cursor: &mut gw::Cursor<'_>,
            ) -> ::core::result::Result<Array, gw::Fault> {
                static FIELDS: gw::Fields<2> = gw::Fields::new(["push", "length"], &[]);
                let mut found_push = None;
                let mut found_length = None;
                cursor
                    .object(
                        &FIELDS,
                        |cursor, field| {
                            match field {
                                0 => {
                                    found_push = Some(
                                        cursor
                                            .list(
                                                ..=2,
                                                |cursor| {
                                                    cursor
                                                        .string(
                                                            &gw::StringRule {
                                                                min: 0,
                                                                max: 3,
                                                                content: gw::StringContent::Text,
                                                                pattern: None,
                                                            },
                                                        )
                                                },
                                            )?,
                                    );
                                }
                                1 => {
                                    found_length = Some(
                                        cursor.int(|number| (-3..=3).contains(&number))?,
                                    );
                                }
                                _ => {}
                            }
                            Ok(())
                        },
                    )?;
                Ok(Array {
                    push: found_push,
                    length: cursor.required(found_length, "length")?,
                })
            }
        }
        /// `schema Object`, as a client may send it.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Object {
            /// `__proto__`.
            pub proto: ::core::option::Option<gw::Text>,
            /// `constructor`.
            pub constructor: ::core::option::Option<schema::Enum>,
            /// `hasOwnProperty`.
            pub hasownproperty: ::core::option::Option<::std::vec::Vec<schema::Enum>>,
            /// `toString`.
            pub tostring: gw::Text,
            /// `end`.
            pub end: ::core::option::Option<i64>,
            /// `nil`.
            pub nil: ::core::option::Option<::core::option::Option<gw::Text>>,
            /// `length`.
            pub length: ::core::option::Option<schema::Array>,
        }
        impl gw::ReadBody for Object {
            fn read(
                cursor: &mut gw::Cursor<'_>,
            ) -> ::core::result::Result<Object, gw::Fault> {
                static FIELDS: gw::Fields<7> = gw::Fields::new(
                    [
                        "__proto__",
                        "constructor",
                        "hasOwnProperty",
                        "toString",
                        "end",
                        "nil",
                        "length",
                    ],
                    &["self"],
                );
                let mut found_proto = None;
                let mut found_constructor = None;
                let mut found_hasownproperty = None;
                let mut found_tostring = None;
                let mut found_end = None;
                let mut found_nil = None;
                let mut found_length = None;
                cursor
                    .object(
                        &FIELDS,
                        |cursor, field| {
                            match field {
                                0 => {
                                    found_proto = Some(
                                        cursor
                                            .string(
                                                &gw::StringRule {
                                                    min: 0,
                                                    max: 10,
                                                    content: gw::StringContent::Text,
                                                    pattern: None,
                                                },
                                            )?,
                                    );
                                }
                                1 => {
                                    found_constructor = Some(
                                        cursor.text(|text| schema::Enum::parse(text))?,
                                    );
                                }
                                2 => {
                                    found_hasownproperty = Some(
                                        cursor
                                            .list(
                                                ..=3,
                                                |cursor| cursor.text(|text| schema::Enum::parse(text)),
                                            )?,
                                    );
                                }
                                3 => {
                                    found_tostring = Some(
                                        cursor
                                            .string(
                                                &gw::StringRule {
                                                    min: 0,
                                                    max: 20,
                                                    content: gw::StringContent::Text,
                                                    pattern: Some(&pattern::PATTERN_2),
                                                },
                                            )?,
                                    );
                                }
                                4 => found_end = Some(cursor.int(|_| true)?),
                                5 => {
                                    found_nil = Some(
                                        cursor
                                            .nullable(|cursor| {
                                                cursor
                                                    .string(
                                                        &gw::StringRule {
                                                            min: 0,
                                                            max: 5,
                                                            content: gw::StringContent::Raw,
                                                            pattern: None,
                                                        },
                                                    )
                                            })?,
                                    );
                                }
                                6 => {
                                    found_length = Some(
                                        <schema::Array as gw::ReadBody>::read(cursor)?,
                                    );
                                }
                                _ => {}
                            }
                            Ok(())
                        },
                    )?;
                Ok(Object {
                    proto: found_proto,
                    constructor: found_constructor,
                    hasownproperty: found_hasownproperty,
                    tostring: cursor.required(found_tostring, "toString")?,
                    end: found_end,
                    nil: found_nil,
                    length: found_length,
                })
            }
        }
        /// `schema Table`, as a client may send it.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Table {
            /// `end`.
            pub end: ::core::option::Option<schema::Enum>,
            /// `__proto__`.
            pub proto: ::core::option::Option<::std::vec::Vec<i64>>,
            /// `constructor`.
            pub constructor: ::core::option::Option<gw::Text>,
            /// `length`.
            pub length: ::core::option::Option<gw::Decimal>,
        }
        impl Table {
            /// Reads what stands after the `?`.
            pub(super) fn from_query(
                query: ::core::option::Option<&str>,
            ) -> ::core::result::Result<Table, gw::QueryError> {
                let mut found_end = None;
                let mut found_proto = None;
                let mut found_constructor = None;
                let mut found_length = None;
                for pair in gw::pairs(query.unwrap_or_default()) {
                    let (name, text) = pair?;
                    let (name, text) = (name.as_str(), text.as_str());
                    match name {
                        "end" => {
                            gw::once(
                                name,
                                &mut found_end,
                                gw::typed(
                                    name,
                                    schema::Enum::parse(text).filter(|_| !gw::has_control(text)),
                                )?,
                            )?
                        }
                        "__proto__" => {
                            found_proto
                                .get_or_insert_with(::std::vec::Vec::new)
                                .push(gw::typed(name, gw::int_of_text(text))?)
                        }
                        "constructor" => {
                            gw::once(
                                name,
                                &mut found_constructor,
                                gw::typed(
                                    name,
                                    (gw::is_plain_text(text)
                                        && (..=8).contains(&gw::length(text))
                                        && pattern::PATTERN_3.matches(text))
                                        .then(|| gw::Text::new(text)),
                                )?,
                            )?
                        }
                        "length" => {
                            gw::once(
                                name,
                                &mut found_length,
                                gw::typed(
                                    name,
                                    gw::decimal_of_text(text)
                                        .filter(|number| gw::is_within(
                                            number,
                                            Some(gw::Decimal::new(-15, -1)),
                                            Some(gw::Decimal::new(15, -1)),
                                        )),
                                )?,
                            )?
                        }
                        _ => return Err(gw::QueryError::Unknown(name.to_owned())),
                    }
                }
                gw::require_length("__proto__", &found_proto, ..=2)?;
                Ok(Table {
                    end: found_end,
                    proto: found_proto,
                    constructor: found_constructor,
                    length: found_length,
                })
            }
        }
    }
    /// The policy's patterns as automata over UTF-8.
    mod pattern {
        #[allow(unused_imports, reason = "a policy may have none")]
        use super::gw;
        /// `[$%\'\\x22]+`
        pub(super) static PATTERN: gw::Dfa = gw::Dfa {
            classes: b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\x01\x01\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            transitions: &[0, 0, 0, 2, 0, 2],
            width: 2,
            accepting: &[false, false, true],
            places: &[2, 2],
        };
        /// `[\\x22\'\\\\$`{}%\\]\\-*/]*`
        pub(super) static PATTERN_2: gw::Dfa = gw::Dfa {
            classes: b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\x01\x01\0\x01\0\0\x01\0\0\x01\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            transitions: &[0, 0, 0, 1],
            width: 2,
            accepting: &[false, true],
            places: &[2],
        };
        /// `[^%$]*`
        pub(super) static PATTERN_3: gw::Dfa = gw::Dfa {
            classes: b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x01\x01\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x06\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x08\x07\x07\t\n\n\n\x0B\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01",
            transitions: &[
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 3, 4, 5, 6, 7, 8,
                0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0,
                0, 0, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0,
                0, 0, 0, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 4, 0, 0, 0, 0, 0, 0, 0,
                0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            ],
            width: 12,
            accepting: &[false, true, false, false, false, false, false, false, false],
            places: &[],
        };
    }
}
