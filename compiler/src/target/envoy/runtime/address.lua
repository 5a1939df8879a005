-- IP addresses as strings of 4 or 16 octets, and the client's address behind trusted proxies.
local byte, char, find, gmatch, match, sub = string.byte, string.char, string.find, string.gmatch, string.match, string.sub
local bit = require("bit")
local trim = require("gatewright.text").trim

local M = {}

local function v4(text)
  local a, b, c, d = match(text, "^(%d%d?%d?)%.(%d%d?%d?)%.(%d%d?%d?)%.(%d%d?%d?)$")
  if not a then
    return nil
  end
  local octets = {}
  for index, digits in ipairs({ a, b, c, d }) do
    local value = tonumber(digits, 10)
    if value > 255 or (#digits > 1 and byte(digits, 1) == 48) then
      return nil
    end
    octets[index] = char(value)
  end
  return table.concat(octets)
end

-- The groups of one side of `::` as octets; nil where one is malformed.
local function groups(text, embedded)
  if text == "" then
    return ""
  end
  local out, start = {}, 1
  while true do
    local colon = find(text, ":", start, true)
    local group = sub(text, start, (colon or 0) - 1)
    if find(group, "^%x%x?%x?%x?$") then
      local value = tonumber(group, 16)
      out[#out + 1] = char(bit.rshift(value, 8), bit.band(value, 255))
    elseif embedded and not colon and v4(group) then
      out[#out + 1] = v4(group)
    else
      return nil
    end
    if not colon then
      return table.concat(out)
    end
    start = colon + 1
  end
end

local function v6(text)
  local gap = find(text, "::", 1, true)
  if not gap then
    local whole = groups(text, true)
    return whole and #whole == 16 and whole or nil
  end
  local head, tail = groups(sub(text, 1, gap - 1), false), groups(sub(text, gap + 2), true)
  if not head or not tail or #head + #tail > 14 then
    return nil
  end
  return head .. string.rep("\0", 16 - #head - #tail) .. tail
end

local MAPPED = string.rep("\0", 10) .. "\255\255"

-- The octets of an address without port, brackets or zone; an IPv4-mapped IPv6 address is the IPv4 address.
function M.parse(text)
  local octets = v4(text)
  if octets then
    return octets
  end
  octets = find(text, ":", 1, true) and v6(text)
  if octets and sub(octets, 1, 12) == MAPPED then
    return sub(octets, 13)
  end
  return octets or nil
end

-- The octets of `ADDRESS:PORT` or `[ADDRESS]:PORT`, as Envoy writes a peer.
function M.parse_peer(text)
  return M.parse(match(text, "^%[([^%]]*)%]:%d+$") or match(text, "^([^:]*):%d+$") or "")
end

-- Whether an address lies in one of the blocks, each with its octets and the length of its prefix.
function M.within(octets, blocks)
  for _, block in ipairs(blocks) do
    local network, length = block[1], block[2]
    if #network == #octets then
      local whole = (length - length % 8) / 8
      local rest = length % 8
      if sub(network, 1, whole) == sub(octets, 1, whole) then
        if rest == 0 then
          return true
        end
        local shift = 8 - rest
        if bit.rshift(byte(network, whole + 1), shift) == bit.rshift(byte(octets, whole + 1), shift) then
          return true
        end
      end
    end
  end
  return false
end

-- The client's address: from the peer leftwards through X-Forwarded-For, as long as who said so is trusted.
function M.client(peer, forwarded, trusted)
  local address = peer
  if not forwarded then
    return address
  end
  local entries = {}
  for entry in gmatch(forwarded .. ",", "([^,]*),") do
    entries[#entries + 1] = entry
  end
  local index = #entries
  while index >= 1 and M.within(address, trusted) do
    local entry = M.parse(trim(entries[index]))
    if not entry then
      return address
    end
    address = entry
    index = index - 1
  end
  return address
end

-- What limits by client.ip count by: an IPv4 address, or the first 64 bits of an IPv6 address.
function M.limit_key(octets)
  return #octets == 4 and octets or sub(octets, 1, 8)
end

return M
