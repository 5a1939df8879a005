// Strict JSON (RFC 8259) as I-JSON (RFC 7493): UTF-8, no byte order mark, no duplicate names after unescaping, no lone
// surrogates, no number beyond a double, at most 30 levels.
//
// Strings, booleans, null and arrays are themselves; a number is { number: its text }, an object is { members }, keyed
// by '=' + name so that no name can meet a property of the engine.

import path from 'path.js';

const MAX_DEPTH = 30;

// Gives { value }, or null if the octets are not strict JSON.
function parse(octets) {
    if (octets.length === 0) {
        return null;
    }
    const text = octets.toString();
    if (!Buffer.from(text).equals(octets)) {
        return null;
    }
    const reader = { octets: octets, place: 0, failed: false };
    skipSpace(reader);
    const value = readValue(reader, 0);
    skipSpace(reader);
    if (reader.failed || reader.place !== octets.length) {
        return null;
    }
    return { value: value };
}

function fail(reader) {
    reader.failed = true;
    return null;
}

function skipSpace(reader) {
    const octets = reader.octets;
    let place = reader.place;
    for (;;) {
        const octet = octets[place];
        if (octet !== 0x20 && octet !== 0x0a && octet !== 0x0d && octet !== 0x09) {
            reader.place = place;
            return;
        }
        place++;
    }
}

function readValue(reader, depth) {
    const octet = reader.octets[reader.place];
    switch (octet) {
    case 0x7b:
        return readObject(reader, depth + 1);
    case 0x5b:
        return readArray(reader, depth + 1);
    case 0x22:
        return readString(reader);
    case 0x74:
        return readWord(reader, 'true', true);
    case 0x66:
        return readWord(reader, 'false', false);
    case 0x6e:
        return readWord(reader, 'null', null);
    }
    return readNumber(reader);
}

function readWord(reader, word, value) {
    for (let i = 0; i < word.length; i++) {
        if (reader.octets[reader.place + i] !== word.charCodeAt(i)) {
            return fail(reader);
        }
    }
    reader.place += word.length;
    return value;
}

function readObject(reader, depth) {
    if (depth > MAX_DEPTH) {
        return fail(reader);
    }
    const members = {};
    reader.place++;
    skipSpace(reader);
    if (reader.octets[reader.place] === 0x7d) {
        reader.place++;
        return { members: members };
    }
    for (;;) {
        if (reader.octets[reader.place] !== 0x22) {
            return fail(reader);
        }
        const name = '=' + readString(reader);
        if (reader.failed || members[name] !== undefined) {
            return fail(reader);
        }
        skipSpace(reader);
        if (reader.octets[reader.place] !== 0x3a) {
            return fail(reader);
        }
        reader.place++;
        skipSpace(reader);
        members[name] = readValue(reader, depth);
        if (reader.failed) {
            return null;
        }
        skipSpace(reader);
        const next = reader.octets[reader.place++];
        if (next === 0x7d) {
            return { members: members };
        }
        if (next !== 0x2c) {
            return fail(reader);
        }
        skipSpace(reader);
    }
}

function readArray(reader, depth) {
    if (depth > MAX_DEPTH) {
        return fail(reader);
    }
    const items = [];
    reader.place++;
    skipSpace(reader);
    if (reader.octets[reader.place] === 0x5d) {
        reader.place++;
        return items;
    }
    for (;;) {
        items.push(readValue(reader, depth));
        if (reader.failed) {
            return null;
        }
        skipSpace(reader);
        const next = reader.octets[reader.place++];
        if (next === 0x5d) {
            return items;
        }
        if (next !== 0x2c) {
            return fail(reader);
        }
        skipSpace(reader);
    }
}

// The string whose opening quote is at hand. It is joined at the end: njs keeps every string that a request ever built,
// and one that grows escape by escape would cost gigabytes.
function readString(reader) {
    const octets = reader.octets;
    let start = reader.place + 1;
    let place = start;
    const parts = [];
    for (;;) {
        const octet = octets[place];
        if (octet !== 0x22 && octet !== 0x5c && octet >= 0x20) {
            place++;
            continue;
        }
        if (octet !== 0x22 && octet !== 0x5c) {
            return fail(reader);
        }
        if (place > start) {
            parts.push(octets.toString('utf8', start, place));
        }
        reader.place = place + 1;
        if (octet === 0x22) {
            return parts.length === 1 ? parts[0] : parts.join('');
        }
        const character = readEscape(reader);
        if (reader.failed) {
            return null;
        }
        parts.push(character);
        start = reader.place;
        place = start;
    }
}

// What stands behind a backslash.
function readEscape(reader) {
    switch (reader.octets[reader.place++]) {
    case 0x22: return '"';
    case 0x5c: return '\\';
    case 0x2f: return '/';
    case 0x62: return '\b';
    case 0x66: return '\f';
    case 0x6e: return '\n';
    case 0x72: return '\r';
    case 0x74: return '\t';
    case 0x75: break;
    default: return fail(reader);
    }
    const unit = readUnit(reader);
    if (unit < 0 || (unit >= 0xdc00 && unit <= 0xdfff)) {
        return fail(reader);
    }
    if (unit < 0xd800 || unit > 0xdbff) {
        return String.fromCodePoint(unit);
    }
    if (reader.octets[reader.place] !== 0x5c || reader.octets[reader.place + 1] !== 0x75) {
        return fail(reader);
    }
    reader.place += 2;
    const low = readUnit(reader);
    if (low < 0xdc00 || low > 0xdfff) {
        return fail(reader);
    }
    return String.fromCodePoint(0x10000 + (unit - 0xd800) * 0x400 + (low - 0xdc00));
}

// Four hexadecimal digits, -1 if they are not.
function readUnit(reader) {
    let unit = 0;
    for (let i = 0; i < 4; i++) {
        const octet = reader.octets[reader.place++];
        const digit = octet === undefined ? -1 : path.hexadecimal(octet);
        if (digit < 0) {
            return -1;
        }
        unit = unit * 16 + digit;
    }
    return unit;
}

function readNumber(reader) {
    const octets = reader.octets;
    const start = reader.place;
    if (octets[reader.place] === 0x2d) {
        reader.place++;
    }
    if (octets[reader.place] === 0x30) {
        reader.place++;
    } else if (!skipDigits(reader)) {
        return fail(reader);
    }
    if (octets[reader.place] === 0x2e) {
        reader.place++;
        if (!skipDigits(reader)) {
            return fail(reader);
        }
    }
    const octet = octets[reader.place];
    if (octet === 0x65 || octet === 0x45) {
        const sign = octets[++reader.place];
        if (sign === 0x2b || sign === 0x2d) {
            reader.place++;
        }
        if (!skipDigits(reader)) {
            return fail(reader);
        }
    }
    const text = octets.toString('utf8', start, reader.place);
    const value = Number(text);
    if (value === Infinity || value === -Infinity) {
        return fail(reader);
    }
    return { number: text };
}

// At least one digit.
function skipDigits(reader) {
    const octets = reader.octets;
    const start = reader.place;
    let place = start;
    while (octets[place] >= 0x30 && octets[place] <= 0x39) {
        place++;
    }
    reader.place = place;
    return place > start;
}

export default { parse };
