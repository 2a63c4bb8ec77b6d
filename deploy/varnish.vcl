vcl 4.1;

import std;

# A cache in front of the balancer. It keeps what the server's Cache-Control allows, sends one request for many readers
# who wait for the same rows, and removes all responses of a viz by its key:
#
#   curl -X PURGE -H 'Surrogate-Key: ACCOUNT/SLUG' http://127.0.0.1:80/

backend balancer {
  .host = "proxy";
  .port = "4000";
}

# Who may remove responses. Add the machine that publishes.
acl operators {
  "localhost";
}

sub vcl_recv {
  if (req.method == "PURGE") {
    # Varnish has added the address of the client. If there are others, a proxy sends the request of a reader.
    if (client.ip !~ operators || req.http.x-forwarded-for != "" + client.ip) {
      return (synth(403));
    }
    if (!std.ban("obj.http.surrogate-key == " + req.http.surrogate-key)) {
      return (synth(400, std.ban_error()));
    }
    return (synth(200));
  }
  # The API uses neither. With them, Varnish would send each request to the server.
  unset req.http.cookie;
  unset req.http.authorization;
  # An element has seen that its rows are older than its viz.
  if (req.http.cache-control ~ "no-cache|max-age=0") {
    set req.grace = 0s;
  }
}

sub vcl_backend_response {
  if (beresp.status >= 500) {
    # Readers keep the old response while the server fails.
    if (bereq.is_bgfetch) {
      return (abandon);
    }
    # A query that runs for all readers. Other errors, such as those of a busy address, concern one reader. They also say
    # no-store, for which Varnish would send each request to the server for two minutes, and not for one second.
    set beresp.uncacheable = beresp.http.surrogate-control != "max-age=1";
    set beresp.ttl = 1s;
    set beresp.grace = 0s;
    return (deliver);
  }
}

sub vcl_deliver {
  if (obj.hits > 0) {
    set resp.http.x-cache = "hit";
  } else {
    set resp.http.x-cache = "miss";
  }
}
