// API keys, known by their SHA-256 only.

import hash from 'crypto';
import token from 'token.js';

const MAX_KEY = 256;

// The header's octets without outer spaces and tabs. njs reads no empty buffer.
function trim(octets) {
    if (octets.length === 0) {
        return octets;
    }
    let start = 0;
    let end = octets.length;
    while (start < end && (octets[start] === 0x20 || octets[start] === 0x09)) {
        start++;
    }
    while (end > start && (octets[end - 1] === 0x20 || octets[end - 1] === 0x09)) {
        end--;
    }
    return octets.slice(start, end);
}

// The principal's fields by '=' + name; null if the key is not one of the scheme's.
function verify(scheme, octets, now) {
    const key = trim(octets);
    if (key.length === 0 || key.length > MAX_KEY) {
        return null;
    }
    const digest = hash.createHash('sha256').update(key).digest('hex');
    const entry = scheme.digests['=' + digest];
    if (entry === undefined || (entry.expires !== null && now >= entry.expires)) {
        return null;
    }
    const fields = {};
    if (plan.idField !== null) {
        fields['=' + plan.idField] = entry.id;
    }
    if (plan.rolesField !== null) {
        fields['=' + plan.rolesField] = token.granted(scheme, entry.roles);
    }
    return fields;
}

export default { verify };
