// Policy shop 1.0.0, compiled by Gatewright. Do not edit.
// SHA-256 d0bfa5cc4a1df523eb4f72839bdc5593934d1c64decb6652fb87e8336c749dcf

/// Security policy `shop` 1.0.0, compiled by Gatewright.
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
pub mod shop {
    use ::gatewright::generated as gw;
    /// The policy's name.
    pub const NAME: &str = "shop";
    /// The policy's version.
    pub const VERSION: &str = "1.0.0";
    /// SHA-256 of the policy's text.
    pub const DIGEST: &str = "d0bfa5cc4a1df523eb4f72839bdc5593934d1c64decb6652fb87e8336c749dcf";
    /// Who may call what, as text: one line a route, one column a role.
    pub const ACCESS_TABLE: &str = "                                  nobody  viewer  clerk  admin\nGET     /v1/orders                -       yes     yes    yes\nGET     /v1/orders/{id}           -       yes     yes    yes\nPOST    /v1/orders                -       -       if     if\nDELETE  /v1/orders/{id}           -       -       -      yes\nGET     /v1/orders/of/{customer}  -       if      if     yes\nGET     /v1/orders/health         yes     yes     yes    yes\n";
    /// The policy, ready to decide.
    pub struct Policy {
        clock: ::std::sync::Arc<dyn gw::Clock>,
        notices: gw::Notices,
        observer: gw::Observer,
        limits: Limits,
        keys_of_customer: gw::TokenKeys<Principal>,
        keys_of_partner: gw::ApiKeys<Principal>,
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
                keys_of_customer: gw::TokenKeys::read(
                    &loader,
                    gw::SecretPlace::File(".run/jwks.json"),
                    &gw::TokenRules {
                        issuer: "https://id.example.com/",
                        audience: "shop-api",
                        token_type: "at+jwt",
                        algorithms: &[gw::Algorithm::RS256, gw::Algorithm::ES256],
                        leeway: 30,
                        max_lifetime: Some(3600),
                        binding: gw::TokenBinding::Bearer,
                    },
                    principal_of_customer,
                )?,
                keys_of_partner: gw::ApiKeys::read(
                    &loader,
                    gw::SecretPlace::File(".run/partners.keys"),
                    principal_of_partner,
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
            "orders.get",
            "orders.get/{id}",
            "orders.post",
            "orders.delete/{id}",
            "orders.get/of/{customer}",
            "orders.get/health",
        ],
        templates: &[
            "/v1/orders",
            "/v1/orders/{id}",
            "/v1/orders",
            "/v1/orders/{id}",
            "/v1/orders/of/{customer}",
            "/v1/orders/health",
        ],
        parts: &["customer", "partner", "per_client", "per_user", "writes"],
    };
    /// Hosts that the API answers for; none means any.
    const HOSTS: &[&str] = &["localhost", "127.0.0.1"];
    /// Headers that may stand once, since a rule reads one value of them.
    const SINGLE_VALUED: &[&str] = &[
        "authorization",
        "content-type",
        "host",
        "x-api-key",
    ];
    /// Headers that the policy sets, such as those by which an upstream learns who calls; a client's own are removed.
    const OWN_HEADERS: &[&str] = &["x-roles", "x-tenant", "x-user-id"];
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
        /// `GET /v1/orders`.
        OrdersGet { route: &'static Route },
        /// `GET /v1/orders/{id}`, `DELETE /v1/orders/{id}`.
        OrdersGetId { route: &'static Route },
        /// `POST /v1/orders`.
        OrdersPost { route: &'static Route },
        /// `GET /v1/orders/of/{customer}`.
        OrdersGetOfCustomer {
            route: &'static Route,
            path_customer: ::std::borrow::Cow<'t, str>,
        },
        /// `GET /v1/orders/health`.
        OrdersGetHealth { route: &'static Route },
    }
    /// The route of a request: of the templates that match the path, the one with a literal where they first differ.
    fn find<'t>(
        method: gw::Method,
        target: &gw::Target<'t>,
    ) -> Result<Guarded<'t>, gw::Refusal> {
        let segments = gw::Segments::<4>::of(target);
        match segments.as_slice() {
            [b"v1", b"orders"] => {
                match method {
                    gw::Method::Get | gw::Method::Head => {
                        Ok(Guarded::OrdersGet {
                            route: &Route {
                                name: "orders.get",
                                allow: HOLDS_VIEWER,
                                body: gw::JsonBody::NONE,
                            },
                        })
                    }
                    gw::Method::Post => {
                        Ok(Guarded::OrdersPost {
                            route: &Route {
                                name: "orders.post",
                                allow: HOLDS_CLERK,
                                body: gw::JsonBody {
                                    max: 16384,
                                    read: gw::provide_json::<schema::NewOrder>,
                                },
                            },
                        })
                    }
                    _ => Err(gw::Refusal::method("GET, HEAD, POST")),
                }
            }
            [b"v1", b"orders", b"health"] => {
                match method {
                    gw::Method::Get | gw::Method::Head => {
                        Ok(Guarded::OrdersGetHealth {
                            route: &Route {
                                name: "orders.get/health",
                                allow: Roles(gw::RoleSet([0])),
                                body: gw::JsonBody::NONE,
                            },
                        })
                    }
                    _ => Err(gw::Refusal::method("GET, HEAD")),
                }
            }
            [b"v1", b"orders", segment_3] if !segment_3.is_empty() => {
                gw::parameter(segment_3, |text| gw::Uuid::parse(text))?;
                match method {
                    gw::Method::Get | gw::Method::Head => {
                        Ok(Guarded::OrdersGetId {
                            route: &Route {
                                name: "orders.get/{id}",
                                allow: HOLDS_VIEWER,
                                body: gw::JsonBody::NONE,
                            },
                        })
                    }
                    gw::Method::Delete => {
                        Ok(Guarded::OrdersGetId {
                            route: &Route {
                                name: "orders.delete/{id}",
                                allow: HOLDS_ADMIN,
                                body: gw::JsonBody::NONE,
                            },
                        })
                    }
                    _ => Err(gw::Refusal::method("GET, HEAD, DELETE")),
                }
            }
            [b"v1", b"orders", b"of", segment_4] if !segment_4.is_empty() => {
                let segment_4 = gw::string_parameter(target, segment_4, ..=64)?;
                match method {
                    gw::Method::Get | gw::Method::Head => {
                        Ok(Guarded::OrdersGetOfCustomer {
                            route: &Route {
                                name: "orders.get/of/{customer}",
                                allow: HOLDS_ADMIN,
                                body: gw::JsonBody::NONE,
                            },
                            path_customer: segment_4,
                        })
                    }
                    _ => Err(gw::Refusal::method("GET, HEAD")),
                }
            }
            _ => Err(gw::Refusal::route()),
        }
    }
    /// How often who called.
    struct Limits {
        /// `per_client`.
        per_client: gw::LimitTable,
        /// `per_user`.
        per_user: gw::LimitTable,
        /// `writes`.
        writes: gw::LimitTable,
    }
    impl Limits {
        fn new() -> Limits {
            Limits {
                per_client: gw::LimitTable::new(gw::Rate::new(600, 60000, 100), 100000),
                per_user: gw::LimitTable::new(gw::Rate::new(120, 60000, 20), 100000),
                writes: gw::LimitTable::new(gw::Rate::new(6, 60000, 3), 100000),
            }
        }
    }
    /// The policy's roles.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Role {
        /// `viewer`.
        Viewer,
        /// `clerk`.
        Clerk,
        /// `admin`.
        Admin,
    }
    impl Role {
        /// Every role, in the policy's order.
        pub const ALL: [Role; 3] = [Role::Viewer, Role::Clerk, Role::Admin];
        /// The name in the policy.
        #[must_use]
        pub const fn name(self) -> &'static str {
            match self {
                Role::Viewer => "viewer",
                Role::Clerk => "clerk",
                Role::Admin => "admin",
            }
        }
        const fn index(self) -> usize {
            match self {
                Role::Viewer => 0,
                Role::Clerk => 1,
                Role::Admin => 2,
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
                Role::Viewer => self.meets(HOLDS_VIEWER),
                Role::Clerk => self.meets(HOLDS_CLERK),
                Role::Admin => self.meets(HOLDS_ADMIN),
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
    /// Whoever holds `viewer`: `viewer`, `clerk`, `admin`.
    const HOLDS_VIEWER: Roles = Roles(gw::RoleSet([7]));
    /// Whoever holds `clerk`: `clerk`, `admin`.
    const HOLDS_CLERK: Roles = Roles(gw::RoleSet([6]));
    /// Whoever holds `admin`: `admin`.
    const HOLDS_ADMIN: Roles = Roles(gw::RoleSet([4]));
    /// The policy's authentication schemes.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Scheme {
        /// `customer`.
        Customer,
        /// `partner`.
        Partner,
    }
    impl Scheme {
        /// The name in the policy.
        #[must_use]
        pub const fn name(self) -> &'static str {
            match self {
                Scheme::Customer => "customer",
                Scheme::Partner => "partner",
            }
        }
        /// The clock difference that it allows, in seconds.
        const fn leeway(self) -> u64 {
            match self {
                Scheme::Customer => 30,
                Scheme::Partner => 0,
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
        /// `tenant`.
        pub tenant: Option<String>,
        /// `suspended`.
        pub suspended: Option<bool>,
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
    /// Whoever a token of `customer` is made out to.
    fn principal_of_customer(
        claims: &gw::Claims,
    ) -> Result<Principal, gw::BadCredential> {
        Ok(Principal {
            scheme: Scheme::Customer,
            id: claims.text(&["sub"])?.ok_or(gw::BadCredential)?,
            roles: claims
                .text_list(&["realm_access", "roles"])?
                .map(|names| Roles::granted(
                    &names,
                    &[Role::Viewer, Role::Clerk, Role::Admin],
                ))
                .ok_or(gw::BadCredential)?,
            tenant: claims.uuid(&["tenant"])?,
            suspended: claims.bool(&["suspended"])?,
        })
    }
    /// Whoever a key of `partner` was given to.
    fn principal_of_partner(holder: gw::Holder<'_>) -> Principal {
        Principal {
            scheme: Scheme::Partner,
            id: holder.id.to_owned(),
            roles: Roles::granted(holder.roles, &[Role::Viewer]),
            tenant: None,
            suspended: None,
        }
    }
    impl Policy {
        /// Stage 7 for `customer`, `partner`.
        fn authenticate_customer_partner(
            &self,
            call: &mut gw::Call,
            route: &'static str,
        ) -> Result<::std::sync::Arc<Principal>, gw::Refusal> {
            let mut principal = None;
            if let Some(credential) = call.bearer() {
                let verified = self
                    .keys_of_customer
                    .verify(credential, None, call.now)
                    .map_err(|fault| {
                        fault
                            .refusal(
                                route,
                                "customer",
                                "Bearer realm=\"shop\", error=\"invalid_token\"",
                            )
                    })?;
                principal.get_or_insert(verified);
                call.forget("authorization");
            }
            if let Some(credential) = call.credential("x-api-key") {
                let verified = self
                    .keys_of_partner
                    .verify(credential, call.now)
                    .map_err(|fault| {
                        fault.refusal(route, "partner", "ApiKey realm=\"shop\"")
                    })?;
                principal.get_or_insert(verified);
                call.forget("x-api-key");
            }
            principal
                .ok_or_else(|| gw::Refusal::no_credential(
                    route,
                    "Bearer realm=\"shop\", ApiKey realm=\"shop\"",
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
                Guarded::OrdersGet { route } => {
                    self.guard_orders_get(route, call, target, client)
                }
                Guarded::OrdersGetId { route } => {
                    self.guard_orders_get_id(route, call, target, client)
                }
                Guarded::OrdersPost { route } => {
                    self.guard_orders_post(route, call, target, client).await
                }
                Guarded::OrdersGetOfCustomer { route, path_customer } => {
                    self.guard_orders_get_of_customer(
                        route,
                        call,
                        target,
                        client,
                        &path_customer,
                    )
                }
                Guarded::OrdersGetHealth { route } => {
                    self.guard_orders_get_health(route, call, target, client)
                }
            }
        }
        /// `GET /v1/orders`.
        fn guard_orders_get(
            &self,
            route: &'static Route,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            call.route = Some(route.name);
            if !self.limits.per_client.admit(&gw::limit_key(client), call.nanos) {
                return Err(gw::Refusal::limit(route.name, "per_client", "1"));
            }
            let principal = self.authenticate_customer_partner(call, route.name)?;
            if !self
                .limits
                .per_user
                .admit(&(principal.scheme, &principal.id), call.nanos)
            {
                return Err(gw::Refusal::limit(route.name, "per_user", "1"));
            }
            let query = schema::Paging::from_query(target.query())
                .map_err(|error| gw::refuse_query(route.name, &error))?;
            authorize_orders_get(route, call, &principal)?;
            call.require_no_body(route.name)?;
            let identity = gw::Identity::of([
                ("x-user-id", Some(gw::PrincipalValue::Text(principal.id.clone()))),
                ("x-roles", Some(gw::PrincipalValue::Roles(principal.roles.names()))),
                (
                    "x-tenant",
                    principal
                        .tenant
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Uuid(value.clone())),
                ),
            ]);
            call.provide(principal);
            call.provide(gw::Query(query));
            Ok(identity)
        }
        /// `GET /v1/orders/{id}`, `DELETE /v1/orders/{id}`.
        fn guard_orders_get_id(
            &self,
            route: &'static Route,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            call.route = Some(route.name);
            if !self.limits.per_client.admit(&gw::limit_key(client), call.nanos) {
                return Err(gw::Refusal::limit(route.name, "per_client", "1"));
            }
            let principal = self.authenticate_customer_partner(call, route.name)?;
            if !self
                .limits
                .per_user
                .admit(&(principal.scheme, &principal.id), call.nanos)
            {
                return Err(gw::Refusal::limit(route.name, "per_user", "1"));
            }
            gw::require_no_query(route.name, target)?;
            authorize_orders_get_id(route, call, &principal)?;
            call.require_no_body(route.name)?;
            let identity = gw::Identity::of([
                ("x-user-id", Some(gw::PrincipalValue::Text(principal.id.clone()))),
                ("x-roles", Some(gw::PrincipalValue::Roles(principal.roles.names()))),
                (
                    "x-tenant",
                    principal
                        .tenant
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Uuid(value.clone())),
                ),
            ]);
            call.provide(principal);
            Ok(identity)
        }
        /// `POST /v1/orders`.
        async fn guard_orders_post(
            &self,
            route: &'static Route,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
        ) -> Result<gw::Identity, gw::Refusal> {
            call.route = Some(route.name);
            if !self.limits.per_client.admit(&gw::limit_key(client), call.nanos) {
                return Err(gw::Refusal::limit(route.name, "per_client", "1"));
            }
            let principal = self.authenticate_customer_partner(call, route.name)?;
            if !self
                .limits
                .per_user
                .admit(&(principal.scheme, &principal.id), call.nanos)
            {
                return Err(gw::Refusal::limit(route.name, "per_user", "1"));
            }
            if !self.limits.writes.admit(&(principal.scheme, &principal.id), call.nanos)
            {
                return Err(gw::Refusal::limit(route.name, "writes", "10"));
            }
            gw::require_no_query(route.name, target)?;
            authorize_orders_post(route, call, &principal)?;
            call.take_json(route.name, &route.body).await?;
            let identity = gw::Identity::of([
                ("x-user-id", Some(gw::PrincipalValue::Text(principal.id.clone()))),
                ("x-roles", Some(gw::PrincipalValue::Roles(principal.roles.names()))),
                (
                    "x-tenant",
                    principal
                        .tenant
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Uuid(value.clone())),
                ),
            ]);
            call.provide(principal);
            Ok(identity)
        }
        /// `GET /v1/orders/of/{customer}`.
        fn guard_orders_get_of_customer(
            &self,
            route: &'static Route,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
            path_customer: &str,
        ) -> Result<gw::Identity, gw::Refusal> {
            call.route = Some(route.name);
            if !self.limits.per_client.admit(&gw::limit_key(client), call.nanos) {
                return Err(gw::Refusal::limit(route.name, "per_client", "1"));
            }
            let principal = self.authenticate_customer_partner(call, route.name)?;
            if !self
                .limits
                .per_user
                .admit(&(principal.scheme, &principal.id), call.nanos)
            {
                return Err(gw::Refusal::limit(route.name, "per_user", "1"));
            }
            gw::require_no_query(route.name, target)?;
            authorize_orders_get_of_customer(route, call, &principal, path_customer)?;
            call.require_no_body(route.name)?;
            let identity = gw::Identity::of([
                ("x-user-id", Some(gw::PrincipalValue::Text(principal.id.clone()))),
                ("x-roles", Some(gw::PrincipalValue::Roles(principal.roles.names()))),
                (
                    "x-tenant",
                    principal
                        .tenant
                        .as_ref()
                        .map(|value| gw::PrincipalValue::Uuid(value.clone())),
                ),
            ]);
            call.provide(principal);
            Ok(identity)
        }
        /// `GET /v1/orders/health`.
        fn guard_orders_get_health(
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
    fn authorize_orders_get(
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
    fn authorize_orders_get_id(
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
    fn authorize_orders_post(
        route: &'static Route,
        call: &gw::Call,
        principal: &Principal,
    ) -> Result<(), gw::Refusal> {
        if (principal.suspended).is_some()
            && gw::equal(principal.suspended, Some(true)) != Some(false)
        {
            return Err(gw::Refusal::deny(route.name));
        }
        let allowed = principal.roles.meets(route.allow);
        if !allowed {
            return Err(gw::Refusal::allow(route.name));
        }
        Ok(())
    }
    fn authorize_orders_get_of_customer(
        route: &'static Route,
        call: &gw::Call,
        principal: &Principal,
        path_customer: &str,
    ) -> Result<(), gw::Refusal> {
        let allowed = principal.roles.meets(route.allow)
            || principal.roles.meets(HOLDS_VIEWER)
                && (principal.scheme == Scheme::Customer
                    && principal.id.as_str() == path_customer);
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
                Guarded::OrdersGet { route } => {
                    let principal = caller_of_customer_partner(caller, route.name)?;
                    authorize_orders_get(route, call, principal)?;
                    Ok(route.name)
                }
                Guarded::OrdersGetId { route } => {
                    let principal = caller_of_customer_partner(caller, route.name)?;
                    authorize_orders_get_id(route, call, principal)?;
                    Ok(route.name)
                }
                Guarded::OrdersPost { route } => {
                    let principal = caller_of_customer_partner(caller, route.name)?;
                    authorize_orders_post(route, call, principal)?;
                    Ok(route.name)
                }
                Guarded::OrdersGetOfCustomer { route, path_customer } => {
                    let principal = caller_of_customer_partner(caller, route.name)?;
                    authorize_orders_get_of_customer(
                        route,
                        call,
                        principal,
                        &path_customer,
                    )?;
                    Ok(route.name)
                }
                Guarded::OrdersGetHealth { route } => Ok(route.name),
            }
        }
    }
    fn caller_of_customer_partner<'c>(
        caller: Option<&'c Principal>,
        route: &'static str,
    ) -> Result<&'c Principal, gw::Refusal> {
        caller
            .filter(|caller| matches!(caller.scheme, Scheme::Customer | Scheme::Partner))
            .ok_or_else(|| gw::Refusal::no_credential(
                route,
                "Bearer realm=\"shop\", ApiKey realm=\"shop\"",
            ))
    }
    /// The policy's schemas as types.
    pub mod schema {
        #[allow(unused_imports, reason = "a policy may have no patterns and no enums")]
        use super::{gw, pattern, schema};
        /// `enum Currency`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Currency {
            /// `EUR`.
            EUR,
            /// `USD`.
            USD,
            /// `GBP`.
            GBP,
        }
        impl Currency {
            /// The value as clients write it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    Currency::EUR => "EUR",
                    Currency::USD => "USD",
                    Currency::GBP => "GBP",
                }
            }
            /// The value that clients write so.
            #[must_use]
            pub fn parse(text: &str) -> ::core::option::Option<Currency> {
                match text {
                    "EUR" => Some(Currency::EUR),
                    "USD" => Some(Currency::USD),
                    "GBP" => Some(Currency::GBP),
                    _ => None,
                }
            }
        }
        /// `enum Sorting`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Sorting {
            /// `newest`.
            Newest,
            /// `oldest`.
            Oldest,
        }
        impl Sorting {
            /// The value as clients write it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    Sorting::Newest => "newest",
                    Sorting::Oldest => "oldest",
                }
            }
            /// The value that clients write so.
            #[must_use]
            pub fn parse(text: &str) -> ::core::option::Option<Sorting> {
                match text {
                    "newest" => Some(Sorting::Newest),
                    "oldest" => Some(Sorting::Oldest),
                    _ => None,
                }
            }
        }
        /// `schema Paging`, as a client may send it.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Paging {
            pub page: ::core::option::Option<i64>,
            pub size: ::core::option::Option<i64>,
            pub sort: ::core::option::Option<schema::Sorting>,
            pub status: ::core::option::Option<::std::vec::Vec<gw::Text>>,
        }
        impl ::core::cmp::Eq for Paging {}
        impl Paging {
            /// Reads what stands after the `?`.
            pub(super) fn from_query(
                query: ::core::option::Option<&str>,
            ) -> ::core::result::Result<Paging, gw::QueryError> {
                let mut found_page = None;
                let mut found_size = None;
                let mut found_sort = None;
                let mut found_status = None;
                for pair in gw::pairs(query.unwrap_or_default()) {
                    let (name, text) = pair?;
                    let (name, text) = (name.as_str(), text.as_str());
                    match name {
                        "page" => {
                            gw::once(
                                name,
                                &mut found_page,
                                gw::typed(
                                    name,
                                    gw::int_of_text(text)
                                        .filter(|number| (1..=1000).contains(number)),
                                )?,
                            )?
                        }
                        "size" => {
                            gw::once(
                                name,
                                &mut found_size,
                                gw::typed(
                                    name,
                                    gw::int_of_text(text)
                                        .filter(|number| (1..=100).contains(number)),
                                )?,
                            )?
                        }
                        "sort" => {
                            gw::once(
                                name,
                                &mut found_sort,
                                gw::typed(
                                    name,
                                    schema::Sorting::parse(text)
                                        .filter(|_| !gw::has_control(text)),
                                )?,
                            )?
                        }
                        "status" => {
                            found_status
                                .get_or_insert_with(::std::vec::Vec::new)
                                .push(
                                    gw::typed(
                                        name,
                                        (gw::is_plain_text(text)
                                            && (1..=16).contains(&gw::length(text))
                                            && pattern::PATTERN_3.matches(text))
                                            .then(|| gw::Text::new(text)),
                                    )?,
                                )
                        }
                        _ => return Err(gw::QueryError::Unknown(name.to_owned())),
                    }
                }
                gw::require_length("status", &found_status, 1..=4)?;
                Ok(Paging {
                    page: found_page,
                    size: found_size,
                    sort: found_sort,
                    status: found_status,
                })
            }
        }
        /// `schema OrderLine`, as a client may send it.
        #[derive(Clone, Debug, PartialEq)]
        pub struct OrderLine {
            pub sku: gw::Text,
            pub quantity: i64,
            pub price: ::core::option::Option<gw::Decimal>,
        }
        impl ::core::cmp::Eq for OrderLine {}
        impl gw::ReadBody for OrderLine {
            fn read(
                cursor: &mut gw::Cursor<'_>,
            ) -> ::core::result::Result<OrderLine, gw::Fault> {
                let (sku, quantity, price) = gw::object(
                    cursor,
                    const {
                        &gw::Object {
                            fields: gw::Fields::new(["sku", "quantity", "price"], &[]),
                            members: (
                                gw::Required(gw::RangedText {
                                    least: *b"AAA-0000",
                                    most: *b"ZZZ-9999",
                                }),
                                gw::Required(gw::IntRule { min: 1, max: 99 }),
                                gw::Optional(gw::DecimalRule {
                                    min: Some((0, 0)),
                                    max: Some((999999, -2)),
                                }),
                            ),
                        }
                    },
                )?;
                Ok(OrderLine { sku, quantity, price })
            }
        }
        /// `schema NewOrder`, as a client may send it.
        #[derive(Clone, Debug, PartialEq)]
        pub struct NewOrder {
            pub lines: ::std::vec::Vec<schema::OrderLine>,
            pub currency: schema::Currency,
            pub email: gw::Text,
            pub coupon: ::core::option::Option<gw::Text>,
            pub note: ::core::option::Option<::core::option::Option<gw::Text>>,
            pub deliver_on: ::core::option::Option<gw::Text>,
            pub gift: ::core::option::Option<bool>,
        }
        impl ::core::cmp::Eq for NewOrder {}
        impl gw::ReadBody for NewOrder {
            fn read(
                cursor: &mut gw::Cursor<'_>,
            ) -> ::core::result::Result<NewOrder, gw::Fault> {
                let (lines, currency, email, coupon, note, deliver_on, gift) = gw::object(
                    cursor,
                    const {
                        &gw::Object {
                            fields: gw::Fields::new(
                                [
                                    "lines",
                                    "currency",
                                    "email",
                                    "coupon",
                                    "note",
                                    "deliver_on",
                                    "gift",
                                ],
                                &["total"],
                            ),
                            members: (
                                gw::Required(gw::ListRule {
                                    length: gw::Bounds {
                                        min: Some(1),
                                        max: Some(50),
                                    },
                                    item: gw::SchemaRule::<schema::OrderLine>::new(),
                                }),
                                gw::Required(gw::ParsedRule(schema::Currency::parse)),
                                gw::Required(gw::Format::Email),
                                gw::Optional(gw::StringRule {
                                    min: 4,
                                    max: 12,
                                    content: gw::StringContent::Text,
                                    pattern: Some(&pattern::PATTERN),
                                }),
                                gw::Optional(
                                    gw::Nullable(gw::StringRule {
                                        min: 0,
                                        max: 500,
                                        content: gw::StringContent::Text,
                                        pattern: None,
                                    }),
                                ),
                                gw::Optional(gw::Format::Date),
                                gw::Optional(gw::BoolRule),
                            ),
                        }
                    },
                )?;
                Ok(NewOrder {
                    lines,
                    currency,
                    email,
                    coupon,
                    note,
                    deliver_on,
                    gift,
                })
            }
        }
    }
    /// The policy's patterns as automata over UTF-8.
    mod pattern {
        #[allow(unused_imports, reason = "a policy may have none")]
        use super::gw;
        /// `[A-Z0-9]+`
        pub(super) static PATTERN: gw::Dfa = gw::Dfa {
            classes: b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\0\0\0\0\0\0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            transitions: &[0, 0, 0, 2, 0, 2],
            width: 2,
            accepting: &[false, false, true],
            places: &[2, 2],
        };
        /// `[A-Z]{3}-[0-9]{4}`
        pub(super) static PATTERN_2: gw::Dfa = gw::Dfa {
            classes: b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\0\0\0\0\0\0\0\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            transitions: &[
                0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 5, 0, 0, 0, 0, 6, 0,
                0, 0, 7, 0, 0, 0, 8, 0, 0, 0, 9, 0, 0, 0, 0, 0,
            ],
            width: 4,
            accepting: &[
                false, false, false, false, false, false, false, false, false, true,
            ],
            places: &[8, 8, 8, 2, 4, 4, 4, 4, 0],
        };
        /// `[a-z_]+`
        pub(super) static PATTERN_3: gw::Dfa = gw::Dfa {
            classes: b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            transitions: &[0, 0, 0, 2, 0, 2],
            width: 2,
            accepting: &[false, false, true],
            places: &[2, 2],
        };
    }
}
