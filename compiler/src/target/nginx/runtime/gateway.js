// The gateway: `decide` judges a request by its headers, `body` judges the body of routes that have one, and `explain`
// finds the rule for what nginx itself refused. Whatever throws denies: nginx answers 500.

import address from 'address.js';
import authentication from 'authenticate.js';
import authorization from 'authorize.js';
import content from 'content.js';
import identity from 'identity.js';
import limit from 'limit.js';
import path from 'path.js';
import query from 'query.js';
import refusal from 'refusal.js';
import routing from 'route.js';
import wire from 'wire.js';

async function decide(r) {
    let refused;
    try {
        refused = await judge(r);
    } catch (error) {
        // Thrown after a subrequest it would close the connection without an answer.
        r.error('the decision failed: ' + error);
        r.return(500);
        return;
    }
    if (refused !== null) {
        refusal.record(r, refused);
        r.return(403);
        return;
    }
    r.return(204);
}

// The stages in the language's order; the first that fails answers. Gives a refusal, or null and where to go next.
async function judge(r) {
    const request = wire.read(r);
    r.variables.gw_method = request.method;
    const unfit = wire.check(request);
    if (unfit !== null) {
        return unfit;
    }
    const target = path.parse(request.target);
    if (target === null) {
        return refusal.make(400, 'path');
    }
    const client = address.client(r.variables.remote_addr, wire.values(request, 'x-forwarded-for'));
    const found = routing.find(request.method, wire.values(request, 'host')[0], target.segments);
    if (found.refusal !== undefined) {
        return found.refusal;
    }
    const route = found.route;
    r.variables.gw_route = route.name;
    const early = await limit.ask(r, route, route.limitsBefore, client, null);
    if (early !== null) {
        return early;
    }
    const now = Math.floor(Date.now() / 1000);
    authentication.keepEmpty(r, request);
    const authenticated = await authentication.authenticate(r, request, route, now);
    if (authenticated.refusal !== undefined) {
        return authenticated.refusal;
    }
    const principal = authenticated.principal;
    const late = await limit.ask(r, route, route.limitsAfter, client, principal);
    if (late !== null) {
        return late;
    }
    const fields = query.read(route, target.query);
    if (fields === null) {
        return refusal.make(400, route.name + '/query');
    }
    const context = {
        r: r, request: request, principal: principal, parameters: found.parameters, query: fields, client: client, now: now
    };
    const forbidden = authorization.authorize(route, context);
    if (forbidden !== null) {
        return forbidden;
    }
    const unsuited = content.checkHeaders(route, request);
    if (unsuited !== null) {
        return unsuited;
    }
    identity.set(r, route.identity, principal);
    r.variables.gw_route_number = String(route.number);
    r.variables.gw_next = route.next;
    return null;
}

// Runs where `decide` sent a request whose route has a body: all but the body is decided.
function body(r) {
    const route = plan.routes[Number(r.variables.gw_route_number)];
    const refused = content.checkBody(r, route);
    if (refused !== null) {
        refusal.record(r, refused);
        r.return(403);
        return;
    }
    r.internalRedirect(route.upstream);
}

// The status of the answer to a request that was refused by the policy, or by nginx itself.
function explain(r) {
    if (r.variables.gw_status !== '') {
        return r.variables.gw_status;
    }
    const status = Number(r.uri.slice(r.uri.lastIndexOf('/') + 1));
    refusal.record(r, cause(r, status));
    return r.variables.gw_status;
}

function cause(r, status) {
    const refused = wire.explain(r, status);
    if (refused !== null) {
        return refused;
    }
    switch (status) {
    case 413:
        return refusal.make(413, r.variables.gw_route + '/body.size');
    case 502:
    case 504:
        return refusal.make(status, 'upstream');
    }
    return refusal.make(500, 'internal');
}

export default { decide, body, explain };
