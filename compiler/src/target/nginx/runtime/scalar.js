// Values of scalar types: `isText` judges the text forms of path and query, the others what JSON holds.

import number from 'number.js';
import scan from 'scan.js';

function isText(type, text) {
    switch (type.kind) {
    case 'int':
        return text !== '-0' && text.indexOf('.') < 0 && isPlainNumber(type, text);
    case 'decimal':
        return isPlainNumber(type, text);
    case 'bool':
        return text === 'true' || text === 'false';
    }
    const octets = Buffer.from(text);
    return isString(type, text, octets, 0, octets.length);
}

// A number without an exponent.
function isPlainNumber(type, text) {
    if (text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
        return false;
    }
    const octets = Buffer.from(text);
    const value = {};
    return number.read(octets, 0, value) === octets.length && isNumber(type, value);
}

// What number.read gave.
function isNumber(type, value) {
    switch (type.kind) {
    case 'int':
        return isInt(type, number.integer(value));
    case 'decimal':
        return number.isDecimal(value, type.min, type.max);
    }
    return false;
}

// A whole number, not below zero, and how many digits it has: at most 15.
function isWholeNumber(type, value, digits) {
    switch (type.kind) {
    case 'int':
        return isInt(type, value);
    case 'decimal':
        return number.isWholeDecimal(value, digits, type.min, type.max);
    }
    return false;
}

function isInt(type, value) {
    return value !== null && (type.min === null || value >= type.min) && (type.max === null || value <= type.max);
}

// The string that scan.string found between these places.
function isQuoted(type, octets, start, end) {
    const written = scan.written(octets, start, end);
    const text = scan.unescape(written);
    if (text === written) {
        return isString(type, text, octets, start + 1, end - 1);
    }
    const own = Buffer.from(text);
    return isString(type, text, own, 0, own.length);
}

// The text whose octets stand between these places.
function isString(type, text, octets, start, end) {
    switch (type.kind) {
    case 'string':
        // njs counts code points.
        if ((type.min !== null && text.length < type.min) || (type.max !== null && text.length > type.max)) {
            return false;
        }
        if (!type.raw && hasControl(octets, start, end)) {
            return false;
        }
        return type.pattern === null || accepts(plan.patterns[type.pattern], octets, start, end);
    case 'format':
        return (type.max === null || end - start <= type.max) && accepts(plan.patterns[type.pattern], octets, start, end);
    case 'enum':
        return type.values['=' + text] === 1;
    case 'int':
    case 'decimal':
    case 'bool':
    case 'list':
    case 'object':
        return false;
    }
    throw new Error('unknown type: ' + type.kind);
}

// Control characters save tab, line feed and carriage return.
function hasControl(octets, start, end) {
    let octet;
    for (let place = start; place < end; place++) {
        octet = octets[place];
        if (octet < 0x20) {
            if (octet !== 0x09 && octet !== 0x0a && octet !== 0x0d) {
                return true;
            }
        } else if (octet === 0x7f || (octet === 0xc2 && octets[place + 1] <= 0x9f)) {
            return true;
        }
    }
    return false;
}

function matches(table, text) {
    const octets = Buffer.from(text);
    return accepts(table, octets, 0, octets.length);
}

// Feeds the UTF-8 octets of a whole text to the automaton; state 0 is never left.
function accepts(table, octets, start, end) {
    const width = table.width;
    const classes = table.classes;
    const transitions = table.transitions;
    let state = 1;
    for (let place = start; place < end; place++) {
        state = transitions[state * width + classes[octets[place]]];
        if (state === 0) {
            return false;
        }
    }
    return table.accepting[state] === 1;
}

export default { isText, isNumber, isWholeNumber, isQuoted, matches };
