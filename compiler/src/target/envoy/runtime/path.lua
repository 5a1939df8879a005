-- The path's spelling and the routes' tree. Nothing is repaired: a path that could be read in two ways is refused.
local utf8 = require("gatewright.utf8")
local byte, char, find, gsub, sub = string.byte, string.char, string.find, string.gsub, string.sub

local M = {}

-- The path and the query of a request target; the query is nil where there is no `?`.
function M.split(target)
  local mark = find(target, "?", 1, true)
  if mark then
    return sub(target, 1, mark - 1), sub(target, mark + 1)
  end
  return target, nil
end

-- Whether every character may stand in a query.
function M.query_is_well_spelt(query)
  return not find(query, "[^\33\36-\59\61\63-\126]")
end

-- The decoded form of a segment, or nil where it is not spelt as RFC 3986 and the language's §Path want it.
local function decode(segment)
  if find(segment, "[^%w%-._~!$&'()*+,=:@%%]") or segment == "." or segment == ".." then
    return nil
  end
  if not find(segment, "%", 1, true) then
    return segment
  end
  local broken = false
  local decoded = gsub(segment, "%%(.?.?)", function(digits)
    if not find(digits, "^%x%x$") then
      broken = true
      return ""
    end
    local octet = tonumber(digits, 16)
    local text = char(octet)
    if octet < 0x20 or octet == 0x7F or find(text, "[/\\%w%-._~]") then
      broken = true
    end
    return text
  end)
  if broken or not utf8.valid(decoded) or utf8.has_c1(decoded) then
    return nil
  end
  return decoded
end

-- The raw segments and the decoded ones, or nil where the spelling is refused.
function M.segments(path)
  if byte(path, 1) ~= 47 then
    return nil
  end
  local raw, decoded, start = {}, {}, 2
  while true do
    local slash = find(path, "/", start, true)
    local segment = sub(path, start, (slash or 0) - 1)
    local text = decode(segment)
    if not text or (segment == "" and slash) then
      return nil
    end
    raw[#raw + 1], decoded[#decoded + 1] = segment, text
    if not slash then
      return raw, decoded
    end
    start = slash + 1
  end
end

-- The leaf of the winning template, a literal before a parameter at each segment; nil where none matches.
function M.route(node, raw, depth)
  local segment = raw[depth]
  if segment == nil then
    return node.leaf
  end
  local literal = node.literals and node.literals[segment]
  local leaf = literal and M.route(literal, raw, depth + 1)
  if not leaf and node.parameter and segment ~= "" then
    leaf = M.route(node.parameter, raw, depth + 1)
  end
  return leaf
end

return M
