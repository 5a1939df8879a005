// Limits, asked in order. Each is a limit_req zone of its own behind a socket, since nginx asks limit_req only once a
// request; one that admitted stays charged when a later one refuses.

import hash from 'crypto';
import address from 'address.js';
import refusal from 'refusal.js';

// Gives a refusal or null.
async function ask(r, route, limits, client, principal) {
    for (let i = 0; i < limits.length; i++) {
        const limit = plan.limits[limits[i]];
        // A digest: never empty, always of one size, and no client can choose a long or strange key.
        r.variables.gw_limit_key = hash.createHash('sha256').update(key(limit, client, principal)).digest('base64url');
        const reply = await r.subrequest(limit.location);
        if (reply.status === 429) {
            const refused = refusal.make(429, route.name + '/limit.' + limit.name);
            refused.retryAfter = limit.retryAfter;
            return refused;
        }
        if (reply.status !== 204) {
            throw new Error('limit ' + limit.name + ' answered ' + reply.status);
        }
    }
    return null;
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
