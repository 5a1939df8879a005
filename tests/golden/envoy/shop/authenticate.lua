package.preload["gatewright.plan"] = function()
local automata, schemas, schemes, routes = {}, {}, {}, {}
automata[1] = {
  width = 3,
  classes = "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\001\000\000\002\002\002\002\002\002\002\002\002\002\000\000\000\000\000\000\000\002\002\002\002\002\002\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\002\002\002\002\002\002\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000",
  accepting = "00000000000000000000000000000000000001",
  rows = "\000\000\000\000\000\000\000\000\000\000\000\002\000\000\000\000\000\003\000\000\000\000\000\004\000\000\000\000\000\005\000\000\000\000\000\006\000\000\000\000\000\007\000\000\000\000\000\008\000\000\000\000\000\009\000\000\000\010\000\000\000\000\000\000\000\011\000\000\000\000\000\012\000\000\000\000\000\013\000\000\000\000\000\014\000\000\000\015\000\000\000\000\000\000\000\016\000\000\000\000\000\017\000\000\000\000\000\018\000\000\000\000\000\019\000\000\000\020\000\000\000\000\000\000\000\021\000\000\000\000\000\022\000\000\000\000\000\023\000\000\000\000\000\024\000\000\000\025\000\000\000\000\000\000\000\026\000\000\000\000\000\027\000\000\000\000\000\028\000\000\000\000\000\029\000\000\000\000\000\030\000\000\000\000\000\031\000\000\000\000\000 \000\000\000\000\000!\000\000\000\000\000\"\000\000\000\000\000#\000\000\000\000\000$\000\000\000\000\000%\000\000\000\000\000\000",
}
schemes[1] = (function()
return {
  name = "customer",
  kind = "jwt",
  bad = "Bearer realm=\"shop\", error=\"invalid_token\"",
  issuer = "https://id.example.com/",
  audience = "shop-api",
  token_type = "at+jwt",
  algorithms = { RS256 = true, ES256 = true },
  keys = {
    algorithms = { es = "ES256", rs = "RS256" },
    counts = { RS256 = 1, PS256 = 0, ES256 = 1, ES384 = 0, EdDSA = 0, HS256 = 0 },
  },
  leeway = 30,
  max_lifetime = 3600,
  grants = { "viewer", "clerk", "admin" },
  mapping = {
    { field = "id", type = "text", required = true, claim = { "sub" } },
    { field = "roles", type = "roles", required = true, claim = { "realm_access", "roles" } },
    { field = "tenant", type = "uuid", automaton = automata[1], claim = { "tenant" } },
    { field = "suspended", type = "bool", claim = { "suspended" } },
  },
}
end)()
schemes[2] = (function()
return {
  name = "partner",
  kind = "api_key",
  bad = "ApiKey realm=\"shop\"",
  header = "x-api-key",
  grants = { "viewer" },
  keys = {
    afacab3575137afa4e00d9cbcafcb14c9ae25f779d964eb0ea5b2c4eb5dfd163 = { id = "acme", roles = { "viewer" }, expires = 1893456000 },
  },
}
end)()

-- GET /v1/orders
routes[1] = (function()
  return {
    name = "orders.get",
    auth = { schemes[1], schemes[2] },
    challenge = "Bearer realm=\"shop\", ApiKey realm=\"shop\"",
    limits = { { name = "per_user", field = "id", by_scheme = true } },
  }
end)()

-- GET /v1/orders/{id}
routes[2] = (function()
  return {
    name = "orders.get/{id}",
    auth = { schemes[1], schemes[2] },
    challenge = "Bearer realm=\"shop\", ApiKey realm=\"shop\"",
    limits = { { name = "per_user", field = "id", by_scheme = true } },
  }
end)()

-- POST /v1/orders
routes[3] = (function()
  return {
    name = "orders.post",
    auth = { schemes[1], schemes[2] },
    challenge = "Bearer realm=\"shop\", ApiKey realm=\"shop\"",
    limits = {
      { name = "per_user", field = "id", by_scheme = true },
      { name = "writes", field = "id", by_scheme = true },
    },
  }
end)()

-- DELETE /v1/orders/{id}
routes[4] = (function()
  return {
    name = "orders.delete/{id}",
    auth = { schemes[1], schemes[2] },
    challenge = "Bearer realm=\"shop\", ApiKey realm=\"shop\"",
    limits = { { name = "per_user", field = "id", by_scheme = true } },
  }
end)()

-- GET /v1/orders/of/{customer}
routes[5] = (function()
  return {
    name = "orders.get/of/{customer}",
    auth = { schemes[1], schemes[2] },
    challenge = "Bearer realm=\"shop\", ApiKey realm=\"shop\"",
    limits = { { name = "per_user", field = "id", by_scheme = true } },
  }
end)()

-- GET /v1/orders/health
routes[6] = (function()
  return { name = "orders.get/health", open = true, auth = {}, challenge = "", limits = {} }
end)()

return {
  routes = routes,
  role_fields = { "roles" },
  has_id = true,
  tells_rule = true,
}
end

