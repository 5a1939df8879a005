// Stage 7: every presented credential of a scheme that the route names must hold; the principal is that of the first.

import apiKey from 'api_key.js';
import refusal from 'refusal.js';
import strings from 'text.js';
import token from 'token.js';
import wire from 'wire.js';

// Gives { principal } or { refusal }.
//
// Nothing in a loop waits: after `await`, njs 0.7 may give a block's variables the values of an earlier round.
async function authenticate(r, request, route, now) {
    if (route.anyone) {
        return { principal: null };
    }
    const bearer = presentedToken(request);
    const parsed = bearer === null ? null : token.parse(bearer);
    const addressee = bearer === null ? -1 : addressed(route, parsed);
    const claimed = await claims(addressee, parsed, now);
    return settle(r, request, route, now, addressee, claimed);
}

async function claims(addressee, parsed, now) {
    return addressee < 0 ? null : token.verify(plan.schemes[addressee], parsed, now);
}

// Every presented credential must hold; the token of the scheme `addressee` says `claimed`.
function settle(r, request, route, now, addressee, claimed) {
    let principal = null;
    for (let i = 0; i < route.schemes.length; i++) {
        const index = route.schemes[i];
        const scheme = plan.schemes[index];
        if (!isPresented(request, scheme, index, addressee)) {
            continue;
        }
        const fields = scheme.kind === 'jwt' ? claimed : apiKey.verify(scheme, octetsOf(r, scheme.header), now);
        if (fields === null) {
            const refused = refusal.make(401, route.name + '/auth.' + scheme.name);
            refused.challenge = scheme.refusedChallenge;
            return { refusal: refused };
        }
        if (principal === null) {
            principal = { scheme: scheme, fields: withMissing(fields) };
        }
    }
    if (principal === null) {
        const refused = refusal.make(401, route.name + '/auth');
        refused.challenge = route.challenge;
        return { refusal: refused };
    }
    forgetUsed(r, route, addressee >= 0);
    return { principal: principal };
}

function isPresented(request, scheme, index, addressee) {
    return scheme.kind === 'jwt' ? index === addressee : wire.values(request, scheme.header).length > 0;
}

function presentedToken(request) {
    const values = wire.values(request, 'authorization');
    return values.length === 1 ? token.presented(strings.trim(values[0])) : null;
}

// The jwt scheme of the route whose issuer the token names; the first one if none fits, -1 if the route has none.
function addressed(route, parsed) {
    const issuer = parsed === null ? undefined : parsed.claims['=iss'];
    let first = -1;
    for (let i = 0; i < route.schemes.length; i++) {
        const scheme = plan.schemes[route.schemes[i]];
        if (scheme.kind !== 'jwt') {
            continue;
        }
        if (scheme.issuer === issuer) {
            return route.schemes[i];
        }
        if (first < 0) {
            first = route.schemes[i];
        }
    }
    return first;
}

function octetsOf(r, header) {
    const octets = r.rawVariables['http_' + header.split('-').join('_')];
    return octets === undefined || octets === null ? Buffer.from('') : octets;
}

// Every field of the principal block is there, null where it is missing.
function withMissing(fields) {
    const all = {};
    for (let i = 0; i < plan.principal.length; i++) {
        const name = '=' + plan.principal[i];
        all[name] = fields[name] === undefined ? null : fields[name];
    }
    return all;
}

// Credentials that were used are not forwarded; all others pass.
function forgetUsed(r, route, withToken) {
    for (let i = 0; i < route.schemes.length; i++) {
        const scheme = plan.schemes[route.schemes[i]];
        if (scheme.kind === 'api_key' || withToken) {
            r.variables['gw_credential_' + scheme.credential] = 'used';
        }
    }
}

// nginx forwards no header whose value is empty, so what came with an empty one goes on as one space, which is the same
// on the wire.
function keepEmpty(r, request) {
    for (let i = 0; i < plan.credentials.length; i++) {
        const values = wire.values(request, plan.credentials[i]);
        if (values.length === 1 && values[0] === '') {
            r.variables['gw_credential_' + (i + 1)] = 'empty';
        }
    }
}

export default { authenticate, keepEmpty };
