package.preload["gatewright.plan"] = function()
local automata, schemas, schemes, routes = {}, {}, {}, {}
automata[1] = {
  width = 3,
  classes = "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\001\000\000\002\002\002\002\002\002\002\002\002\002\000\000\000\000\000\000\000\002\002\002\002\002\002\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\002\002\002\002\002\002\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000",
  accepting = "00000000000000000000000000000000000001",
  rows = "\000\000\000\000\000\000\000\000\000\000\000\002\000\000\000\000\000\003\000\000\000\000\000\004\000\000\000\000\000\005\000\000\000\000\000\006\000\000\000\000\000\007\000\000\000\000\000\008\000\000\000\000\000\009\000\000\000\010\000\000\000\000\000\000\000\011\000\000\000\000\000\012\000\000\000\000\000\013\000\000\000\000\000\014\000\000\000\015\000\000\000\000\000\000\000\016\000\000\000\000\000\017\000\000\000\000\000\018\000\000\000\000\000\019\000\000\000\020\000\000\000\000\000\000\000\021\000\000\000\000\000\022\000\000\000\000\000\023\000\000\000\000\000\024\000\000\000\025\000\000\000\000\000\000\000\026\000\000\000\000\000\027\000\000\000\000\000\028\000\000\000\000\000\029\000\000\000\000\000\030\000\000\000\000\000\031\000\000\000\000\000 \000\000\000\000\000!\000\000\000\000\000\"\000\000\000\000\000#\000\000\000\000\000$\000\000\000\000\000%\000\000\000\000\000\000",
}

-- GET /v1/orders
routes[1] = (function()
  return { name = "orders.get", class = "orders_service/customer", limits = { "per_client" } }
end)()

-- GET /v1/orders/{id}
routes[2] = (function()
  return { name = "orders.get/{id}", class = "orders_service/customer", limits = { "per_client" } }
end)()

-- POST /v1/orders
routes[3] = (function()
  return { name = "orders.post", class = "orders_service/customer", limits = { "per_client" } }
end)()

-- DELETE /v1/orders/{id}
routes[4] = (function()
  return { name = "orders.delete/{id}", class = "orders_service/customer", limits = { "per_client" } }
end)()

-- GET /v1/orders/of/{customer}
routes[5] = (function()
  return { name = "orders.get/of/{customer}", class = "orders_service/customer", limits = { "per_client" } }
end)()

-- GET /v1/orders/health
routes[6] = (function()
  return { name = "orders.get/health", class = "orders_service/", limits = {} }
end)()

return {
  routes = routes,
  tree = {
    literals = {
      v1 = {
        literals = {
          orders = {
            literals = {
              health = { leaf = { methods = { GET = 6, HEAD = 6 }, allow = "GET, HEAD", parameters = {} } },
              of = {
                parameter = {
                  leaf = {
                    methods = { GET = 5, HEAD = 5 },
                    allow = "GET, HEAD",
                    parameters = { { position = 4, value = { type = "string", max = 64 } } },
                  },
                },
              },
            },
            parameter = {
              leaf = {
                methods = { GET = 2, HEAD = 2, DELETE = 4 },
                allow = "GET, HEAD, DELETE",
                parameters = { { position = 3, value = { type = "format", automaton = automata[1] } } },
              },
            },
            leaf = { methods = { GET = 1, HEAD = 1, POST = 3 }, allow = "GET, HEAD, POST", parameters = {} },
          },
        },
      },
    },
  },
  methods = { GET = true, HEAD = true, POST = true, PUT = true, PATCH = true, DELETE = true, OPTIONS = true },
  single_valued = { "authorization", "content-type", "x-api-key" },
  joined_though_single = { authorization = true, ["content-type"] = true, origin = true },
  trusted_proxies = { { "\127\000\000\000", 8 } },
  identity_headers = { "x-roles", "x-tenant", "x-user-id" },
  hosts = { localhost = true, ["127.0.0.1"] = true },
  tells_rule = true,
}
end

