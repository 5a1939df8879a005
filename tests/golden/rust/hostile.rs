// Policy hostile 6.6.6, compiled by Gatewright. Do not edit.
// SHA-256 b6df76efd8b431320ff47f4bdae9f905b948c7affa8669f8ab0b8ad43bc399f6

/// Security policy `hostile` 6.6.6, compiled by Gatewright.
#[allow(
    dead_code,
    missing_docs,
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
            let found = find(method, &target)?;
            let identity = self.guard(found, call, &target, client).await?;
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
    /// What a route has to itself among those that are guarded alike.
    struct Route {
        /// Its name.
        name: &'static str,
        /// Whom it allows by role alone.
        allow: Roles,
        /// The body that no condition reads.
        body: gw::JsonBody,
    }
    /// The policy's routes by how they are guarded, with the path parameters that their conditions read.
    enum Guarded<'t> {
        /// `GET /__proto__`.
        FunctionGet { route: &'static Route },
        /// `POST /__proto__`, `PATCH /__proto__/end/{end}/then`.
        FunctionPost { route: &'static Route },
        /// `GET /__proto__/constructor`.
        FunctionGetConstructor { route: &'static Route },
        /// `GET /__proto__/end/{end}`.
        FunctionGetEndEnd {
            route: &'static Route,
            path_end: ::std::borrow::Cow<'t, str>,
        },
        /// `GET /__proto__/{constructor}`, `DELETE /__proto__/{constructor}/_-.~`.
        FunctionGetConstructor_2 { route: &'static Route },
        /// `GET /__proto__/toString/{end}`, `PUT /__proto__/.well-known/~.-_`.
        FunctionGetToStringEnd { route: &'static Route },
    }
    /// The route of a request: of the templates that match the path, the one with a literal where they first differ.
    fn find<'t>(
        method: gw::Method,
        target: &gw::Target<'t>,
    ) -> Result<Guarded<'t>, gw::Refusal> {
        let segments = gw::Segments::<4>::of(target);
        match segments.as_slice() {
            [b"__proto__"] => {
                match method {
                    gw::Method::Get | gw::Method::Head => {
                        Ok(Guarded::FunctionGet {
                            route: &Route {
                                name: "function.get",
                                allow: HOLDS_NIL,
                                body: gw::JsonBody::NONE,
                            },
                        })
                    }
                    gw::Method::Post => {
                        Ok(Guarded::FunctionPost {
                            route: &Route {
                                name: "function.post",
                                allow: HOLDS_SELF,
                                body: gw::JsonBody {
                                    max: 65536,
                                    read: gw::provide_json::<schema::Object>,
                                },
                            },
                        })
                    }
                    _ => Err(gw::Refusal::method("GET, HEAD, POST")),
                }
            }
            [b"__proto__", b"constructor"] => {
                match method {
                    gw::Method::Get | gw::Method::Head => {
                        Ok(Guarded::FunctionGetConstructor {
                            route: &Route {
                                name: "function.get/constructor",
                                allow: Roles(gw::RoleSet([0])),
                                body: gw::JsonBody::NONE,
                            },
                        })
                    }
                    _ => Err(gw::Refusal::method("GET, HEAD")),
                }
            }
            [b"__proto__", segment_2] if !segment_2.is_empty() => {
                gw::parameter(segment_2, |text| schema::Enum::parse(text))?;
                match method {
                    gw::Method::Get | gw::Method::Head => {
                        Ok(Guarded::FunctionGetConstructor_2 {
                            route: &Route {
                                name: "function.get/{constructor}",
                                allow: HOLDS_NIL,
                                body: gw::JsonBody::NONE,
                            },
                        })
                    }
                    _ => Err(gw::Refusal::method("GET, HEAD")),
                }
            }
            [b"__proto__", b".well-known", b"~.-_"] => {
                match method {
                    gw::Method::Put => {
                        Ok(Guarded::FunctionGetToStringEnd {
                            route: &Route {
                                name: "function.put/.well-known/~.-_",
                                allow: Roles(gw::RoleSet([0])),
                                body: gw::JsonBody::NONE,
                            },
                        })
                    }
                    _ => Err(gw::Refusal::method("PUT")),
                }
            }
            [b"__proto__", b"end", segment_3] if !segment_3.is_empty() => {
                let segment_3 = gw::string_parameter(target, segment_3, ..=30)?;
                match method {
                    gw::Method::Get | gw::Method::Head => {
                        Ok(Guarded::FunctionGetEndEnd {
                            route: &Route {
                                name: "function.get/end/{end}",
                                allow: HOLDS_NIL,
                                body: gw::JsonBody::NONE,
                            },
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
                        Ok(Guarded::FunctionGetToStringEnd {
                            route: &Route {
                                name: "function.get/toString/{end}",
                                allow: Roles(gw::RoleSet([0])),
                                body: gw::JsonBody::NONE,
                            },
                        })
                    }
                    _ => Err(gw::Refusal::method("GET, HEAD")),
                }
            }
            [b"__proto__", segment_2, b"_-.~"] if !segment_2.is_empty() => {
                gw::parameter(segment_2, |text| schema::Enum::parse(text))?;
                match method {
                    gw::Method::Delete => {
                        Ok(Guarded::FunctionGetConstructor_2 {
                            route: &Route {
                                name: "function.delete/{constructor}/_-.~",
                                allow: HOLDS_SELF,
                                body: gw::JsonBody::NONE,
                            },
                        })
                    }
                    _ => Err(gw::Refusal::method("DELETE")),
                }
            }
            [b"__proto__", b"end", segment_3, b"then"] if !segment_3.is_empty() => {
                gw::check_string(target, segment_3, ..=30)?;
                match method {
                    gw::Method::Patch => {
                        Ok(Guarded::FunctionPost {
                            route: &Route {
                                name: "function.patch/end/{end}/then",
                                allow: HOLDS_PROTOTYPE,
                                body: gw::JsonBody {
                                    max: 1024,
                                    read: gw::provide_json::<schema::Array>,
                                },
                            },
                        })
                    }
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
            found: Guarded<'_>,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            match found {
                Guarded::FunctionGet { route } => {
                    self.guard_function_get(route, call, target, client)
                }
                Guarded::FunctionPost { route } => {
                    self.guard_function_post(route, call, target, client).await
                }
                Guarded::FunctionGetConstructor { route } => {
                    self.guard_function_get_constructor(route, call, target, client)
                }
                Guarded::FunctionGetEndEnd { route, path_end } => {
                    self.guard_function_get_end_end(
                        route,
                        call,
                        target,
                        client,
                        &path_end,
                    )
                }
                Guarded::FunctionGetConstructor_2 { route } => {
                    self.guard_function_get_constructor_2(route, call, target, client)
                }
                Guarded::FunctionGetToStringEnd { route } => {
                    self.guard_function_get_tostring_end(route, call, target, client)
                }
            }
        }
        /// `GET /__proto__`.
        fn guard_function_get(
            &self,
            route: &'static Route,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            call.route = Some(route.name);
            if !self.limits.has_own_property.admit(&gw::limit_key(client), call.nanos) {
                return Err(gw::Refusal::limit(route.name, "has_own_property", "1"));
            }
            let principal = self.authenticate_function_nil(call, route.name)?;
            if !self.limits.end.admit(&(principal.scheme, &principal.id), call.nanos) {
                return Err(gw::Refusal::limit(route.name, "end", "1"));
            }
            let query = schema::Table::from_query(target.query())
                .map_err(|error| gw::refuse_query(route.name, &error))?;
            authorize_function_get(route, call, &principal)?;
            call.require_no_body(route.name)?;
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
        /// `POST /__proto__`, `PATCH /__proto__/end/{end}/then`.
        async fn guard_function_post(
            &self,
            route: &'static Route,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            call.route = Some(route.name);
            if !self.limits.has_own_property.admit(&gw::limit_key(client), call.nanos) {
                return Err(gw::Refusal::limit(route.name, "has_own_property", "1"));
            }
            let principal = self.authenticate_function_nil(call, route.name)?;
            if !self.limits.end.admit(&(principal.scheme, &principal.id), call.nanos) {
                return Err(gw::Refusal::limit(route.name, "end", "1"));
            }
            gw::require_no_query(route.name, target)?;
            authorize_function_post(route, call, &principal)?;
            call.take_json(route.name, &route.body).await?;
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
            route: &'static Route,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            call.route = Some(route.name);
            if !self.limits.has_own_property.admit(&gw::limit_key(client), call.nanos) {
                return Err(gw::Refusal::limit(route.name, "has_own_property", "1"));
            }
            let principal = self.authenticate_function_nil(call, route.name)?;
            if !self.limits.end.admit(&(principal.scheme, &principal.id), call.nanos) {
                return Err(gw::Refusal::limit(route.name, "end", "1"));
            }
            gw::require_no_query(route.name, target)?;
            authorize_function_get_constructor(route, call, &principal)?;
            call.require_no_body(route.name)?;
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
            route: &'static Route,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
            path_end: &str,
        ) -> Result<gw::Identity, gw::Refusal> {
            call.route = Some(route.name);
            if !self.limits.has_own_property.admit(&gw::limit_key(client), call.nanos) {
                return Err(gw::Refusal::limit(route.name, "has_own_property", "1"));
            }
            let principal = self.authenticate_function_nil(call, route.name)?;
            if !self.limits.end.admit(&(principal.scheme, &principal.id), call.nanos) {
                return Err(gw::Refusal::limit(route.name, "end", "1"));
            }
            if !self.limits.to_string.admit(&principal.end.as_ref(), call.nanos) {
                return Err(gw::Refusal::limit(route.name, "to_string", "2"));
            }
            gw::require_no_query(route.name, target)?;
            authorize_function_get_end_end(route, call, &principal, path_end)?;
            call.require_no_body(route.name)?;
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
        /// `GET /__proto__/{constructor}`, `DELETE /__proto__/{constructor}/_-.~`.
        fn guard_function_get_constructor_2(
            &self,
            route: &'static Route,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            call.route = Some(route.name);
            if !self.limits.has_own_property.admit(&gw::limit_key(client), call.nanos) {
                return Err(gw::Refusal::limit(route.name, "has_own_property", "1"));
            }
            let principal = self.authenticate_function_nil(call, route.name)?;
            if !self.limits.end.admit(&(principal.scheme, &principal.id), call.nanos) {
                return Err(gw::Refusal::limit(route.name, "end", "1"));
            }
            gw::require_no_query(route.name, target)?;
            authorize_function_get_constructor_2(route, call, &principal)?;
            call.require_no_body(route.name)?;
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
        /// `GET /__proto__/toString/{end}`, `PUT /__proto__/.well-known/~.-_`.
        fn guard_function_get_tostring_end(
            &self,
            route: &'static Route,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            call.route = Some(route.name);
            gw::require_no_query(route.name, target)?;
            call.require_no_body(route.name)?;
            let identity = gw::Identity::none();
            Ok(identity)
        }
    }
    fn authorize_function_get(
        route: &'static Route,
        call: &gw::Call,
        principal: &Principal,
    ) -> Result<(), gw::Refusal> {
        let allowed = principal.roles.meets(route.allow);
        if !allowed {
            return Err(gw::Refusal::allow(route.name));
        }
        Ok(())
    }
    fn authorize_function_post(
        route: &'static Route,
        call: &gw::Call,
        principal: &Principal,
    ) -> Result<(), gw::Refusal> {
        let allowed = principal.roles.meets(route.allow);
        if !allowed {
            return Err(gw::Refusal::allow(route.name));
        }
        Ok(())
    }
    fn authorize_function_get_constructor(
        route: &'static Route,
        call: &gw::Call,
        principal: &Principal,
    ) -> Result<(), gw::Refusal> {
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
            return Err(gw::Refusal::allow(route.name));
        }
        Ok(())
    }
    fn authorize_function_get_end_end(
        route: &'static Route,
        call: &gw::Call,
        principal: &Principal,
        path_end: &str,
    ) -> Result<(), gw::Refusal> {
        if path_end == "$(x)\"'{{}}" {
            return Err(gw::Refusal::deny(route.name));
        }
        let allowed = principal.roles.meets(route.allow);
        if !allowed {
            return Err(gw::Refusal::allow(route.name));
        }
        Ok(())
    }
    fn authorize_function_get_constructor_2(
        route: &'static Route,
        call: &gw::Call,
        principal: &Principal,
    ) -> Result<(), gw::Refusal> {
        let allowed = principal.roles.meets(route.allow);
        if !allowed {
            return Err(gw::Refusal::allow(route.name));
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
            let (method, target) = (call.known_method()?, question.target()?);
            let found = find(method, &target)?;
            match found {
                Guarded::FunctionGet { route } => {
                    let principal = caller_of_function_nil(caller, route.name)?;
                    authorize_function_get(route, call, principal)?;
                    Ok(route.name)
                }
                Guarded::FunctionPost { route } => {
                    let principal = caller_of_function_nil(caller, route.name)?;
                    authorize_function_post(route, call, principal)?;
                    Ok(route.name)
                }
                Guarded::FunctionGetConstructor { route } => {
                    let principal = caller_of_function_nil(caller, route.name)?;
                    authorize_function_get_constructor(route, call, principal)?;
                    Ok(route.name)
                }
                Guarded::FunctionGetEndEnd { route, path_end } => {
                    let principal = caller_of_function_nil(caller, route.name)?;
                    authorize_function_get_end_end(route, call, principal, &path_end)?;
                    Ok(route.name)
                }
                Guarded::FunctionGetConstructor_2 { route } => {
                    let principal = caller_of_function_nil(caller, route.name)?;
                    authorize_function_get_constructor_2(route, call, principal)?;
                    Ok(route.name)
                }
                Guarded::FunctionGetToStringEnd { route } => Ok(route.name),
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
        #[derive(Clone, Debug, PartialEq)]
        pub struct Array {
            pub push: ::core::option::Option<::std::vec::Vec<gw::Text>>,
            pub length: i64,
        }
        impl ::core::cmp::Eq for Array {}
        impl gw::ReadBody for Array {
            fn read(
                cursor: &mut gw::Cursor<'_>,
            ) -> ::core::result::Result<Array, gw::Fault> {
                let (push, length) = gw::object(
                    cursor,
                    const {
                        &gw::Object {
                            fields: gw::Fields::new(["push", "length"], &[]),
                            members: (
                                gw::Optional(gw::ListRule {
                                    length: gw::Bounds {
                                        min: None,
                                        max: Some(2),
                                    },
                                    item: gw::StringRule {
                                        min: 0,
                                        max: 3,
                                        content: gw::StringContent::Text,
                                        pattern: None,
                                    },
                                }),
                                gw::Required(gw::IntRule { min: -3, max: 3 }),
                            ),
                        }
                    },
                )?;
                Ok(Array { push, length })
            }
        }
        /// `schema Object`, as a client may send it.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Object {
            pub proto: ::core::option::Option<gw::Text>,
            pub constructor: ::core::option::Option<schema::Enum>,
            pub hasownproperty: ::core::option::Option<::std::vec::Vec<schema::Enum>>,
            pub tostring: gw::Text,
            pub end: ::core::option::Option<i64>,
            pub nil: ::core::option::Option<::core::option::Option<gw::Text>>,
            pub length: ::core::option::Option<schema::Array>,
        }
        impl ::core::cmp::Eq for Object {}
        impl gw::ReadBody for Object {
            fn read(
                cursor: &mut gw::Cursor<'_>,
            ) -> ::core::result::Result<Object, gw::Fault> {
                let (proto, constructor, hasownproperty, tostring, end, nil, length) = gw::object(
                    cursor,
                    const {
                        &gw::Object {
                            fields: gw::Fields::new(
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
                            ),
                            members: (
                                gw::Optional(gw::StringRule {
                                    min: 0,
                                    max: 10,
                                    content: gw::StringContent::Text,
                                    pattern: None,
                                }),
                                gw::Optional(gw::ParsedRule(schema::Enum::parse)),
                                gw::Optional(gw::ListRule {
                                    length: gw::Bounds {
                                        min: None,
                                        max: Some(3),
                                    },
                                    item: gw::ParsedRule(schema::Enum::parse),
                                }),
                                gw::Required(gw::StringRule {
                                    min: 0,
                                    max: 20,
                                    content: gw::StringContent::Text,
                                    pattern: Some(&pattern::PATTERN_2),
                                }),
                                gw::Optional(gw::IntRule {
                                    min: i64::MIN,
                                    max: i64::MAX,
                                }),
                                gw::Optional(
                                    gw::Nullable(gw::StringRule {
                                        min: 0,
                                        max: 5,
                                        content: gw::StringContent::Raw,
                                        pattern: None,
                                    }),
                                ),
                                gw::Optional(gw::SchemaRule::<schema::Array>::new()),
                            ),
                        }
                    },
                )?;
                Ok(Object {
                    proto,
                    constructor,
                    hasownproperty,
                    tostring,
                    end,
                    nil,
                    length,
                })
            }
        }
        /// `schema Table`, as a client may send it.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Table {
            pub end: ::core::option::Option<schema::Enum>,
            pub proto: ::core::option::Option<::std::vec::Vec<i64>>,
            pub constructor: ::core::option::Option<gw::Text>,
            pub length: ::core::option::Option<gw::Decimal>,
        }
        impl ::core::cmp::Eq for Table {}
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
