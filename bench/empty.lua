-- Posts a small body to the empty view.
wrk.method = "POST"
wrk.body = '{"sent_at": "2023-11-15T00:30:00Z", "scans": []}'
wrk.headers["Content-Type"] = "application/json"

function done(summary, latency)
   local errors = summary.errors.status + summary.errors.connect + summary.errors.read
   io.write(string.format(
      'RESULT {"requests": %d, "microseconds": %d, "failed": %d, "p50": %d, "p95": %d, "p99": %d}\n',
      summary.requests, summary.duration, errors,
      latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
