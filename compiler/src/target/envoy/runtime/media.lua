-- Content-Type of a schema body: `application/json`, its charset absent or utf-8.
local trim = require("gatewright.text").trim
local lower, match = string.lower, string.match

return function(value)
  local media, rest = match(value, "^[ \t]*([^; \t]+)[ \t]*(.*)$")
  if not media or lower(media) ~= "application/json" then
    return false
  end
  if rest == "" then
    return true
  end
  local charset = match(trim(lower(rest)), "^;[ \t]*charset=(.*)$")
  return charset == "utf-8" or charset == '"utf-8"'
end
