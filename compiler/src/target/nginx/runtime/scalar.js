// Values of scalar types: `isText` judges the text forms of path and query, `isJson` a parsed JSON value.

import number from 'number.js';

function isText(type, text) {
    switch (type.kind) {
    case 'int':
        return isDecimalText(text, false) && text !== '-0' && isInt(type, text);
    case 'decimal':
        return isDecimalText(text, true) && isDecimal(type, text);
    case 'bool':
        return text === 'true' || text === 'false';
    default:
        return isString(type, text);
    }
}

function isJson(type, value) {
    switch (type.kind) {
    case 'int':
        return isNumber(value) && isInt(type, value.number);
    case 'decimal':
        return isNumber(value) && isDecimal(type, value.number);
    case 'bool':
        return value === true || value === false;
    default:
        return typeof value === 'string' && isString(type, value);
    }
}

function isNumber(value) {
    return value !== null && typeof value === 'object' && value.number !== undefined;
}

function isInt(type, text) {
    const value = number.integer(text);
    return value !== null && (type.min === null || value >= type.min) && (type.max === null || value <= type.max);
}

function isDecimal(type, text) {
    const value = number.decimal(text);
    return value !== null
        && (type.min === null || number.compare(value, type.min) >= 0)
        && (type.max === null || number.compare(value, type.max) <= 0);
}

function isString(type, text) {
    switch (type.kind) {
    case 'string':
        // njs counts code points.
        if ((type.min !== null && text.length < type.min) || (type.max !== null && text.length > type.max)) {
            return false;
        }
        if (!type.raw && hasControl(text)) {
            return false;
        }
        return type.pattern === null || matches(plan.patterns[type.pattern], text);
    case 'format':
        return (type.max === null || text.length <= type.max) && matches(plan.patterns[type.pattern], text);
    case 'enum':
        return type.values['=' + text] === 1;
    default:
        throw new Error('unknown type: ' + type.kind);
    }
}

// Control characters save tab, line feed and carriage return.
function hasControl(text) {
    const size = text.length;
    for (let i = 0; i < size; i++) {
        const code = text.charCodeAt(i);
        if ((code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) || (code >= 0x7f && code <= 0x9f)) {
            return true;
        }
    }
    return false;
}

// -?(0|[1-9][0-9]*), and with a fraction (\.[0-9]+)?
function isDecimalText(text, withFraction) {
    const size = text.length;
    let i = text[0] === '-' ? 1 : 0;
    const first = i;
    while (i < size && isDigit(text, i)) {
        i++;
    }
    if (i === first || (text[first] === '0' && i > first + 1)) {
        return false;
    }
    if (i < size && withFraction && text[i] === '.') {
        const fraction = ++i;
        while (i < size && isDigit(text, i)) {
            i++;
        }
        if (i === fraction) {
            return false;
        }
    }
    return i === size;
}

function isDigit(text, i) {
    const code = text.charCodeAt(i);
    return code >= 0x30 && code <= 0x39;
}

// Feeds the UTF-8 octets of the whole text to the automaton; state 0 is never left.
function matches(table, text) {
    const octets = Buffer.from(text);
    const size = octets.length;
    const width = table.width;
    const classes = table.classes;
    const transitions = table.transitions;
    let state = 1;
    for (let i = 0; i < size; i++) {
        state = transitions[state * width + classes[octets[i]]];
        if (state === 0) {
            return false;
        }
    }
    return table.accepting[state] === 1;
}

export default { isText, isJson, matches };
