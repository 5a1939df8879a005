// Limits, asked in order. Each is a limit_req zone of its own behind a socket, since nginx asks limit_req only once a
// request; one that admitted stays charged when a later one refuses.

import hash from 'crypto';
import address from 'address.js';
import refusal from 'refusal.js';

// Gives a refusal or null. One limit a call, and no loop: after `await`, njs 0.7 may give a block's variables the values
// of an earlier round.
async function ask(r, route, limits, client, principal) {
    return askFrom(0, r, route, limits, client, principal);
}

async function askFrom(place, r, route, limits, client, principal) {
    if (place === limits.length) {
        return null;
    }
    const limit = plan.limits[limits[place]];
    // A digest: never empty, always of one size, and no client can choose a long or strange key. The name is part of
    // it, since zones outlive a reload by their number.
    const counted = limit.name + ' ' + key(limit, client, principal);
    r.variables.gw_limit_key = hash.createHash('sha256').update(counted).digest('base64url');
    const reply = await r.subrequest(limit.location);
    if (reply.status === 204) {
        return askFrom(place + 1, r, route, limits, client, principal);
    }
    if (reply.status !== 429) {
        throw new Error('limit ' + limit.name + ' answered ' + reply.status);
    }
    return exceeded(route, limit);
}

function exceeded(route, limit) {
    const refused = refusal.make(429, route.name + '/limit.' + limit.name);
    refused.retryAfter = limit.retryAfter;
    return refused;
}

function key(limit, client, principal) {
    if (limit.field === null) {
        return address.limitKey(client);
    }
    const value = principal.fields['=' + limit.field];
    if (value === undefined || value === null) {
        return 'missing';
    }
    // Ids live per scheme.
    return JSON.stringify(limit.field === 'id' ? [principal.scheme.name, value] : [value]);
}

export default { ask };
