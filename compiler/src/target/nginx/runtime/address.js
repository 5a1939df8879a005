// Addresses as arrays of octets (4 or 16). An IPv4-mapped IPv6 address is the IPv4 address.

import strings from 'text.js';

function parse(text) {
    return text.indexOf(':') < 0 ? ipv4(text) : ipv6(text);
}

// Dotted decimal without leading zeros.
function ipv4(text) {
    const parts = text.split('.');
    if (parts.length !== 4) {
        return null;
    }
    const octets = [];
    for (let i = 0; i < 4; i++) {
        const part = parts[i];
        if (part.length < 1 || part.length > 3 || (part.length > 1 && part[0] === '0')) {
            return null;
        }
        for (let k = 0; k < part.length; k++) {
            const code = part.charCodeAt(k);
            if (code < 0x30 || code > 0x39) {
                return null;
            }
        }
        const value = Number(part);
        if (value > 255) {
            return null;
        }
        octets.push(value);
    }
    return octets;
}

// RFC 4291 §2.2, without zone.
function ipv6(text) {
    const gap = text.indexOf('::');
    let octets;
    if (gap < 0) {
        octets = groups(text, true);
        if (octets === null || octets.length !== 16) {
            return null;
        }
    } else {
        const before = text.slice(0, gap);
        const after = text.slice(gap + 2);
        const head = before === '' ? [] : groups(before, false);
        const tail = after === '' ? [] : groups(after, true);
        if (head === null || tail === null || head.length + tail.length > 14) {
            return null;
        }
        octets = head;
        while (octets.length + tail.length < 16) {
            octets.push(0);
        }
        octets = octets.concat(tail);
    }
    for (let i = 0; i < 12; i++) {
        if (octets[i] !== (i < 10 ? 0 : 255)) {
            return octets;
        }
    }
    return octets.slice(12);
}

// Groups of up to four hexadecimal digits; the last may be an IPv4 address where the address ends with it.
function groups(text, endsAddress) {
    const parts = text.split(':');
    let octets = [];
    for (let i = 0; i < parts.length; i++) {
        const part = parts[i];
        if (endsAddress && i === parts.length - 1 && part.indexOf('.') >= 0) {
            const last = ipv4(part);
            return last === null ? null : octets.concat(last);
        }
        if (part.length < 1 || part.length > 4) {
            return null;
        }
        let value = 0;
        for (let k = 0; k < part.length; k++) {
            const digit = '0123456789abcdef'.indexOf(strings.lower(part[k]));
            if (digit < 0) {
                return null;
            }
            value = value * 16 + digit;
        }
        octets.push(value >> 8, value & 255);
    }
    return octets;
}

function isIn(octets, networks) {
    for (let i = 0; i < networks.length; i++) {
        if (holds(networks[i], octets)) {
            return true;
        }
    }
    return false;
}

function holds(network, octets) {
    if (network.octets.length !== octets.length) {
        return false;
    }
    let bits = network.prefix;
    for (let i = 0; bits > 0; i++) {
        const mask = bits >= 8 ? 255 : (255 << (8 - bits)) & 255;
        if ((network.octets[i] & mask) !== (octets[i] & mask)) {
            return false;
        }
        bits -= 8;
    }
    return true;
}

function isEqual(a, b) {
    return a.length === b.length && holds({ octets: a, prefix: a.length * 8 }, b);
}

// The peer, or what trusted proxies say in X-Forwarded-For, read from the right for as long as the address at hand is
// trusted. An entry that is no bare address ends the reading.
function client(peer, forwardedFor) {
    let address = parse(peer);
    if (address === null) {
        throw new Error('the peer has no address');
    }
    const entries = forwardedFor.length === 0 ? [] : forwardedFor.join(',').split(',');
    for (let i = entries.length - 1; i >= 0 && isIn(address, plan.trustedProxies); i--) {
        const named = parse(strings.trim(entries[i]));
        if (named === null) {
            break;
        }
        address = named;
    }
    return address;
}

// What a limit by client.ip counts: IPv4, or the first 64 bits of IPv6.
function limitKey(octets) {
    return octets.slice(0, octets.length === 4 ? 4 : 8).join('.');
}

export default { parse, isIn, isEqual, client, limitKey };
