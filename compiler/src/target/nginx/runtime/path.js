// The request target: how path and query string are spelled, and the path's segments. Nothing is normalised: what is
// not spelled in the one right way is refused, and what is forwarded is what was checked.

const UNRESERVED = 1;
const DELIMITER = 2;

function kind(byte) {
    if ((byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39)) {
        return UNRESERVED;
    }
    switch (byte) {
    case 0x2d: case 0x2e: case 0x5f: case 0x7e: // - . _ ~
        return UNRESERVED;
    case 0x21: case 0x24: case 0x26: case 0x27: case 0x28: case 0x29: // ! $ & ' ( )
    case 0x2a: case 0x2b: case 0x2c: case 0x3d: case 0x3a: case 0x40: // * + , = : @
        return DELIMITER;
    }
    return 0;
}

function hexadecimal(byte) {
    if (byte >= 0x30 && byte <= 0x39) {
        return byte - 0x30;
    }
    if (byte >= 0x41 && byte <= 0x46) {
        return byte - 0x37;
    }
    if (byte >= 0x61 && byte <= 0x66) {
        return byte - 0x57;
    }
    return -1;
}

// Gives { segments, query } of a target in origin form, query being null without `?`; null if it is misspelled.
function parse(target) {
    const mark = target.indexOf('?');
    const path = mark < 0 ? target : target.slice(0, mark);
    const query = mark < 0 ? null : target.slice(mark + 1);
    if (path[0] !== '/') {
        return null;
    }
    const segments = path.slice(1).split('/');
    for (let i = 0; i < segments.length; i++) {
        const segment = segments[i];
        if (segment === '.' || segment === '..' || (segment === '' && i < segments.length - 1)) {
            return null;
        }
        if (!isSegment(segment)) {
            return null;
        }
    }
    if (query !== null) {
        for (let i = 0; i < query.length; i++) {
            const code = query.charCodeAt(i);
            if (code < 0x21 || code > 0x7e || code === 0x22 || code === 0x23 || code === 0x3c || code === 0x3e) {
                return null;
            }
        }
    }
    return { segments: segments, query: query };
}

function isSegment(segment) {
    let escapes = false;
    for (let i = 0; i < segment.length; i++) {
        const code = segment.charCodeAt(i);
        if (code === 0x25) {
            const octet = escaped(segment, i);
            if (octet < 0x20 || octet === 0x2f || octet === 0x5c || octet === 0x7f) {
                return false;
            }
            if (octet < 0x80 && kind(octet) === UNRESERVED) {
                return false;
            }
            escapes = true;
            i += 2;
        } else if (kind(code) === 0) {
            return false;
        }
    }
    if (!escapes) {
        return true;
    }
    const decoded = decode(segment);
    if (decoded === null) {
        return false;
    }
    for (let i = 0; i < decoded.length; i++) {
        const code = decoded.charCodeAt(i);
        if (code >= 0x80 && code <= 0x9f) {
            return false;
        }
    }
    return true;
}

// The octet that `%XX` at `i` spells, -1 if it is broken.
function escaped(text, i) {
    if (i + 2 >= text.length) {
        return -1;
    }
    const high = hexadecimal(text.charCodeAt(i + 1));
    const low = hexadecimal(text.charCodeAt(i + 2));
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

// Decodes %XX once, in text of visible ASCII; null if an escape is broken or the octets are not UTF-8.
function decode(text) {
    if (text.indexOf('%') < 0) {
        return text;
    }
    const octets = [];
    for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (code === 0x25) {
            const octet = escaped(text, i);
            if (octet < 0) {
                return null;
            }
            octets.push(octet);
            i += 2;
        } else {
            octets.push(code);
        }
    }
    const buffer = Buffer.from(octets);
    const decoded = buffer.toString();
    return Buffer.from(decoded).equals(buffer) ? decoded : null;
}

export default { parse, decode, hexadecimal };
