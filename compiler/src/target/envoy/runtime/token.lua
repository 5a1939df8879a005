-- JSON Web Tokens: all that RFC 7515 and 7519 ask beside the signature, which jwt_authn verifies.
local encoding = require("gatewright.encoding")
local json = require("gatewright.json")
local number = require("gatewright.number")
local gsub, lower, match = string.gsub, string.lower, string.match

local M = {}

local LONGEST = 8192

-- The token of an Authorization header, nil where it presents none.
function M.presented(authorization)
  return authorization and match(authorization, "^[Bb]earer (.*)$")
end

local function is_text_or_absent(value)
  return value == nil or type(value) == "string"
end

-- Whether the header has the parameters that every scheme wants, and no extension.
local function is_plain(header)
  return header.crit == nil
    and header.b64 == nil
    and type(header.alg) == "string"
    and is_text_or_absent(header.typ)
    and is_text_or_absent(header.kid)
end

-- The header's and the payload's members, nil where the token is no compact JWS of two strict JSON objects.
function M.decode(token)
  if #token > LONGEST then
    return nil
  end
  local first, second, third = match(token, "^([%w_-]+)%.([%w_-]+)%.([%w_-]+)$")
  local header = first and encoding.base64url(first)
  local payload = header and encoding.base64url(second)
  if not payload or not encoding.base64url(third) then
    return nil
  end
  header, payload = json.parse(header), json.parse(payload)
  if not json.is_object(header) or not json.is_object(payload) or not is_plain(header.members) then
    return nil
  end
  return header.members, payload.members
end

local function has_key(keys, kid, algorithm)
  if kid == nil then
    return keys.counts[algorithm] == 1
  end
  return keys.algorithms[kid] == algorithm
end

local function header_holds(scheme, header)
  local algorithm, kind = header.alg, header.typ
  if not scheme.algorithms[algorithm] or not kind then
    return false
  end
  if gsub(lower(kind), "^application/", "") ~= scheme.token_type then
    return false
  end
  return has_key(scheme.keys, header.kid, algorithm)
end

local function is_for(audience, claim)
  if type(claim) == "string" then
    return claim == audience
  elseif not json.is_list(claim) then
    return false
  end
  local found = false
  for _, item in ipairs(claim.items) do
    if type(item) ~= "string" then
      return false
    end
    found = found or item == audience
  end
  return found
end

-- A NumericDate in whole seconds, nil where it is none.
function M.date(claim)
  local seconds = json.is_number(claim) and number.int(claim.text)
  return seconds and seconds >= 0 and seconds or nil
end

local function times_hold(scheme, claims, now)
  local exp, nbf, iat = M.date(claims.exp), M.date(claims.nbf), M.date(claims.iat)
  if not exp or now >= exp + scheme.leeway then
    return false
  end
  if claims.nbf ~= nil and not (nbf and nbf < now + scheme.leeway) then
    return false
  end
  if claims.iat ~= nil and not (iat and iat < now + scheme.leeway) then
    return false
  end
  return not scheme.max_lifetime or (iat ~= nil and exp - iat <= scheme.max_lifetime)
end

-- Whether everything but the signature is as the scheme wants it.
function M.holds(scheme, header, claims, now)
  return header_holds(scheme, header)
    and claims.iss == scheme.issuer
    and is_for(scheme.audience, claims.aud)
    -- Bound to a key of the client's, which nothing here checks.
    and claims.cnf == nil
    and times_hold(scheme, claims, now)
end

return M
