-- Sends the requests of a file once each, in order: a line is a token, a tab and a body.
local requests, sent, threads = {}, 0, {}

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

answered, failed = 0, 0

function request()
   sent = sent + 1
   return requests[(sent - 1) % #requests + 1]
end

function response(status)
   if status ~= 200 then failed = failed + 1 end
   answered = answered + 1
   if answered >= #requests then wrk.thread:stop() end
end

function done(summary, latency)
   local refused = summary.errors.connect + summary.errors.read + summary.errors.timeout
   for _, thread in ipairs(threads) do refused = refused + thread:get("failed") end
   local out = string.format(
      '{"requests": %d, "microseconds": %d, "failed": %d, "p50": %d, "p95": %d, "p99": %d}',
      summary.requests, summary.duration, refused,
      latency:percentile(50), latency:percentile(95), latency:percentile(99))
   io.write("RESULT " .. out .. "\n")
end
