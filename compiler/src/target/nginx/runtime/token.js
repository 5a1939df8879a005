// JSON Web Tokens (RFC 7519, RFC 8725): the key decides the algorithm, and nothing is read in two ways.

import json from 'json.js';
import number from 'number.js';
import scalar from 'scalar.js';
import strings from 'text.js';

const MAX_TOKEN = 8192;

const FORMS = {
    RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    PS256: { name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32 },
    ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
    ES384: { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
    HS256: { name: 'HMAC', hash: 'SHA-256' }
};

// The token that an Authorization header presents, or null.
function presented(authorization) {
    if (authorization.startsWith('Bearer ') || authorization.startsWith('bearer ')) {
        return authorization.slice(7);
    }
    return null;
}

// Gives { header, claims, input, signature } without having verified anything, or null.
function parse(token) {
    if (token.length > MAX_TOKEN) {
        return null;
    }
    const parts = token.split('.');
    if (parts.length !== 3) {
        return null;
    }
    const header = object(unwrap(parts[0]));
    const claims = object(unwrap(parts[1]));
    const signature = unwrap(parts[2]);
    if (header === null || claims === null || signature === null || !isHeader(header)) {
        return null;
    }
    return { header: header, claims: claims, input: parts[0] + '.' + parts[1], signature: signature };
}

// A header of strings, without extensions.
function isHeader(header) {
    return header['=crit'] === undefined
        && header['=b64'] === undefined
        && typeof header['=alg'] === 'string'
        && isAbsentOrText(header['=typ'])
        && isAbsentOrText(header['=kid']);
}

function isAbsentOrText(parameter) {
    return parameter === undefined || typeof parameter === 'string';
}

// base64url in its only spelling: no padding, no other characters, unused bits zero. Never empty.
function unwrap(part) {
    if (part === '') {
        return null;
    }
    const octets = Buffer.from(part, 'base64url');
    return octets.toString('base64url') === part ? octets : null;
}

// The members of a JSON object.
function object(octets) {
    if (octets === null) {
        return null;
    }
    const parsed = json.parse(octets);
    if (parsed === null || parsed.value === null || parsed.value.members === undefined) {
        return null;
    }
    return parsed.value.members;
}

// The principal's fields by '=' + name out of what `parse` gave; null if the token does not hold.
async function verify(scheme, parsed, now) {
    if (parsed === null) {
        return null;
    }
    const key = choose(scheme, parsed.header);
    if (key === null) {
        return null;
    }
    const signed = await isSigned(key, parsed.input, parsed.signature);
    if (signed !== true) {
        return null;
    }
    return areClaimsValid(scheme, parsed.claims, now) ? map(scheme, parsed.claims) : null;
}

// The only key that may have signed; null if the header is not acceptable.
function choose(scheme, header) {
    const algorithm = header['=alg'];
    if (Array.prototype.indexOf.call(scheme.algorithms, algorithm) < 0) {
        return null;
    }
    if (!isType(scheme.tokenType, header['=typ'])) {
        return null;
    }
    const id = header['=kid'];
    let chosen = null;
    for (let i = 0; i < scheme.keys.length; i++) {
        const key = scheme.keys[i];
        if (key.algorithm !== algorithm) {
            continue;
        }
        if (id === undefined) {
            if (chosen !== null) {
                return null;
            }
            chosen = key;
        } else if (key.id === id) {
            return key;
        }
    }
    return chosen;
}

function isType(expected, type) {
    if (type === undefined) {
        return false;
    }
    let given = strings.lower(type);
    if (given.startsWith('application/')) {
        given = given.slice(12);
    }
    return given === strings.lower(expected);
}

async function isSigned(key, input, signature) {
    const form = FORMS[key.algorithm];
    if ((key.algorithm === 'ES256' && signature.length !== 64) || (key.algorithm === 'ES384' && signature.length !== 96)) {
        return false;
    }
    const octets = Buffer.from(key.material, 'base64');
    const imported = await crypto.subtle.importKey(key.format, octets, form, false, ['verify']);
    let signed = false;
    try {
        signed = await crypto.subtle.verify(form, imported, signature, Buffer.from(input));
    } catch (error) {
        // Some malformed signatures throw instead of not verifying.
        return false;
    }
    return signed === true;
}

function areClaimsValid(scheme, claims, now) {
    if (claims['=iss'] !== scheme.issuer || !isFor(scheme.audience, claims['=aud'])) {
        return false;
    }
    if (!isTextOrAbsent(claims['=sub']) || !isTextOrAbsent(claims['=jti'])) {
        return false;
    }
    // Bound to a key of the client's, which nothing here checks.
    if (claims['=cnf'] !== undefined) {
        return false;
    }
    const expires = date(claims['=exp']);
    if (expires === null || now >= expires + scheme.leeway) {
        return false;
    }
    if (claims['=nbf'] !== undefined) {
        const begins = date(claims['=nbf']);
        if (begins === null || begins >= now + scheme.leeway) {
            return false;
        }
    }
    if (claims['=iat'] === undefined) {
        return scheme.maxLifetime === null;
    }
    const issued = date(claims['=iat']);
    if (issued === null || issued >= now + scheme.leeway) {
        return false;
    }
    return scheme.maxLifetime === null || expires - issued <= scheme.maxLifetime;
}

function isTextOrAbsent(claim) {
    return claim === undefined || typeof claim === 'string';
}

function isFor(audience, claim) {
    if (typeof claim === 'string') {
        return claim === audience;
    }
    return isTextList(claim) && claim.indexOf(audience) >= 0;
}

function isTextList(claim) {
    if (!Array.isArray(claim)) {
        return false;
    }
    for (let i = 0; i < claim.length; i++) {
        if (typeof claim[i] !== 'string') {
            return false;
        }
    }
    return true;
}

// A NumericDate: a number of integral value, 0 to 2^53 − 1; else null.
function date(claim) {
    const value = integer(claim);
    return value === null || value < 0 ? null : value;
}

function integer(claim) {
    if (claim === undefined || claim === null || claim.number === undefined) {
        return null;
    }
    return number.integer(claim.number);
}

// The principal's fields out of the claims; null if one is of the wrong type, or missing and required.
function map(scheme, claims) {
    const fields = {};
    for (let i = 0; i < scheme.mapping.length; i++) {
        const entry = scheme.mapping[i];
        const claim = follow(claims, entry.claim);
        if (claim === null) {
            if (entry.required) {
                return null;
            }
            fields['=' + entry.field] = null;
            continue;
        }
        const value = convert(scheme, entry.kind, claim);
        if (value === null) {
            return null;
        }
        fields['=' + entry.field] = value;
    }
    return fields;
}

// The claim at a path; null if it is missing.
function follow(claims, steps) {
    let members = claims;
    for (let i = 0; i < steps.length; i++) {
        const value = members['=' + steps[i]];
        if (value === undefined || value === null) {
            return null;
        }
        if (i === steps.length - 1) {
            return value;
        }
        members = value.members;
        if (members === undefined) {
            return null;
        }
    }
    return null;
}

function convert(scheme, kind, claim) {
    switch (kind) {
    case 'text':
        return typeof claim === 'string' ? claim : null;
    case 'uuid':
        return typeof claim === 'string' && scalar.matches(plan.patterns[plan.uuid], claim) ? strings.lower(claim) : null;
    case 'int':
        return integer(claim);
    case 'bool':
        return typeof claim === 'boolean' ? claim : null;
    case 'time':
        return date(claim);
    case 'text_list':
        return isTextList(claim) ? claim : null;
    case 'roles':
        return isTextList(claim) ? granted(scheme, claim) : null;
    }
    throw new Error('unknown principal type: ' + kind);
}

// The roles that the scheme may give, in the policy's role order.
function granted(scheme, roles) {
    const kept = [];
    for (let i = 0; i < scheme.grants.length; i++) {
        if (Array.prototype.indexOf.call(roles, scheme.grants[i]) >= 0) {
            kept.push(scheme.grants[i]);
        }
    }
    return kept;
}

export default { presented, parse, verify, granted };
