-- Stage 7: every presented credential of the route's schemes must be good. Tells the later stages the principal and the
-- keys of the limits by principal.
local plan = require("gatewright.plan")
local encoding = require("gatewright.encoding")
local exchange = require("gatewright.exchange")
local principal = require("gatewright.principal")
local refusal = require("gatewright.refusal")
local sha256 = require("gatewright.sha256")
local token = require("gatewright.token")

local LONGEST_KEY = 256

-- The jwt scheme of the route that a token is presented to: the one with its issuer, else the first.
local function addressee(schemes, claims)
  local first
  for _, scheme in ipairs(schemes) do
    if scheme.kind == "jwt" then
      first = first or scheme
      if claims and claims.iss == scheme.issuer then
        return scheme
      end
    end
  end
  return first
end

local function principal_of_token(handle, scheme, header, claims, now)
  if not header or not exchange.is_verified(handle, scheme.name) or not token.holds(scheme, header, claims, now) then
    return nil
  end
  return principal.of_claims(scheme, claims)
end

local function principal_of_key(scheme, key, now)
  if key == "" or #key > LONGEST_KEY then
    return nil
  end
  local entry = scheme.keys[encoding.hex(sha256(key))]
  if not entry or (entry.expires and now >= entry.expires) then
    return nil
  end
  local fields = { id = plan.has_id and entry.id or nil }
  for _, field in ipairs(plan.role_fields) do
    fields[field] = principal.granted(scheme.grants, entry.roles)
  end
  return fields
end

local function limit_key(limit, scheme, fields)
  local value = fields[limit.field]
  if value == nil then
    return "-"
  end
  -- Lua writes a number of more than 14 digits shortened, and different ones alike.
  local written = type(value) == "number" and string.format("%.0f", value) or tostring(value)
  local key = "v" .. encoding.hex(written)
  return limit.by_scheme and scheme .. "." .. key or key
end

-- The principal's scheme and fields; nil after a refusal.
local function authenticate(handle, route, now)
  local text = token.presented(exchange.header(handle, "authorization"))
  local header, claims
  if text then
    header, claims = token.decode(text)
  end
  local for_token = text and addressee(route.auth, claims)
  local name, fields
  for _, scheme in ipairs(route.auth) do
    local found
    local presented = false
    if scheme == for_token then
      presented = true
      found = principal_of_token(handle, scheme, header, claims, now)
    elseif scheme.kind == "api_key" then
      local key = exchange.trimmed(handle, scheme.header)
      presented = key ~= nil
      found = key and principal_of_key(scheme, key, now)
    end
    if presented and not found then
      refusal.answer(handle, plan, 401, route.name .. "/auth." .. scheme.name, "www-authenticate", scheme.bad)
      return nil
    elseif presented and not name then
      name, fields = scheme.name, found
    end
  end
  if not name then
    refusal.answer(handle, plan, 401, route.name .. "/auth", "www-authenticate", route.challenge)
    return nil
  end
  local headers = handle:headers()
  for _, scheme in ipairs(route.auth) do
    if scheme.kind == "api_key" then
      headers:remove(scheme.header)
    end
  end
  if for_token then
    headers:remove("authorization")
  end
  return name, fields
end

local function stage(handle)
  local number = exchange.get(handle, "number")
  local route = assert(plan.routes[tonumber(number, 10)], "no route")
  local scheme, fields = "", {}
  if not route.open then
    scheme, fields = authenticate(handle, route, os.time())
    if not scheme then
      return
    end
    exchange.set(handle, "principal", principal.write(scheme, fields))
  end
  for _, limit in ipairs(route.limits) do
    exchange.set(handle, "limit." .. limit.name, limit_key(limit, scheme, fields))
  end
  exchange.set(handle, "authenticated", number)
end

envoy_on_request = refusal.guarded(plan, stage)
