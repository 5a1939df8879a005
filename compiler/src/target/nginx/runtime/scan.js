// The words of strict JSON: RFC 8259 as I-JSON (RFC 7493). Each function takes the octets and the place where its word
// must begin, and gives the place behind it, or -1 if it is not there. Nothing is built on the way: to njs an object or
// a call costs as much as ten octets looked at in a loop. Numbers stand in number.js.

import path from 'path.js';

const MAX_DEPTH = 30;

// Whether there is anything to read (nginx gives an empty body as a buffer at which all else throws), and all of it is
// UTF-8. A byte order mark is refused where a value must begin.
function isText(octets) {
    return octets.length > 0 && Buffer.from(octets.toString()).equals(octets);
}

// Behind white space, of which there may be none.
function space(octets, start) {
    let place = start;
    let octet = octets[place];
    while (octet === 0x20 || octet === 0x0a || octet === 0x0d || octet === 0x09) {
        octet = octets[++place];
    }
    return place;
}

// true, false or null.
function word(octets, start) {
    switch (octets[start]) {
    case 0x74:
        return octets[start + 1] === 0x72 && octets[start + 2] === 0x75 && octets[start + 3] === 0x65 ? start + 4 : -1;
    case 0x66:
        return octets[start + 1] === 0x61 && octets[start + 2] === 0x6c && octets[start + 3] === 0x73
            && octets[start + 4] === 0x65 ? start + 5 : -1;
    case 0x6e:
        return octets[start + 1] === 0x75 && octets[start + 2] === 0x6c && octets[start + 3] === 0x6c ? start + 4 : -1;
    }
    return -1;
}

// What stands between a name and its value.
function colon(octets, start) {
    let place = start;
    if (octets[place] <= 0x20) {
        place = space(octets, place);
    }
    if (octets[place] !== 0x3a) {
        return -1;
    }
    place++;
    return octets[place] <= 0x20 ? space(octets, place) : place;
}

function string(octets, start) {
    if (octets[start] !== 0x22) {
        return -1;
    }
    let place = start + 1;
    let octet;
    for (;;) {
        octet = octets[place];
        while (octet >= 0x20 && octet !== 0x22 && octet !== 0x5c) {
            octet = octets[++place];
        }
        if (octet === 0x22) {
            return place + 1;
        }
        if (octet !== 0x5c) {
            return -1;
        }
        place = escape(octets, place);
        if (place < 0) {
            return -1;
        }
    }
}

// A backslash and what stands behind it; both halves of a pair of surrogates.
function escape(octets, start) {
    switch (octets[start + 1]) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
        return start + 2;
    case 0x75:
        break;
    default:
        return -1;
    }
    const first = unit(octets, start + 2);
    if (first < 0 || (first >= 0xdc00 && first <= 0xdfff)) {
        return -1;
    }
    if (first < 0xd800 || first > 0xdbff) {
        return start + 6;
    }
    if (octets[start + 6] !== 0x5c || octets[start + 7] !== 0x75) {
        return -1;
    }
    const second = unit(octets, start + 8);
    return second >= 0xdc00 && second <= 0xdfff ? start + 12 : -1;
}

// The value of four hexadecimal digits, -1 if they are not.
function unit(octets, start) {
    let value = 0;
    let digit;
    for (let place = start; place < start + 4; place++) {
        digit = place < octets.length ? path.hexadecimal(octets[place]) : -1;
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

// What stands between the quotes of a string that `string` found.
function written(octets, start, end) {
    return octets.toString('utf8', start + 1, end - 1);
}

// What it says. The engine's own reader is too lenient to judge JSON, but right about escapes that are.
function unescape(written) {
    return written.indexOf('\\') < 0 ? written : JSON.parse('"' + written + '"');
}

export default { MAX_DEPTH, isText, space, word, colon, string, written, unescape };
