-- Stages 1 to 4 on the raw request: wire, path, client address, host, route, method. Tells the later stages the route and
-- the keys of the limits by client address.
local plan = require("gatewright.plan")
local address = require("gatewright.address")
local encoding = require("gatewright.encoding")
local exchange = require("gatewright.exchange")
local path = require("gatewright.path")
local refusal = require("gatewright.refusal")
local scalar = require("gatewright.scalar")
local find, lower, match = string.find, string.lower, string.match

local LONGEST_TARGET = 4096

-- Whether a header stands more than once, or may have before somebody joined its lines with a comma. Envoy itself does, before
-- any filter sees them.
local function is_repeated(headers, name)
  if headers:getNumValues(name) > 1 then
    return true
  end
  local value = plan.joined_though_single[name] and headers:get(name)
  return value ~= nil and value ~= false and find(value, ",[^ \t]") ~= nil
end

local function wire_refusal(headers, method, target)
  if not plan.methods[method] then
    return 400
  elseif #target > LONGEST_TARGET then
    return 414
  end
  local host = headers:get(":authority")
  if not host or find(host, ",", 1, true) then
    return 400
  end
  for _, name in ipairs(plan.single_valued) do
    if is_repeated(headers, name) then
      return 400
    end
  end
  return nil
end

local function is_our_host(authority)
  if not plan.hosts then
    return true
  end
  local host = lower(authority)
  return plan.hosts[match(host, "^(.*):%d+$") or host] == true
end

local function types_hold(leaf, decoded)
  for _, parameter in ipairs(leaf.parameters) do
    if not scalar.is_of_text(parameter.value, decoded[parameter.position]) then
      return false
    end
  end
  return true
end

local function guard(handle)
  local headers = handle:headers()
  local method, target = headers:get(":method"), headers:get(":path") or ""
  local status = wire_refusal(headers, method, target)
  if status then
    return refusal.answer(handle, plan, status, "wire")
  end
  local route_path, query = path.split(target)
  local raw, decoded = path.segments(route_path)
  if not raw or (query and not path.query_is_well_spelt(query)) then
    return refusal.answer(handle, plan, 400, "path")
  end
  local peer = assert(address.parse_peer(handle:streamInfo():downstreamDirectRemoteAddress()), "unknown peer")
  local client = address.client(peer, headers:get("x-forwarded-for"), plan.trusted_proxies)
  if not is_our_host(headers:get(":authority")) then
    return refusal.answer(handle, plan, 421, "host")
  end
  local leaf = path.route(plan.tree, raw, 1)
  if not leaf or not types_hold(leaf, decoded) then
    return refusal.answer(handle, plan, 404, "route")
  end
  local number = leaf.methods[method]
  if not number then
    return refusal.answer(handle, plan, 405, "method", "allow", leaf.allow)
  end
  local route = plan.routes[number]
  for _, name in ipairs(plan.identity_headers) do
    headers:remove(name)
  end
  for _, limit in ipairs(route.limits) do
    exchange.set(handle, "limit." .. limit, "v" .. encoding.hex(address.limit_key(client)))
  end
  exchange.set(handle, "route", route.name)
  exchange.set(handle, "number", tostring(number))
  exchange.set(handle, "client", encoding.hex(client))
  exchange.set(handle, "class", route.class)
  handle:clearRouteCache()
end

envoy_on_request = refusal.guarded(plan, guard)
