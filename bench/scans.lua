-- Sends the requests of a file once each, in order: a line is a token, a tab and a body.
-- The clock runs from the first request to the last answer, however long wrk itself goes on.
local ffi = require("ffi")
ffi.cdef [[
   typedef struct { long tv_sec; long tv_nsec; } timespec_t;
   int clock_gettime(int clock, timespec_t *time);
]]
local requests, sent, threads = {}, 0, {}

local function microseconds()
   local time = ffi.new("timespec_t")
   ffi.C.clock_gettime(1, time)
   return tonumber(time.tv_sec) * 1e6 + tonumber(time.tv_nsec) / 1e3
end

function setup(thread)
   threads[#threads + 1] = thread
end

function init(args)
   for line in io.lines(args[1]) do
      local token, body = line:match("([^\t]*)\t(.*)")
      requests[#requests + 1] = wrk.format("POST", "/api/v1/scans", {
         ["Content-Type"] = "application/json",
         ["Authorization"] = "Bearer " .. token,
      }, body)
   end
end

answered, failed, began, ended = 0, 0, 0, 0

function request()
   if sent == 0 then began = microseconds() end
   sent = sent + 1
   return requests[(sent - 1) % #requests + 1]
end

function response(status)
   if status ~= 200 then failed = failed + 1 end
   answered = answered + 1
   ended = microseconds()
   if answered >= #requests then wrk.thread:stop() end
end

function done(summary, latency)
   local thread = threads[1]
   local refused = thread:get("failed") + summary.errors.connect + summary.errors.read
      + summary.errors.timeout
   io.write(string.format(
      'RESULT {"requests": %d, "microseconds": %d, "failed": %d, "p50": %d, "p95": %d, "p99": %d}\n',
      thread:get("answered"), thread:get("ended") - thread:get("began"), refused,
      latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
