// A strict JSON text as a tree, for the few KiB of a token. Bodies are judged by schema.js, without one.
//
// Strings, booleans, null and arrays are themselves; a number is { number: what number.js read }, an object is
// { members }, keyed by '=' + name so that no name can meet a property of the engine.

import number from 'number.js';
import scan from 'scan.js';

// Gives { value }, or null if the octets are not strict JSON. Not by recursion: thirty levels of it are more than the
// engine's stack surely holds.
function parse(octets) {
    if (!scan.isText(octets)) {
        return null;
    }
    const reader = { octets: octets, place: scan.space(octets, 0) };
    // The innermost array or object that is open, as { container, isObject, name }, and those around it.
    let open = null;
    const around = [];
    let root;
    for (;;) {
        if (open !== null && open.isObject && !readName(reader, open)) {
            return null;
        }
        const first = octets[reader.place];
        const value = readValue(reader, first);
        if (value === undefined) {
            return null;
        }
        if (open === null) {
            root = value;
        } else if (open.isObject) {
            open.container.members[open.name] = value;
        } else {
            open.container.push(value);
        }
        if (first === 0x7b || first === 0x5b) {
            if (around.length === scan.MAX_DEPTH) {
                return null;
            }
            around.push(open);
            open = { container: value, isObject: first === 0x7b, name: '' };
            if (skipSpace(reader) !== closing(open)) {
                continue;
            }
        }
        for (;;) {
            const next = skipSpace(reader);
            if (open === null) {
                return reader.place === octets.length ? { value: root } : null;
            }
            reader.place++;
            if (next === 0x2c) {
                skipSpace(reader);
                break;
            }
            if (next !== closing(open)) {
                return null;
            }
            open = around.pop();
        }
    }
}

function closing(open) {
    return open.isObject ? 0x7d : 0x5d;
}

// Goes to the next octet that is no white space, and gives it.
function skipSpace(reader) {
    reader.place = scan.space(reader.octets, reader.place);
    return reader.octets[reader.place];
}

// A name that the object has not yet, and the colon behind it.
function readName(reader, open) {
    const name = readString(reader);
    if (name === undefined || open.container.members['=' + name] !== undefined) {
        return false;
    }
    open.name = '=' + name;
    return goBehind(reader, scan.colon(reader.octets, reader.place));
}

// A value, undefined if there is none; of an array or object only the bracket that opens it.
function readValue(reader, first) {
    const octets = reader.octets;
    const start = reader.place;
    switch (first) {
    case 0x7b:
        reader.place++;
        return { members: {} };
    case 0x5b:
        reader.place++;
        return [];
    case 0x22:
        return readString(reader);
    case 0x74:
        return goBehind(reader, scan.word(octets, start)) ? true : undefined;
    case 0x66:
        return goBehind(reader, scan.word(octets, start)) ? false : undefined;
    case 0x6e:
        return goBehind(reader, scan.word(octets, start)) ? null : undefined;
    }
    const value = {};
    return goBehind(reader, number.read(octets, start, value)) ? { number: value } : undefined;
}

function readString(reader) {
    const start = reader.place;
    if (!goBehind(reader, scan.string(reader.octets, start))) {
        return undefined;
    }
    return scan.unescape(scan.written(reader.octets, start, reader.place));
}

// False where no word was found.
function goBehind(reader, place) {
    reader.place = place;
    return place >= 0;
}

export default { parse };
